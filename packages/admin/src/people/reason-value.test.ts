import { expect, test } from 'vitest';
import { factorLabel, reasonValue, signalDefinitions } from './reason-value.ts';

test.each([
  ['inactivity', 41, '41\u00A0день', '41\u00A0days'],
  ['streak_broken_early', 4, 'на 4-й день', 'on day 4'],
  ['zero_ai_interactions', 0, '0\u00A0сообщений', '0\u00A0messages'],
  ['trial_low_engagement', 3, '3\u00A0активных дня', '3\u00A0active days'],
  ['of_tomorrow', 3, '3', '3'],
  ['inactivity', null, null, null],
] as const)('%s looked at %s', (factor, value, ru, en) => {
  expect(reasonValue(factor, value, 'ru')).toBe(ru);
  expect(reasonValue(factor, value, 'en')).toBe(en);
});

test('a factor this page does not know keeps its name, a signal is left out', () => {
  expect(factorLabel('inactivity', 'ru')).toBe('Дни без активности');
  expect(factorLabel('toString', 'ru')).toBe('toString');
  expect(signalDefinitions(['zero_ai_interactions', 'of_tomorrow', 'toString'])).toHaveLength(1);
});
