import { afterEach, expect, test } from 'vitest';
import { locale } from '../text/language.ts';
import { nearName, weekday } from './day-names.ts';

afterEach(() => {
  locale.value = 'ru';
});

test.each([
  ['2024-06-09', 'Вчера', 'Yesterday'],
  ['2024-06-10', 'Сегодня', 'Today'],
  ['2024-06-11', 'Завтра', 'Tomorrow'],
  ['2024-06-12', 'Среда', 'Wednesday'],
])('%s is %s', (day, ru, en) => {
  expect(nearName(day, '2024-06-10')).toBe(ru);
  locale.value = 'en';
  expect(nearName(day, '2024-06-10')).toBe(en);
});

test('weekdays are short where there is little room', () => {
  expect(weekday('2024-06-12', 'short')).toBe('Ср');
});
