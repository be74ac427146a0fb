import { describe, expect, it } from 'vitest';
import { formatInstant, localDay, parseInstant, type Day } from '@retention/domain/day';
import { anyAge, eventDefinition, EVENT_TYPES, FEATURES, readEvent, type EventType } from '@retention/domain/event';
import { readFacts } from '@retention/domain/facts';
import { payingActivityOf } from '@retention/domain/paying';
import { demoEvents } from './events.ts';
import { demoPeople, type DemoOptions } from './person.ts';
import { weekdayOf } from './rhythm.ts';

const now = parseInstant('2026-11-23T12:30:00+03:00') as number;
const options: DemoOptions = { users: 2_000, days: 365, seed: 1, now, projectZone: 'Europe/Moscow' };

/** What everybody did, counted plainly. */
const people = demoPeople(options).map((person) => {
  const events = demoEvents(person, options);
  const days = new Set<Day>();
  const features = new Map<Day, Set<unknown>>();
  for (const { type, occurred_at, metadata } of events) {
    const day = localDay(occurred_at, person.zone);
    if (type === 'streak_broken') continue;
    days.add(day);
    if (type === 'feature_used') features.set(day, (features.get(day) ?? new Set()).add(metadata?.['feature']));
  }
  const today = localDay(now, person.zone);
  const registered_on = localDay(person.facts.joined_at, person.zone);
  return { person, events, features, days: [...days].toSorted((a, b) => a - b), active: days, today, registered_on };
});
const everybody = people.length;

function share(of: readonly unknown[], all: number = everybody): number {
  return of.length / all;
}

function expectBetween(least: number, value: number, most: number): void {
  expect.soft(value).toBeGreaterThan(least);
  expect.soft(value).toBeLessThan(most);
}

/** How many lie in each of so many bins, from 0 on. */
function countIn(bins: number, values: readonly number[]): number[] {
  const counts = Map.groupBy(values, (value) => value);
  return Array.from({ length: bins }, (_, bin) => counts.get(bin)?.length ?? 0);
}

function retention(n: number): number {
  const over = people.filter(({ registered_on, today }) => registered_on + n < today);
  return share(
    over.filter(({ registered_on, active }) => active.has(registered_on + n)),
    over.length,
  );
}

describe('every event', () => {
  it('is one that the doors for events take, metadata and all', () => {
    const seen = new Set<EventType>();
    const wrong: unknown[] = [];
    for (const { events } of people) {
      for (const event of events) {
        const { id, type, occurred_at, metadata } = event;
        seen.add(type);
        const read = readEvent({ id, type, timestamp: formatInstant(occurred_at), metadata }, anyAge(now));
        if (JSON.stringify(read) !== JSON.stringify(event)) wrong.push(read);
        const known = eventDefinition(type).metadata;
        for (const [key, value] of Object.entries(metadata ?? {})) {
          const kinds: string[] = FEATURES.some((feature) => feature === value)
            ? ['feature', 'string']
            : [typeof value];
          if (typeof value === 'string' || typeof value === 'number') kinds.push('id');
          if (!kinds.includes(known[key] ?? '')) wrong.push({ type, key, value });
        }
      }
    }
    expect(wrong).toEqual([]);
    expect([...seen].toSorted()).toEqual([...EVENT_TYPES].toSorted());
  });

  it('lies between the registration and now, under an id of its own', () => {
    const ids = new Set<string>();
    let count = 0;
    for (const { person, events } of people) {
      for (const { id, occurred_at } of events) {
        ids.add(id);
        count++;
        if (occurred_at < person.facts.joined_at || occurred_at > now) expect.fail(`${person.user_id} ${occurred_at}`);
      }
    }
    expect(ids.size).toBe(count);
  });

  it('falls on a day that was planned, and none of those over is empty', () => {
    for (const { person, days, today } of people) {
      expect(days.filter((day) => day < today)).toEqual(person.days.filter((day) => day < today));
    }
  });
});

it('tells of everybody what the host could have told, and reaches nobody real', () => {
  for (const { person } of people) {
    const { facts, user_id } = person;
    const { subscription_plan: plan, subscription_status: status, renewals, ...rest } = facts;
    const { trial_started_at, trial_ends_at, paid_since, joined_at, ...who } = rest;
    const at = (instant: number | null): string | null => (instant === null ? null : formatInstant(instant));
    const trial = { trial_started_at: at(trial_started_at), trial_ends_at: at(trial_ends_at) };
    const subscription = { plan, status, renewals, ...trial, paid_since: at(paid_since) };
    expect(readFacts({ user_id, ...who, joined_at: at(joined_at), subscription }, now)).toEqual({
      user_id,
      said: facts,
    });
    expect(facts.email ?? 'a@a.example').toMatch(/\.example$/);
    expect(facts.telegram_chat_id ?? 'demo_1').toMatch(/^demo_\d+$/);
    if (trial_started_at === null || trial_ends_at === null) continue;
    expect(localDay(trial_started_at, person.zone) - localDay(joined_at, person.zone)).toBeGreaterThanOrEqual(1);
    expect(localDay(trial_started_at, person.zone) - localDay(joined_at, person.zone)).toBeLessThanOrEqual(14);
    expect([7, 10, 14]).toContain((trial_ends_at - trial_started_at) / 86_400_000);
    expect(paid_since ?? now).toBeLessThanOrEqual(now);
    expect(status).not.toBe('none');
  }
});

describe('the whole', () => {
  it.each([
    [1, 0.38, 0.48],
    [7, 0.19, 0.27],
    [30, 0.09, 0.15],
  ])('comes back on day %i as people do', (n, least, most) => {
    expectBetween(least, retention(n), most);
  });

  it('tries, pays and renews as the plan expects', () => {
    const facts = people.map(({ person }) => person.facts);
    const tried = share(facts.filter(({ trial_started_at }) => trial_started_at !== null));
    const paid = share(facts.filter(({ paid_since }) => paid_since !== null));
    const renewed = share(facts.filter(({ renewals }) => renewals > 0));
    expectBetween(0.065, tried, 0.095);
    expectBetween(0.03, paid, 0.05);
    expectBetween(0.018, renewed, 0.033);
    for (const status of ['none', 'trial', 'active', 'cancelled', 'expired']) {
      expect.soft(facts.some(({ subscription_status }) => subscription_status === status)).toBe(true);
    }
  });

  it('has payers who use it and payers who forgot it', () => {
    const activities = people.map(({ person, days, today }) =>
      payingActivityOf(
        person.facts,
        days.map((day) => ({ day })),
        today,
      ),
    );
    const paying = activities.filter((activity) => activity !== null);
    expect(
      share(
        paying.filter((activity) => activity === 'active'),
        paying.length,
      ),
    ).toBeGreaterThan(0.5);
    expect(paying).toContain('inactive');
    expect(paying).toContain('dead');
  });

  it('has enthusiasts, test drivers, some who returned and many who left', () => {
    const enthusiasts = people.filter(({ days, features, today }) => {
      const lately = days.filter((day) => day > today - 30);
      return lately.length >= 20 && new Set(lately.flatMap((day) => [...(features.get(day) ?? [])])).size >= 5;
    });
    const drivers = people.filter(({ days, registered_on, today }) => {
      const first = days.filter((day) => day < registered_on + 7).length;
      const later = days.filter((day) => day > today - 30 && day >= registered_on + 7).length;
      return first >= 5 && later < 5 && registered_on + 14 <= today && (days.at(-1) ?? 0) > today - 30;
    });
    const returned = people.filter(({ days, today }) =>
      days.some((day, at) => day > today - 30 && day - (days[at - 1] ?? day) > 7),
    );
    const left = people.filter(({ days, today }) => today - (days.at(-1) ?? 0) >= 30);
    expect(share(enthusiasts)).toBeGreaterThan(0.03);
    expect(share(drivers)).toBeGreaterThan(0.02);
    expect(share(returned)).toBeGreaterThan(0.03);
    expectBetween(0.5, share(left), 0.8);
  });

  it('has a rhythm: Saturday is the quietest day', () => {
    const weekdays = countIn(
      7,
      people.flatMap(({ days }) => days.map(weekdayOf)),
    );
    const [monday = 0, , , , , saturday = 0] = weekdays;
    expect(Math.min(...weekdays)).toBe(saturday);
    expect(saturday).toBeLessThan(0.85 * monday);
  });

  it('grows, and comes in waves', () => {
    const first = people.map(({ registered_on }) => registered_on).toSorted((a, b) => a - b)[0] ?? 0;
    const weeks = countIn(
      52,
      people.map(({ registered_on }) => Math.floor((registered_on - first) / 7)),
    );
    const half = (from: number): number => weeks.slice(from, from + 26).reduce((sum, week) => sum + week, 0);
    expect(half(26)).toBeGreaterThan(1.3 * half(0));
    const usual = weeks.toSorted((a, b) => a - b)[26] ?? 0;
    expect(Math.max(...weeks)).toBeGreaterThan(1.6 * usual);
  });
});

it('is the same for the same seed and minute, and another for another', () => {
  const few = { ...options, users: 50, days: 60 };
  const made = (seed: number): unknown =>
    demoPeople({ ...few, seed }).map((person) => [person, demoEvents(person, { ...few, seed })]);
  expect(made(7)).toEqual(made(7));
  expect(made(8)).not.toEqual(made(7));
});

it.each([
  ['2026-03-29T00:10:00+01:00', 'Europe/Berlin'],
  ['2026-01-01T00:00:00+12:00', 'Asia/Kamchatka'],
])('can be as short as two days, whatever the hour: %s in %s', (at, projectZone) => {
  const short = { ...options, users: 20, days: 2, now: parseInstant(at) as number, projectZone };
  const made = demoPeople(short);
  expect(made).toHaveLength(20);
  for (const person of made) expect(demoEvents(person, short).length).toBeGreaterThan(0);
});
