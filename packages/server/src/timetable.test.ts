import { formatDay } from '@retention/domain/day';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../test/database.ts';
import { openLogger } from './logger.ts';
import { createTimetable, dueDay, type Duty, type Timetable } from './timetable.ts';

const { database, clock } = await openTestDatabase();
const logger = openLogger('silent');

/** A timetable with one duty, that writes down the days it was called for. */
function timetable(name: string, days: string[], run: Duty['run'] = () => Promise.resolve()): Timetable {
  const duty: Duty = {
    name,
    at: '01:00',
    run: (day, signal) => {
      days.push(formatDay(day));
      return run(day, signal);
    },
  };
  return createTimetable({ database, clock, zone: 'Europe/Berlin', duties: [duty], logger });
}

// Offsets: Berlin +01:00/+02:00, New York −05:00/−04:00, Lord Howe +10:30/+11:00, Apia −10:00/+14:00, Kathmandu +05:45.
test.each([
  ['Europe/Moscow', '01:00', '2024-01-15T21:59:59Z', '2024-01-15'],
  ['Europe/Moscow', '01:00', '2024-01-15T22:00:00Z', '2024-01-16'],
  ['Asia/Kathmandu', '01:00', '2024-01-15T19:14:59Z', '2024-01-15'],
  ['Asia/Kathmandu', '01:00', '2024-01-15T19:15:00Z', '2024-01-16'],
  // The hour 02:00–03:00 is skipped on 2024-03-31: the duty comes at the jump.
  ['Europe/Berlin', '02:30', '2024-03-31T00:59:59Z', '2024-03-30'],
  ['Europe/Berlin', '02:30', '2024-03-31T01:00:00Z', '2024-03-31'],
  // The hour 01:00–02:00 comes twice on 2024-11-03: the first time counts.
  ['America/New_York', '01:30', '2024-11-03T05:29:59Z', '2024-11-02'],
  ['America/New_York', '01:30', '2024-11-03T05:30:00Z', '2024-11-03'],
  ['America/New_York', '01:30', '2024-11-03T06:30:00Z', '2024-11-03'],
  ['Australia/Lord_Howe', '02:15', '2024-10-05T15:29:59Z', '2024-10-05'],
  ['Australia/Lord_Howe', '02:15', '2024-10-05T15:30:00Z', '2024-10-06'],
  // Apia went from the 29th to the 31st of December 2011.
  ['Pacific/Apia', '01:00', '2011-12-30T09:59:59Z', '2011-12-29'],
  ['Pacific/Apia', '01:00', '2011-12-30T11:00:00Z', '2011-12-31'],
])('%s at %s: at %s the day due is %s', (zone, at, now, day) => {
  expect(formatDay(dueDay({ at }, Date.parse(now), zone))).toBe(day);
});

test('once a day, and once for all the days that were missed', async () => {
  const days: string[] = [];
  const { tick } = timetable('story', days);
  clock.set('2024-03-30T12:00:00Z');
  await tick();
  await tick();
  clock.set('2024-03-30T23:59:00Z');
  await tick();
  expect(days).toEqual(['2024-03-30']);
  clock.set('2024-03-31T00:00:00Z');
  await tick();
  expect(days).toEqual(['2024-03-30', '2024-03-31']);
  clock.set('2024-04-10T12:00:00Z');
  await tick();
  await tick();
  expect(days).toEqual(['2024-03-30', '2024-03-31', '2024-04-10']);
});

test('two timetables on one database do it once, also when they look at the same moment', async () => {
  const days: string[] = [];
  clock.set('2024-05-01T12:00:00Z');
  const two = [timetable('shared', days), timetable('shared', days)];
  await Promise.all(two.map(({ tick }) => tick()));
  await Promise.all(two.map(({ tick }) => tick()));
  expect(days).toEqual(['2024-05-01']);
});

test('what failed is due again at the next look', async () => {
  const days: string[] = [];
  clock.set('2024-06-01T12:00:00Z');
  let failing = true;
  const { tick } = timetable('failing', days, () => (failing ? Promise.reject(new Error('no')) : Promise.resolve()));
  await tick();
  failing = false;
  await tick();
  await tick();
  expect(days).toEqual(['2024-06-01', '2024-06-01']);
});

test('stopping tells a running duty and waits for it; it is not done', async () => {
  const days: string[] = [];
  clock.set('2024-07-01T12:00:00Z');
  const begun = Promise.withResolvers<void>();
  let ended = false;
  const stopped = timetable('long', days, async (_, signal) => {
    begun.resolve();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    ended = true;
  });
  stopped.start();
  await begun.promise;
  await stopped.stop();
  expect(ended).toBe(true);
  await timetable('long', days).tick();
  expect(days).toEqual(['2024-07-01', '2024-07-01']);
});

test('a duty ends when the connection that holds its lock is lost', async () => {
  const days: string[] = [];
  clock.set('2024-08-01T12:00:00Z');
  const { tick } = timetable('cut off', days, async (_, signal) => {
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    await database.session((client) =>
      client.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7235004"),
    );
    await aborted;
  });
  await tick();
  await timetable('cut off', days).tick();
  expect(days).toEqual(['2024-08-01', '2024-08-01']);
});
