import { describe, expect, it } from 'vitest';
import { at } from './activity.fixture.ts';
import { formatInstant, instantAt, parseDay } from './day.ts';
import { standingAt, type Said } from './speak.fixture.ts';
import { triggerDefinition, type TriggerType } from './trigger.ts';

/** Whether the type is due to somebody then, and as which occasion. */
function dueAt(type: TriggerType, now: number, said: Said): string | null {
  const occasion = triggerDefinition(type).occasion(standingAt(now, said));
  if (occasion === null || now < occasion.from || (occasion.until !== null && now >= occasion.until)) return null;
  return occasion.period_key;
}

/** Noon of a local day in Moscow, so many days after another. */
function noonAfter(day: string, days: number): number {
  return instantAt((parseDay(day) ?? 0) + days, 720, 'Europe/Moscow');
}

describe('inactivity and win-back', () => {
  it.each<[days: number, inactivity: string | null, win_back: string | null]>([
    [0, null, null],
    [2, null, null],
    [3, '2024-01-15', null],
    [29, '2024-01-15', null],
    [30, null, '2024-01-15'],
    [31, null, '2024-01-15'],
    [400, null, '2024-01-15'],
  ])('after %i days', (days, inactivity, win_back) => {
    const now = noonAfter('2024-01-15', days);
    const said = { last_active: '2024-01-15' };
    expect(dueAt('inactivity_3_days', now, said)).toBe(inactivity);
    expect(dueAt('win_back', now, said)).toBe(win_back);
  });

  it.each([
    [2, null, null],
    [3, 'never', null],
    [29, 'never', null],
    [30, null, 'never'],
  ])('of who never was active are counted from the registration: %i days', (days, inactivity, win_back) => {
    const now = noonAfter('2024-01-15', days);
    expect(dueAt('inactivity_3_days', now, { registered: '2024-01-15' })).toBe(inactivity);
    expect(dueAt('win_back', now, { registered: '2024-01-15' })).toBe(win_back);
  });

  it('are never due to somebody of whom neither a registration nor an event is known', () => {
    const now = noonAfter('2024-01-15', 100);
    expect(dueAt('inactivity_3_days', now, { registered: null })).toBeNull();
    expect(dueAt('win_back', now, { registered: null })).toBeNull();
  });

  it.each([
    ['America/New_York', '2024-03-07', '2024-03-10T05:00:00Z'],
    ['America/New_York', '2024-03-08', '2024-03-11T04:00:00Z'],
    ['Europe/Berlin', '2024-10-24', '2024-10-26T22:00:00Z'],
    ['Europe/Berlin', '2024-10-25', '2024-10-27T23:00:00Z'],
    ['Australia/Lord_Howe', '2024-10-04', '2024-10-06T13:00:00Z'],
    // The midnight that clocks skip, and the one before which 23:00 comes twice.
    ['America/Santiago', '2024-09-05', '2024-09-08T04:00:00Z'],
    ['America/Santiago', '2024-04-04', '2024-04-07T04:00:00Z'],
    // 30 December was skipped: the third day begins where the second ended.
    ['Pacific/Apia', '2011-12-27', '2011-12-30T10:00:00Z'],
    ['Asia/Kathmandu', '2024-01-15', '2024-01-17T18:15:00Z'],
    ['Pacific/Chatham', '2024-04-05', '2024-04-07T11:15:00Z'],
  ])('begin with the local day, in %s after %s', (zone, last_active, from) => {
    const said = { zone, last_active };
    expect(dueAt('inactivity_3_days', at(from) - 1, said)).toBeNull();
    expect(dueAt('inactivity_3_days', at(from), said)).toBe(last_active);
  });
});

describe('a streak at risk', () => {
  const said: Said = { last_habit: '2024-01-14', streak: 3 };

  it.each([
    ['2024-01-14T23:59:59+03:00', null],
    ['2024-01-15T00:00:00+03:00', null],
    ['2024-01-15T19:59:59.999+03:00', null],
    ['2024-01-15T20:00:00+03:00', '2024-01-15'],
    ['2024-01-15T23:59:59.999+03:00', '2024-01-15'],
    ['2024-01-16T00:00:00+03:00', null],
    ['2024-01-16T20:00:00+03:00', null],
  ])('at %s: %s', (now, key) => {
    expect(dueAt('streak_at_risk', at(now), said)).toBe(key);
  });

  it.each([
    [2, null],
    [3, '2024-01-15'],
    [100, '2024-01-15'],
  ])('of %i days', (streak, key) => {
    expect(dueAt('streak_at_risk', at('2024-01-15T20:00:00+03:00'), { ...said, streak })).toBe(key);
  });

  it('is not due once a habit was done today, whatever else was', () => {
    const now = at('2024-01-15T20:05:00+03:00');
    expect(dueAt('streak_at_risk', now, { ...said, last_active: '2024-01-15' })).toBe('2024-01-15');
    expect(dueAt('streak_at_risk', now, { last_habit: '2024-01-15', streak: 4 })).toBeNull();
  });

  it.each([
    ['America/New_York', '2024-03-09', '2024-03-11T00:00:00Z', '2024-03-11T04:00:00Z'],
    ['America/New_York', '2024-11-02', '2024-11-04T01:00:00Z', '2024-11-04T05:00:00Z'],
    ['Europe/Berlin', '2024-03-30', '2024-03-31T18:00:00Z', '2024-03-31T22:00:00Z'],
    ['Europe/Berlin', '2024-10-26', '2024-10-27T19:00:00Z', '2024-10-27T23:00:00Z'],
    ['Australia/Lord_Howe', '2024-04-06', '2024-04-07T09:30:00Z', '2024-04-07T13:30:00Z'],
    ['Australia/Lord_Howe', '2024-10-05', '2024-10-06T09:00:00Z', '2024-10-06T13:00:00Z'],
    // An evening of five hours: 23:00 comes twice. And one that ends at 01:00.
    ['America/Santiago', '2024-04-05', '2024-04-06T23:00:00Z', '2024-04-07T04:00:00Z'],
    ['America/Santiago', '2024-09-06', '2024-09-08T00:00:00Z', '2024-09-08T04:00:00Z'],
    ['Pacific/Apia', '2011-12-28', '2011-12-30T06:00:00Z', '2011-12-30T10:00:00Z'],
    ['Asia/Kathmandu', '2024-01-14', '2024-01-15T14:15:00Z', '2024-01-15T18:15:00Z'],
    ['Pacific/Chatham', '2024-04-06', '2024-04-07T07:15:00Z', '2024-04-07T11:15:00Z'],
  ])('lasts from 20:00 to midnight on the wall, in %s after %s', (zone, last_habit, from, until) => {
    const occasion = triggerDefinition('streak_at_risk').occasion(
      standingAt(at(from), { zone, last_habit, streak: 5 }),
    );
    expect(formatInstant(occasion?.from ?? 0)).toBe(from);
    expect(formatInstant(occasion?.until ?? 0)).toBe(until);
  });
});

describe('a trial', () => {
  const ends = at('2024-01-20T15:00:00+03:00');
  const said: Said = { status: 'trial', trial_ends_at: ends };

  it.each([
    ['2024-01-16T23:59:59+03:00', null],
    ['2024-01-17T00:00:00+03:00', '2024-01-20T12:00:00Z'],
    ['2024-01-18T12:00:00+03:00', '2024-01-20T12:00:00Z'],
    ['2024-01-19T23:59:59+03:00', '2024-01-20T12:00:00Z'],
    ['2024-01-20T00:00:00+03:00', null],
    ['2024-01-21T12:00:00+03:00', null],
  ])('that ends on the 20th, at %s: %s', (now, key) => {
    expect(dueAt('trial_expiring', at(now), said)).toBe(key);
  });

  it.each(['none', 'active', 'cancelled', 'expired'] as const)('is none with the status %s', (status) => {
    expect(dueAt('trial_expiring', at('2024-01-18T12:00:00+03:00'), { ...said, status })).toBeNull();
  });

  it('without a known end is never about to end', () => {
    expect(dueAt('trial_expiring', at('2024-01-18T12:00:00+03:00'), { status: 'trial' })).toBeNull();
  });

  it('speaks of the days on the wall, not of hours', () => {
    const { data } = triggerDefinition('trial_expiring');
    const remaining = (now: string) =>
      data(standingAt(at(now), { ...said, trial_ends_at: at('2024-01-20T00:30:00+03:00') }));
    expect(remaining('2024-01-17T23:30:00+03:00')).toEqual({ days_remaining: 3, trial_end_date: '2024-01-20' });
    expect(remaining('2024-01-19T23:30:00+03:00')).toEqual({ days_remaining: 1, trial_end_date: '2024-01-20' });
    expect(remaining('2024-01-21T00:30:00+03:00')).toBeNull();
  });
});

describe('the first week', () => {
  it.each([
    [6, 5, null],
    [7, 4, null],
    [7, 5, 'once'],
    [7, 7, 'once'],
    [13, 5, 'once'],
    [14, 5, null],
  ])('on lifecycle day %i with %i active days', (days, first_week, key) => {
    const now = noonAfter('2024-01-15', days);
    expect(dueAt('first_week_completed', now, { registered: '2024-01-15', first_week })).toBe(key);
  });

  it('begins and ends at local midnight', () => {
    const said = { registered: '2024-01-15', first_week: 5 };
    expect(dueAt('first_week_completed', at('2024-01-21T23:59:59.999+03:00'), said)).toBeNull();
    expect(dueAt('first_week_completed', at('2024-01-22T00:00:00+03:00'), said)).toBe('once');
    expect(dueAt('first_week_completed', at('2024-01-28T23:59:59.999+03:00'), said)).toBe('once');
    expect(dueAt('first_week_completed', at('2024-01-29T00:00:00+03:00'), said)).toBeNull();
  });
});

describe('the monthly report', () => {
  it.each([
    [0, null],
    [29, null],
    [30, '1'],
    [36, '1'],
    [37, null],
    [59, null],
    [60, '2'],
    [66, '2'],
    [67, null],
    [365, '12'],
  ])('on lifecycle day %i: %s', (days, key) => {
    const now = noonAfter('2024-01-15', days);
    expect(dueAt('monthly_report', now, { registered: '2024-01-15' })).toBe(key);
  });

  it('speaks of the month that has ended', () => {
    const { data } = triggerDefinition('monthly_report');
    expect(data(standingAt(noonAfter('2024-01-15', 66), { registered: '2024-01-15' }))).toEqual({ month_number: 2 });
  });
});
