import { describe, expect, it } from 'vitest';
import { at } from './activity.fixture.ts';
import { DAY_MS, formatInstant } from './day.ts';
import { anyAge, EVENT_TYPES, EVENTS, FEATURES, isEventType, readEnvelope, readEvent, recent } from './event.ts';

const now = at('2024-01-15T12:00:00Z');
const window = recent(now);
const good = { type: 'habit_completed', timestamp: '2024-01-15T10:30:00Z' };
const known =
  'use one of onboarding_completed, first_goal_completed, ai_coach_message, personal_goal_added, custom_habit_created, ' +
  'referral_sent, streak_milestone_10, goal_progress_50, session_start, feature_used, habit_completed, journal_entry, ' +
  'reminder_followed, streak_broken, feedback_negative';

function read(said: Record<string, unknown>): ReturnType<typeof readEvent> {
  return readEvent({ ...good, ...said }, window);
}

describe('EVENTS', () => {
  it('declares the 15 types of the seed in their groups', () => {
    const grouped = Object.groupBy(EVENT_TYPES, (type) => EVENTS[type].group);
    expect([grouped.purchase?.length, grouped.retention?.length, grouped.churn?.length]).toEqual([8, 5, 2]);
  });

  it('lets only streak_broken make no active day', () => {
    expect(EVENT_TYPES.filter((type) => 'own' in EVENTS[type])).toEqual(['streak_broken']);
  });

  it('counts four types as completions', () => {
    const completions = EVENT_TYPES.filter((type) => 'completion' in EVENTS[type]);
    expect(completions.toSorted()).toEqual([
      'first_goal_completed',
      'goal_progress_50',
      'habit_completed',
      'journal_entry',
    ]);
  });

  it('gives actions the features they use', () => {
    expect(EVENT_TYPES.flatMap((type) => ('feature' in EVENTS[type] ? [[type, EVENTS[type].feature]] : []))).toEqual([
      ['first_goal_completed', 'goals'],
      ['ai_coach_message', 'ai_chat'],
      ['personal_goal_added', 'goals'],
      ['custom_habit_created', 'habits'],
      ['goal_progress_50', 'goals'],
      ['habit_completed', 'habits'],
      ['journal_entry', 'journal'],
    ]);
    expect(FEATURES).toEqual(['journal', 'habits', 'goals', 'ai_chat', 'planning', 'ssp']);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'Habit_Completed', 'streak_broken_early'])(
    'has no type %j',
    (name) => {
      expect(isEventType(name)).toBe(false);
      expect(read({ type: name })).toBe(`Unknown event type '${name}': ${known}`);
    },
  );
});

describe('readEnvelope', () => {
  it.each([1, 99, 100])('takes %i events', (count) => {
    const events = Array.from({ length: count }, () => good);
    expect(readEnvelope({ events, timezone: 'Europe/Moscow' })).toEqual({
      ok: true,
      events,
      timezone: 'Europe/Moscow',
      user_id: undefined,
      sent_at: null,
    });
  });

  it.each([
    [{ events: [] }, '"events" is empty: send at least 1 event'],
    [{ events: Array.from({ length: 101 }, () => good) }, '"events" holds 101 events: send at most 100 in one request'],
    [{}, '"events" must be an array of events'],
    [{ events: null }, '"events" must be an array of events'],
    [{ events: { 0: good, length: 1 } }, '"events" must be an array of events'],
    [[good], 'The body must be a JSON object like {"events": [...]}'],
    [null, 'The body must be a JSON object like {"events": [...]}'],
    [undefined, 'The body must be a JSON object like {"events": [...]}'],
    ['', 'The body must be a JSON object like {"events": [...]}'],
  ])('refuses body %#', (body, message) => {
    expect(readEnvelope(body)).toEqual({ ok: false, message });
  });
});

describe('readEvent: what it takes', () => {
  it('reads an event of the seed', () => {
    expect(read({ metadata: { habit_id: 123, streak: 5 } })).toEqual({
      id: null,
      type: 'habit_completed',
      occurred_at: at('2024-01-15T10:30:00Z'),
      metadata: { habit_id: 123, streak: 5 },
      metadata_json: '{"habit_id":123,"streak":5}',
    });
  });

  it('writes an id in lower case', () => {
    expect(read({ id: '018F3C5E-7D2A-7CC1-9D0E-5A4B3C2D1E0F' })).toMatchObject({
      id: '018f3c5e-7d2a-7cc1-9d0e-5a4b3c2d1e0f',
    });
  });

  it.each([[{}], [{ metadata: null }], [{ metadata: {} }], [{ id: null }]])('takes %j for nothing said', (said) => {
    expect(read(said)).toMatchObject({ id: null, metadata: null, metadata_json: null });
  });

  it('keeps metadata keys it does not know, dangerous names included', () => {
    const metadata: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"mood":"fine"}');
    expect(read({ metadata })).toMatchObject({
      metadata_json: '{"__proto__":{"polluted":1},"constructor":2,"mood":"fine"}',
    });
  });
});

describe('readEvent: the window of time', () => {
  it.each([
    ['exactly 7 days old', now - 7 * DAY_MS, now - 7 * DAY_MS],
    ['a millisecond younger than 7 days', now - 7 * DAY_MS + 1, now - 7 * DAY_MS + 1],
    ['now', now, now],
    ['a millisecond ahead: clamped to now', now + 1, now],
    ['exactly 5 minutes ahead: clamped to now', now + 5 * 60_000, now],
  ])('takes an event %s', (_, timestamp, occurred_at) => {
    expect(read({ timestamp: formatInstant(timestamp) })).toMatchObject({ occurred_at });
  });

  it.each([
    ['a millisecond older than 7 days', now - 7 * DAY_MS - 1, 'is older than 7 days: import older events instead'],
    ['1 ms more than 5 minutes ahead', now + 5 * 60_000 + 1, 'is in the future: at most 5 minutes ahead'],
  ])('refuses an event %s', (_, timestamp, reason) => {
    expect(read({ timestamp: formatInstant(timestamp) })).toContain(reason);
  });

  it('takes any age in an import, and no future either', () => {
    expect(readEvent({ ...good, timestamp: '1999-12-31T23:59:59Z' }, anyAge(now))).toMatchObject({ type: good.type });
    expect(readEvent({ ...good, timestamp: '2024-01-15T12:06:00Z' }, anyAge(now))).toContain('is in the future');
  });
});

describe('readEvent: what it refuses, and what it says would be right', () => {
  it.each([
    [{ type: undefined }, '"type" is missing: name one of the event types, like "session_start"'],
    [{ type: 7 }, '"type" is missing: name one of the event types, like "session_start"'],
    [{ type: ['habit_completed'] }, '"type" is missing: name one of the event types, like "session_start"'],
    [{ type: 'invalid_type' }, `Unknown event type 'invalid_type': ${known}`],
    [{ type: 'x'.repeat(70) }, `Unknown event type '${'x'.repeat(60)}…': ${known}`],
    [{ type: 'a\u0000\u202e\u001b[31m' }, `Unknown event type 'a\ufffd\u202e\ufffd[31m': ${known}`],
    [{ timestamp: undefined }, '"timestamp" is missing: use ISO 8601 with a zone, like "2024-01-15T10:30:00Z"'],
    [{ timestamp: now }, '"timestamp" must be text: use ISO 8601 with a zone, like "2024-01-15T10:30:00Z"'],
    [
      { timestamp: '2024-01-15T10:30:00' },
      `"timestamp" '2024-01-15T10:30:00' has no zone: end it with Z or an offset like +03:00`,
    ],
    [
      { timestamp: 'yesterday' },
      `"timestamp" 'yesterday' is not a date: use ISO 8601 with a zone, like "2024-01-15T10:30:00Z"`,
    ],
    [{ id: 'abc' }, '"id" must be a UUID like "018f3c5e-7d2a-7cc1-9d0e-5a4b3c2d1e0f", or be left out'],
    [{ id: 17 }, '"id" must be a UUID like "018f3c5e-7d2a-7cc1-9d0e-5a4b3c2d1e0f", or be left out'],
    [{ metadata: [] }, '"metadata" must be a JSON object, or be left out'],
    [{ metadata: 'x' }, '"metadata" must be a JSON object, or be left out'],
    [{ metadata: 0 }, '"metadata" must be a JSON object, or be left out'],
  ])('refuses %j', (said, reason) => {
    expect(read(said)).toBe(reason);
  });

  it.each([[null], [undefined], [[]], ['event'], [7]])('refuses %j in place of an event', (input) => {
    expect(readEvent(input, window)).toBe('An event must be a JSON object with "type" and "timestamp"');
  });
});
