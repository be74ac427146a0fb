import { describe, expect, it } from 'vitest';
import { parseDay, type Day } from '@retention/domain/day';
import type { MeasuredDay } from '@retention/domain/measures';
import type { KnownPerson } from './people.ts';
import { judgeDays, type Span } from './span.ts';

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
  streak_broken_on: null,
  subscription_status: 'none',
  trial_ends_at: null,
  locale: null,
  zone: 'UTC',
  days: [active(day('2024-01-01')), active(day('2024-01-02'))],
};

const shown = ({ since, until, segment, churn_risk }: Span) => [
  since - day('2024-01-01'),
  until === null ? null : until - day('2024-01-01'),
  segment,
  churn_risk,
];

describe('judging days', () => {
  it('opens the first span on the registration, and a new one only where segment or risk change', () => {
    const { close, add } = judgeDays(person, null, day('2023-12-20'), day('2024-02-02'));
    expect(close).toBeNull();
    expect(add.map(shown)).toEqual([
      [0, 4, 'new_user', 'low'],
      [4, 7, 'new_user', 'medium'],
      [7, 31, 'quiet_user', 'medium'],
      [31, null, 'churned', 'critical'],
    ]);
  });

  it('gives the same spans night by night as all at once', () => {
    const spans: Span[] = [];
    for (let night = day('2024-01-01'); night <= day('2024-02-02'); night++) {
      const open = spans.at(-1) ?? null;
      const { close, add } = judgeDays(person, open, night, night);
      if (close !== null && open !== null) spans[spans.length - 1] = { ...open, until: close };
      spans.push(...add);
    }
    expect(spans).toEqual(judgeDays(person, null, day('2024-01-01'), day('2024-02-02')).add);
  });

  it('changes nothing when nothing changed', () => {
    const [open] = judgeDays(person, null, day('2024-01-01'), day('2024-01-02')).add;
    expect(judgeDays(person, open ?? null, day('2024-01-03'), day('2024-01-03'))).toEqual({ close: null, add: [] });
  });

  it('replaces a span judged otherwise for the same day', () => {
    const open: Span = { since: day('2024-01-03'), until: null, segment: 'enthusiast', churn_risk: 'low' };
    const { close, add } = judgeDays(person, open, day('2024-01-03'), day('2024-01-03'));
    expect(close).toBe(day('2024-01-03'));
    expect(add.map(shown)).toEqual([[2, null, 'new_user', 'low']]);
  });

  it('leaves alone what was judged for a later day', () => {
    const open: Span = { since: day('2024-01-10'), until: null, segment: 'enthusiast', churn_risk: 'low' };
    expect(judgeDays(person, open, day('2024-01-05'), day('2024-01-06'))).toEqual({ close: null, add: [] });
  });

  it('says nothing of somebody without a registration', () => {
    const nobody = { ...person, registered_on: null, days: [] };
    expect(judgeDays(nobody, null, day('2024-01-01'), day('2024-01-09'))).toEqual({ close: null, add: [] });
  });
});
