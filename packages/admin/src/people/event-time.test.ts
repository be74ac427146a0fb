import { expect, test } from 'vitest';
import { lateness, timeIn } from './event-time.ts';

test('the time on the wall of the person', () => {
  expect(timeIn('2024-01-10T21:30:00Z', 'Asia/Yekaterinburg')).toBe('02:30');
  expect(timeIn('2024-01-10T21:30:00Z', 'Mars/Olympus')).toBe('21:30');
});

test.each([
  ['2024-01-10T10:00:02Z', null],
  ['2024-01-10T10:09:59Z', null],
  ['2024-01-10T10:30:00Z', '30\u00A0мин'],
  ['2024-01-10T15:30:00Z', '5\u00A0ч 30\u00A0мин'],
  ['2024-01-15T09:00:00Z', '4\u00A0дн.'],
  ['2024-01-10T09:59:00Z', null],
])('arrived at %s', (received_at, expected) => {
  expect(lateness('2024-01-10T10:00:00Z', received_at, 'ru')).toBe(expected);
});
