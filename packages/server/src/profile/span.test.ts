import { describe, expect, it } from 'vitest';
import { parseDay, type Day } from '@retention/domain/day';
import type { MeasuredDay } from '@retention/domain/measures';
import type { KnownPerson } from './people.ts';
import { judgeSpans, type Span } from './span.ts';

function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

function active(on: Day): MeasuredDay {
  return {
    day: on,
    features: 0,
    completions: 0,
    session_start: 1,
    habit_completed: 0,
    journal_entry: 0,
    ai_coach_message: 1,
    feature_seconds: 0,
    habit_streak: 0,
    last_active_at: null,
  };
}

/** Registered on 2024-01-01 and never seen after 2024-01-02: medium risk from the 5th, churned on 2024-02-01. */
const person: KnownPerson = {
  user_id: 'anna',
  registered_on: day('2024-01-01'),
  streak_broken_days: [],
  subscription_plan: 'free',
  subscription_status: 'none',
  trial_started_at: null,
  trial_ends_at: null,
  paid_since: null,
  renewals: 0,
  locale: null,
  zone: 'UTC',
  own_zone: 'UTC',
  days: [active(day('2024-01-01')), active(day('2024-01-02'))],
};

const shown = ({ since, until, segment, churn_risk }: Span) => [
  since - day('2024-01-01'),
  until === null ? null : until - day('2024-01-01'),
  segment,
  churn_risk,
];

const span = (since: string, segment: Span['segment'], more: Partial<Span> = {}): Span => ({
  since: day(since),
  until: null,
  segment,
  churn_risk: 'low',
  paying: null,
  subscription_plan: 'free',
  subscription_status: 'none',
  ...more,
});

/** Those that are open, or end on that day or later. */
const reaching = (spans: readonly Span[], from: Day) => spans.filter(({ until }) => until === null || until >= from);

describe('judging days', () => {
  it('opens the first span on the registration, and a new one only where the judgement changes', () => {
    expect(judgeSpans(person, [], day('2023-12-20'), day('2024-02-02')).map(shown)).toEqual([
      [0, 4, 'new_user', 'low'],
      [4, 7, 'new_user', 'medium'],
      [7, 31, 'quiet_user', 'medium'],
      [31, null, 'churned', 'critical'],
    ]);
  });

  it('begins with the registration where there is no span yet, whatever was touched', () => {
    const all = judgeSpans(person, [], day('2024-01-01'), day('2024-02-02'));
    expect(judgeSpans(person, [], day('2024-02-02'), day('2024-02-02'))).toEqual(all);
  });

  it('gives the same spans night by night as all at once', () => {
    const all = judgeSpans(person, [], day('2024-01-01'), day('2024-02-09'));
    let spans: readonly Span[] = [];
    for (let night = day('2024-01-01'); night <= day('2024-02-09'); night++) {
      const known = reaching(spans, night);
      spans = [...spans.filter((one) => !known.includes(one)), ...judgeSpans(person, known, night, night)];
    }
    expect(spans).toEqual(all);
  });

  it('gives the same spans from any day on, judged anew', () => {
    const all = judgeSpans(person, [], day('2024-01-01'), day('2024-02-09'));
    for (let from = day('2024-01-01'); from <= day('2024-02-09'); from++) {
      const known = reaching(all, from);
      expect([
        ...all.filter((one) => !known.includes(one)),
        ...judgeSpans(person, known, from, day('2024-02-09')),
      ]).toEqual(all);
    }
  });

  it('passes over the years of somebody who has left, and finds them when they come back', () => {
    const back = { ...person, days: [...person.days, active(day('2031-05-01'))] };
    expect(judgeSpans(back, [], day('2024-01-01'), day('2031-05-02')).slice(3).map(shown)).toEqual([
      [31, 2677, 'churned', 'critical'],
      [2677, null, 'returned', 'low'],
    ]);
  });

  it('replaces a span judged otherwise for the same day', () => {
    const known = [span('2024-01-03', 'enthusiast')];
    expect(judgeSpans(person, known, day('2024-01-03'), day('2024-01-03')).map(shown)).toEqual([
      [2, null, 'new_user', 'low'],
    ]);
  });

  it('keeps what was judged before the first day, up to it', () => {
    const known = [span('2024-01-02', 'enthusiast', { until: day('2024-01-09') })];
    expect(judgeSpans(person, known, day('2024-01-04'), day('2024-01-05')).map(shown)).toEqual([
      [1, 3, 'enthusiast', 'low'],
      [3, 4, 'new_user', 'low'],
      [4, null, 'new_user', 'medium'],
    ]);
  });

  it('leaves alone what was judged for a later day', () => {
    const known = [span('2024-01-10', 'enthusiast')];
    expect(judgeSpans(person, known, day('2024-01-05'), day('2024-01-06'))).toBe(known);
  });

  it('takes back what was judged before a registration that has moved', () => {
    const late = { ...person, registered_on: day('2024-01-02') };
    const known = judgeSpans(person, [], day('2024-01-01'), day('2024-01-03'));
    expect(judgeSpans(late, known, day('2024-01-01'), day('2024-01-03')).map(shown)).toEqual([
      [1, null, 'new_user', 'low'],
    ]);
  });

  it('says nothing of somebody without a registration', () => {
    const nobody = { ...person, registered_on: null, days: [] };
    expect(judgeSpans(nobody, [], day('2024-01-01'), day('2024-01-09'))).toEqual([]);
  });
});

describe('the subscription of a judged day', () => {
  const pays: KnownPerson = { ...person, subscription_plan: 'pro', subscription_status: 'active' };
  const paying = (spans: readonly Span[]) => spans.map(({ since, paying: how }) => [since - day('2024-01-01'), how]);

  it('is the present one today, and the one they were judged with before', () => {
    const known = judgeSpans(person, [], day('2024-01-01'), day('2024-01-03'));
    const spans = judgeSpans(pays, known, day('2024-01-02'), day('2024-01-03'));
    expect(paying(spans)).toEqual([
      [0, null],
      [2, 'inactive'],
    ]);
  });

  it('where nobody had judged, is what the facts tell of that day', () => {
    const since = { ...pays, paid_since: day('2024-01-03') * 86_400_000 };
    expect(paying(judgeSpans(since, [], day('2024-01-01'), day('2024-01-12')))).toEqual([
      [0, null],
      [2, 'inactive'],
      [4, 'inactive'],
      [7, 'inactive'],
      [8, 'dead'],
    ]);
  });

  it('ends a trial when it is over, though they have left', () => {
    const trial: KnownPerson = {
      ...person,
      subscription_plan: 'pro',
      subscription_status: 'expired',
      trial_started_at: day('2024-01-01') * 86_400_000,
      trial_ends_at: day('2024-03-01') * 86_400_000,
    };
    const spans = judgeSpans(trial, [], day('2024-01-01'), day('2024-04-01'));
    expect(
      spans.slice(-3).map(({ since, subscription_status }) => [since - day('2024-01-01'), subscription_status]),
    ).toEqual([
      [31, 'trial'],
      [61, 'none'],
      [91, 'expired'],
    ]);
  });
});
