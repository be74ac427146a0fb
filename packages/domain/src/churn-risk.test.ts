import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  churnRiskAt,
  churnRiskOf,
  isChurnRisk,
  type ChurnReason,
  type ChurnRisk,
  type RiskMeasures,
} from './churn-risk.ts';

/** Somebody with no risk at all. */
const nobody: RiskMeasures = {
  lifecycle_day: 3,
  days_inactive: 0,
  days_active_30: 4,
  days_active_first_3: 3,
  ai_messages: 1,
  streak_broken_day: null,
  on_trial: false,
};

const inactivity = (points: number, value: number): ChurnReason => ({ factor: 'inactivity', points, value });
const streak = (value: number): ChurnReason => ({ factor: 'streak_broken_early', points: 25, value });
const silence: ChurnReason = { factor: 'zero_ai_interactions', points: 20, value: 0 };
const trial = (value: number): ChurnReason => ({ factor: 'trial_low_engagement', points: 20, value });

describe('churnRiskOf: each factor at its threshold, below and above', () => {
  it.each<[string, Partial<RiskMeasures>, ChurnRisk, ChurnReason[]]>([
    ['here today', { days_inactive: 0 }, 'low', []],
    ['1 day away', { days_inactive: 1 }, 'low', [inactivity(5, 1)]],
    ['2 days away', { days_inactive: 2 }, 'low', [inactivity(5, 2)]],
    ['3 days away', { days_inactive: 3 }, 'medium', [inactivity(20, 3)]],
    ['6 days away', { days_inactive: 6 }, 'medium', [inactivity(20, 6)]],
    ['7 days away', { days_inactive: 7 }, 'medium', [inactivity(35, 7)]],
    ['8 days away', { days_inactive: 8 }, 'medium', [inactivity(35, 8)]],
    ['29 days away', { days_inactive: 29, lifecycle_day: 40 }, 'medium', [inactivity(35, 29)]],
    ['30 days away: gone', { days_inactive: 30, lifecycle_day: 40 }, 'critical', [inactivity(35, 30)]],

    ['a streak broken on day 3', { streak_broken_day: 3 }, 'medium', [streak(3)]],
    ['a streak broken on day 7, on day 7', { streak_broken_day: 7, lifecycle_day: 7 }, 'medium', [streak(7)]],
    ['a streak broken on day 7, on day 8', { streak_broken_day: 7, lifecycle_day: 8 }, 'low', []],

    ['no AI on day 0', { ai_messages: 0, lifecycle_day: 0 }, 'medium', [silence]],
    ['no AI on day 7', { ai_messages: 0, lifecycle_day: 7 }, 'medium', [silence]],
    ['no AI on day 8', { ai_messages: 0, lifecycle_day: 8 }, 'low', []],

    ['a trial with 3 active days', { on_trial: true, days_active_30: 3 }, 'medium', [trial(3)]],
    ['a trial with 4 active days', { on_trial: true, days_active_30: 4 }, 'low', []],
    ['3 active days and no trial', { days_active_30: 3 }, 'low', []],

    [
      'everything at once: 100 points',
      { days_inactive: 7, lifecycle_day: 7, streak_broken_day: 0, ai_messages: 0, on_trial: true, days_active_30: 0 },
      'critical',
      [inactivity(35, 7), streak(0), silence, trial(0)],
    ],
  ])('%s', (_, said, level, reasons) => {
    const score = reasons.reduce((sum, { points }) => sum + points, 0);
    expect(churnRiskOf({ ...nobody, ...said })).toEqual({ level, score, reasons });
  });

  it('gives 0–100 points, the sum of the reasons, and calls everybody gone critical', () => {
    const measures = fc.record<RiskMeasures>({
      lifecycle_day: fc.nat(40),
      days_inactive: fc.nat(40),
      days_active_30: fc.nat(30),
      days_active_first_3: fc.nat(3),
      ai_messages: fc.nat(5),
      streak_broken_day: fc.option(fc.nat(10)),
      on_trial: fc.boolean(),
    });
    fc.assert(
      fc.property(measures, (said) => {
        const { level, score, reasons } = churnRiskOf(said);
        expect(score).toBe(reasons.reduce((sum, { points }) => sum + points, 0));
        expect(score).toBeLessThanOrEqual(100);
        expect(level).toBe(said.days_inactive >= 30 ? 'critical' : churnRiskAt(score));
      }),
    );
  });
});

describe('churnRiskAt', () => {
  it.each<[number, ChurnRisk]>([
    [0, 'low'],
    [19, 'low'],
    [20, 'medium'],
    [21, 'medium'],
    [39, 'medium'],
    [40, 'high'],
    [41, 'high'],
    [59, 'high'],
    [60, 'critical'],
    [61, 'critical'],
    [100, 'critical'],
  ])('%i points are %s', (score, level) => {
    expect(churnRiskAt(score)).toBe(level);
  });
});

describe('isChurnRisk', () => {
  it('knows the four levels and no other name', () => {
    expect(['low', 'medium', 'high', 'critical'].every(isChurnRisk)).toBe(true);
    expect(['', 'HIGH', 'valueOf', '__proto__'].some(isChurnRisk)).toBe(false);
  });
});
