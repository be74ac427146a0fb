import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from './activity.fixture.ts';
import { CHANNEL_NAMES, OUTBOUND_CHANNELS } from './channel.ts';
import { formatDay, localDay, type Instant } from './day.ts';
import { isQuiet } from './quiet-hours.ts';
import type { Situation } from './situation.ts';
import { delivered, dismissed, later, setting, situationAt, written, type Said } from './speak.fixture.ts';
import { speak } from './speak.ts';
import { TRIGGER_TYPES } from './trigger.ts';

/** Laws that hold for whatever happens to a person, in whatever order. */

const HOUR_MS = 3_600_000;
const ZONES = ['Europe/Moscow', 'America/New_York', 'America/Santiago', 'Australia/Lord_Howe', 'Pacific/Chatham'];

/** What happens next, after so many hours. */
const step = fc.record(
  {
    hours: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 12, max: 24 * 31 })),
    does: fc.constantFrom('nothing', 'nothing', 'visit', 'habit', 'habit', 'trial', 'pay', 'move'),
    number: fc.integer({ min: 1, max: 9 }),
    outcome: fc.constantFrom('sent', 'sent', 'sent', 'refused', 'unreachable', 'uncertain', 'sending'),
    answer: fc.constantFrom(null, null, null, 'snoozed', 'completed', 'not_interested'),
    type: fc.constantFrom(...TRIGGER_TYPES),
    mode: fc.constantFrom('live', 'live', 'live', 'shadow', 'off'),
    braked_run: fc.constantFrom(null, null, null, 1),
    holdout: fc.constantFrom(0, 0, 0.5),
    channels_off: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray([...CHANNEL_NAMES])),
    reachable: fc.oneof(
      { weight: 3, arbitrary: fc.constant([...OUTBOUND_CHANNELS]) },
      fc.subarray([...OUTBOUND_CHANNELS]),
    ),
  },
  { noNullPrototype: true },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const life = fc.record({ zone: fc.constantFrom(...ZONES), steps: fc.array(step, { minLength: 1, maxLength: 30 }) });

const START = at('2024-02-20T12:00:00Z');

/** Plays a life, and lets a law look at every situation before and after something is said. */
function play(
  { zone: born, steps }: { zone: string; steps: readonly Step[] },
  law: (before: Situation, after: Situation) => void,
): void {
  let now = START;
  let said: Said = { zone: born, registered: '2024-02-14', first_week: 5 };
  let situation = situationAt(now, said);
  for (const { hours, does, number, outcome, answer, type, ...rest } of steps) {
    now += hours * HOUR_MS + number * 1000;
    said = live(does, number, now, said);
    const reachable = new Set(rest.reachable);
    const settings = setting(type, rest);
    situation = later(situation, now, said, { settings, channels_off: rest.channels_off, reachable });
    if (answer !== null) situation = dismissed(situation, type, answer, now + number * HOUR_MS);
    const after = written(situation, speak(situation));
    law(situation, after);
    situation = delivered(after, outcome);
    law(situation, written(situation, speak(situation)));
  }
}

function live(does: Step['does'], number: number, now: Instant, said: Said): Said {
  const today = formatDay(localDay(now, said.zone ?? ''));
  switch (does) {
    case 'visit':
      return { ...said, last_active: today };
    case 'habit':
      return { ...said, last_active: today, last_habit: today, streak: number };
    case 'trial':
      return { ...said, status: 'trial', trial_ends_at: now + number * 24 * HOUR_MS };
    case 'pay':
      return { ...said, status: 'active' };
    case 'move':
      return { ...said, zone: ZONES[number % ZONES.length] ?? '' };
    case 'nothing':
      return said;
  }
}

function holds(law: (before: Situation, after: Situation) => void): void {
  fc.assert(
    fc.property(life, (lived) => play(lived, law)),
    { numRuns: 300 },
  );
}

/** What leaves, by trigger. */
function releases(situation: Situation) {
  const { made, changed } = speak(situation);
  return [...made, ...changed].filter(({ release }) => release.length > 0);
}

describe('speak', () => {
  it('has nothing to add when it is asked again at once', () => {
    holds((_, after) => expect(speak(after)).toMatchObject({ made: [], changed: [] }));
  });

  it('lets nothing leave in quiet hours', () => {
    expect.hasAssertions();
    holds((before) => {
      if (isQuiet(before.now, before.standing.zone)) expect(releases(before)).toEqual([]);
    });
  });

  it('lets one message leave in a look, at most, and only by channels that may be used', () => {
    holds((before) => {
      const left = releases(before);
      expect(left.length).toBeLessThanOrEqual(1);
      for (const channel of left.flatMap(({ release }) => release)) {
        expect(before.reachable.has(channel) && !before.channels_off.includes(channel)).toBe(true);
      }
    });
  });

  it('looks ahead, never back', () => {
    expect.hasAssertions();
    holds((before) => {
      const { look_at } = speak(before);
      if (look_at !== null) expect(look_at).toBeGreaterThan(before.now);
    });
  });

  it('misses nothing until it looks again', () => {
    fc.assert(
      fc.property(life, fc.double({ min: 0, max: 1, noNaN: true }), (lived, share) => {
        play(lived, (_, after) => {
          const { look_at } = speak(after);
          const until = look_at ?? after.now + 400 * 24 * HOUR_MS;
          // Whatever is in the outbox is there no more, so that nothing but time passes.
          const rested = delivered(after);
          if (speak(rested).look_at !== look_at) return;
          const between = Math.floor(after.now + share * (until - 1 - after.now));
          const asked = speak(later(rested, between, saidBy(after)));
          expect(asked.made).toEqual([]);
          expect(asked.changed.filter(({ release, open }) => release.length > 0 || !open)).toEqual([]);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('exceeds no cap: one message a local day, three in seven', () => {
    holds((before) => {
      if (releases(before).length === 0) return;
      const { zone, day: today } = before.standing;
      const messages = new Set<string>();
      for (const { trigger_id, status, sent_at } of before.deliveries) {
        const day = sent_at === null ? today : localDay(sent_at, zone);
        if (['sent', 'uncertain', 'waiting', 'sending'].includes(status) && day > today - 7) {
          messages.add(`${trigger_id} ${day}`);
          expect(day).not.toBe(today);
        }
      }
      expect(messages.size).toBeLessThan(3);
    });
  });

  it('makes each trigger once', () => {
    holds((_, { triggers }) => {
      const names = triggers.map(({ type, period_key }) => `${type} ${period_key}`);
      expect(new Set(names).size).toBe(names.length);
    });
  });

  it('loses nothing: what is over was sent, was answered, was held by a rule, or went out in vain', () => {
    expect.hasAssertions();
    holds((_, { triggers, deliveries }) => {
      for (const { id, open, status, held_by } of triggers) {
        const left = deliveries.some(({ trigger_id, status: fate }) => trigger_id === id && fate !== 'cancelled');
        if (!open && status !== 'dismissed') expect(status === 'sent' || held_by !== null || left).toBe(true);
        if (!open) expect(status).not.toBe('pending');
      }
    });
  });

  it('gives XP and codes only with what nothing holds for good', () => {
    holds((before) => {
      for (const { rewarded, held_by } of speak(before).made) {
        const deferred = held_by === null || ['quiet_hours', 'daily_cap', 'weekly_cap'].includes(held_by);
        expect(rewarded).toBe(deferred);
      }
    });
  });
});

/** The person goes on as they are. */
function saidBy({ standing }: Situation): Said {
  const text = (day: number | null): string | null => (day === null ? null : formatDay(day));
  return {
    zone: standing.zone,
    registered: text(standing.registered_on),
    last_active: text(standing.last_active_on),
    last_habit: text(standing.last_habit_on),
    streak: standing.streak,
    first_week: standing.days_active_first_week,
    status: standing.subscription_status,
    trial_ends_at: standing.trial_ends_at,
  };
}
