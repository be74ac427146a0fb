import { expect, test } from 'vitest';
import { funnelSteps } from './funnel.ts';

test('each step has its share of the registered and of the step before', () => {
  const funnel = {
    registered: 1000,
    activated_d1: 450,
    active_d7: 225,
    started_trial: 90,
    converted_paid: 45,
    renewed: 0,
  };
  expect(funnelSteps(funnel).map(({ of_registered }) => of_registered)).toEqual([1, 0.45, 0.225, 0.09, 0.045, 0]);
  expect(funnelSteps(funnel).map((step) => step.of_step_before)).toEqual([null, 0.45, 0.5, 0.4, 0.5, 0]);
});

test('a step larger than the one before it, and nobody at all', () => {
  const funnel = { registered: 10, activated_d1: 0, active_d7: 2, started_trial: 1, converted_paid: 3, renewed: 3 };
  expect(funnelSteps(funnel).map((step) => step.of_step_before)).toEqual([null, 0, null, 0.5, null, 1]);
  const nobody = { registered: 0, activated_d1: 0, active_d7: 0, started_trial: 0, converted_paid: 0, renewed: 0 };
  expect(funnelSteps(nobody).every((step) => step.of_registered === null && step.of_step_before === null)).toBe(true);
});
