import { expect, test } from 'vitest';
import { cameWithMost, lateness, timeIn, usualArrival } from './event-time.ts';

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

test('an imported history came together; what came by itself is told apart from it', () => {
  const at = (time: string) => `2024-01-10T${time}Z`;
  const imported = [at('10:00:00'), at('10:00:20'), at('10:00:40')];
  const usual = usualArrival([at('15:00:00'), ...imported]);
  expect(imported.every((received_at) => cameWithMost(received_at, usual))).toBe(true);
  expect(cameWithMost(at('15:00:00'), usual)).toBe(false);
  expect(usualArrival([at('10:00:00'), at('11:00:00'), at('12:00:00')])).toBeNull();
  expect(usualArrival([at('10:00:00')])).toBeNull();
  expect(usualArrival([])).toBeNull();
});
