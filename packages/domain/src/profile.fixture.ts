import fc from 'fast-check';
import { addEvent, emptyDay, type ActiveDay } from './activity.ts';
import { DAY_MS, type Day } from './day.ts';
import { FEATURES, type EventType } from './event.ts';
import type { MeasuredPerson } from './measures.ts';

export interface Said {
  readonly day: Day;
  readonly type: EventType;
  readonly occurred_at: number;
  readonly metadata: { readonly streak?: number; readonly feature?: string; readonly duration_seconds?: number };
}

export const today = 20_000;

/** What the rules say, told once more in the slowest and plainest way: over events and sets of days. */
export function reference(person: MeasuredPerson, history: readonly Said[]) {
  const events = history.filter(({ day }) => day <= today);
  const born = person.registered_on ?? today;
  const lifecycle_day = today > born ? today - born : 0;
  const active = new Set(events.map(({ day }) => day));
  const window = new Set<Day>();
  for (let day = today - 29; day <= today; day++) if (active.has(day)) window.add(day);
  const recent = events.filter(({ day }) => window.has(day));

  const used = new Set<string>();
  for (const { type, metadata } of recent) {
    if (type === 'feature_used' && metadata.feature !== undefined) used.add(metadata.feature);
    if (type === 'journal_entry') used.add('journal');
    if (['habit_completed', 'custom_habit_created'].includes(type)) used.add('habits');
    if (['personal_goal_added', 'first_goal_completed', 'goal_progress_50'].includes(type)) used.add('goals');
    if (type === 'ai_coach_message') used.add('ai_chat');
  }
  for (const name of used) if (!FEATURES.some((feature) => feature === name)) used.delete(name);
  const completing = ['habit_completed', 'journal_entry', 'first_goal_completed', 'goal_progress_50'];
  const completed = new Set(recent.filter(({ type }) => completing.includes(type)).map(({ day }) => day));

  let last: Day | null = null;
  let longest = 0;
  const returns: Day[] = [];
  for (let day = Math.min(today, ...active); day <= today; day++) {
    if (!active.has(day)) continue;
    if (last !== null && day - last > 7) returns.push(day);
    if (last !== null) longest = Math.max(longest, day - last);
    last = day;
  }
  const days_inactive = last === null ? lifecycle_day : today - last;

  const habits = events.filter(({ type }) => type === 'habit_completed');
  const habit_days = new Set(habits.map(({ day }) => day));
  let streak = 0;
  const newest = habit_days.has(today) ? today : today - 1;
  for (let day = newest; habit_days.has(day); day--) streak++;
  if (streak > 0) {
    const latest = Math.max(...habits.map(({ occurred_at }) => occurred_at));
    for (const habit of habits) if (habit.occurred_at === latest) streak = Math.max(streak, habit.metadata.streak ?? 0);
  }

  const sessions = recent.filter(({ type }) => type === 'session_start').length;
  const seconds = recent.reduce((sum, { type, metadata }) => {
    return sum + (type === 'feature_used' ? (metadata.duration_seconds ?? 0) : 0);
  }, 0);
  const between = (days: Iterable<Day>, from: number, to: number): number => {
    return Array.from(days).filter((day) => day - born >= from && day - born <= to).length;
  };
  const silence = events.every(({ type }) => type !== 'ai_coach_message');
  const broken = person.streak_broken_days.some((day) => day >= born && day <= today && day - born <= 7);
  const on_trial = person.subscription_status === 'trial';

  // The score in whole numbers: 100·share·21·active days, so that nothing is lost before it is rounded.
  const many = Math.max(1, window.size);
  const numerator =
    42 * many * Math.min(20, window.size) +
    70 * many * used.size +
    420 * completed.size +
    30 * many * Math.max(0, 14 - days_inactive);

  let segment = 'quiet_user';
  const fell_off = lifecycle_day < 14 ? days_inactive >= 3 : between(window, 7, Infinity) < 5;
  if (returns.some((day) => day > today - 30)) segment = 'returned';
  if (between(active, 0, 6) >= 5 && fell_off) segment = 'test_driver';
  if (lifecycle_day < 7) segment = 'new_user';
  if (window.size >= 20 && used.size >= 5) segment = 'enthusiast';
  if (days_inactive >= 30) segment = 'churned';

  let score = days_inactive >= 7 ? 35 : days_inactive >= 3 ? 20 : days_inactive >= 1 ? 5 : 0;
  if (lifecycle_day <= 7 && broken) score += 25;
  if (lifecycle_day <= 7 && silence) score += 20;
  if (on_trial && window.size < 4) score += 20;
  const level = score >= 60 || days_inactive >= 30 ? 'critical' : score >= 40 ? 'high' : score >= 20 ? 'medium' : 'low';

  return {
    lifecycle_day,
    days_inactive,
    days_active_30: window.size,
    feature_diversity: used.size / 6,
    completion_rate: window.size === 0 ? 0 : completed.size / window.size,
    avg_session_duration: sessions === 0 ? 0 : Math.round(seconds / sessions),
    longest_inactive_period: last === null ? lifecycle_day : Math.max(longest, days_inactive),
    return_count: returns.length,
    last_return_on: returns.at(-1) ?? null,
    streak,
    retention_score: Math.floor((2 * numerator + 21 * many) / (42 * many)),
    last_active_on: last,
    last_active_at: events.length === 0 ? null : Math.max(...events.map(({ occurred_at }) => occurred_at)),
    segment,
    churn_risk: level,
    churn_risk_score: score,
  };
}

export function activeDays(events: readonly Said[]): ActiveDay[] {
  const days = new Map<Day, ActiveDay>();
  for (const event of events) {
    const day = days.get(event.day) ?? emptyDay(event.day);
    addEvent(day, event);
    days.set(event.day, day);
  }
  return Array.from(days.values()).toSorted((one, other) => one.day - other.day);
}

const eventOn = (ago: fc.Arbitrary<number>): fc.Arbitrary<Said> =>
  fc
    .record({
      ago,
      minute: fc.nat(3),
      type: fc.constantFrom<EventType[]>(
        'session_start',
        'feature_used',
        'habit_completed',
        'habit_completed',
        'journal_entry',
        'goal_progress_50',
        'ai_coach_message',
        'onboarding_completed',
      ),
      metadata: fc.record(
        { streak: fc.nat(30), feature: fc.constantFrom(...FEATURES, 'other'), duration_seconds: fc.nat(500) },
        { requiredKeys: [] },
      ),
    })
    .map(({ ago, minute, type, metadata }): Said => {
      return { day: today - ago, type, occurred_at: (today - ago) * DAY_MS + minute, metadata };
    });
const event = eventOn(
  fc.oneof(fc.integer({ min: -2, max: 9 }), fc.integer({ min: 0, max: 34 }), fc.integer({ min: 0, max: 80 })),
);
const history = fc.oneof(
  fc.array(event, { maxLength: 12 }),
  fc.array(event, { minLength: 30, maxLength: 120, size: 'max' }),
);
const anybody = fc.record({
  registered_on: fc.option(
    fc.oneof(fc.nat(16), fc.nat(80), fc.integer({ min: -2, max: 2 })).map((ago) => today - ago),
    { freq: 20 },
  ),
  streak_broken_days: fc
    .uniqueArray(fc.integer({ min: -2, max: 40 }), { maxLength: 4 })
    .map((agos) => agos.map((ago) => today - ago).toSorted((one, other) => one - other)),
  subscription_status: fc.constantFrom('none' as const, 'trial' as const, 'active' as const),
});

/** Somebody who was busy in their first days and did little later, which chance alone hardly makes. */
const beginner = fc.integer({ min: 5, max: 40 }).chain((ago) => {
  const early = eventOn(fc.integer({ min: ago - 8, max: ago }));
  return fc.record({
    person: anybody.map((person) => ({ ...person, registered_on: today - ago })),
    events: fc
      .tuple(fc.array(early, { minLength: 8, maxLength: 25, size: 'max' }), fc.array(event, { maxLength: 3 }))
      .map((events) => events.flat()),
  });
});

/** A person and everything they did. */
export const anyLife = fc.oneof(
  { weight: 3, arbitrary: fc.record({ person: anybody, events: history }) },
  { weight: 1, arbitrary: beginner },
);
