import { expect, test } from 'vitest';
import { formatDuration } from './duration.ts';

test.each([
  [0, '0\u00A0с', '0\u00A0s'],
  [45, '45\u00A0с', '45\u00A0s'],
  [60, '1\u00A0мин', '1\u00A0min'],
  [310, '5\u00A0мин 10\u00A0с', '5\u00A0min 10\u00A0s'],
  [7_500, '2\u00A0ч 5\u00A0мин', '2\u00A0h 5\u00A0min'],
  [86_399, '23\u00A0ч 59\u00A0мин', '23\u00A0h 59\u00A0min'],
  [86_400, '1\u00A0дн.', '1\u00A0d'],
  [273_600, '3\u00A0дн. 4\u00A0ч', '3\u00A0d 4\u00A0h'],
  [-3, '0\u00A0с', '0\u00A0s'],
])('%i seconds', (seconds, ru, en) => {
  expect(formatDuration(seconds, 'ru')).toBe(ru);
  expect(formatDuration(seconds, 'en')).toBe(en);
});
