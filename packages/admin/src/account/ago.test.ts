import { expect, test } from 'vitest';
import { agoText } from './ago.ts';

const NOW = Date.parse('2024-06-12T09:00:00Z');

test.each([
  ['2024-06-12T09:00:30Z', 'только что', 'just now'],
  ['2024-06-12T08:59:10Z', 'только что', 'just now'],
  ['2024-06-12T08:55:00Z', '5 минут назад', '5 minutes ago'],
  ['2024-06-12T07:00:00Z', '2 часа назад', '2 hours ago'],
  ['2024-06-11T08:00:00Z', 'вчера', 'yesterday'],
  ['2024-06-07T09:00:00Z', '5 дней назад', '5 days ago'],
])('%s', (instant, ru, en) => {
  expect(agoText(instant, NOW, 'ru')).toBe(ru);
  expect(agoText(instant, NOW, 'en')).toBe(en);
});
