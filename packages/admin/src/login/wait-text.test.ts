import { expect, test } from 'vitest';
import { waitText } from './wait-text.ts';

test.each([
  [1, 'Слишком много попыток. Подождите 1\u00A0секунду.', 'Too many attempts. Wait 1\u00A0second.'],
  [42, 'Слишком много попыток. Подождите 42\u00A0секунды.', 'Too many attempts. Wait 42\u00A0seconds.'],
  [119, 'Слишком много попыток. Подождите 119\u00A0секунд.', 'Too many attempts. Wait 119\u00A0seconds.'],
  [121, 'Слишком много попыток. Подождите 3\u00A0минуты.', 'Too many attempts. Wait 3\u00A0minutes.'],
])('%i seconds', (seconds, ru, en) => {
  expect(waitText(seconds, 'ru')).toBe(ru);
  expect(waitText(seconds, 'en')).toBe(en);
});
