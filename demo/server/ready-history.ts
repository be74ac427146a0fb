import { createHash } from 'node:crypto';
import { formatInstant, type Instant } from '@retention/domain/day';
import type { PastEvent } from '@retention/server/history';
import { READY, type Calendar } from './ready-story.ts';

/** Ids of the things of the story, in its order. */
export interface ReadyIds {
  readonly habits: readonly number[];
  readonly goals: readonly number[];
  readonly journal: readonly number[];
}

const MINUTE_MS = 60_000;

/** What the page would have told the retention system of the story, had it been there from the first day on. */
export function eventsOf(calendar: Calendar, ids: ReadyIds): PastEvent[] {
  const events: PastEvent[] = [];
  const add = (type: string, at: Instant, metadata?: Readonly<Record<string, unknown>>): void => {
    const timestamp = formatInstant(at);
    events.push({
      id: idOf(`${type} ${timestamp} ${events.length}`),
      type,
      timestamp,
      ...(metadata !== undefined && { metadata }),
    });
  };

  const days = new Set(READY.habits.flatMap(({ done }) => [...done]));
  for (const on of days) {
    const morning = calendar.at({ on, minute: on === 0 ? READY.registered_minute : 8 * 60 });
    add('session_start', morning);
    add('feature_used', morning + 12 * MINUTE_MS, { feature: 'habits', duration_seconds: 90 + ((on * 37) % 120) });
  }
  add('onboarding_completed', calendar.joined_at + 5 * MINUTE_MS, { variant: 'demo' });
  for (const [nth, habit] of READY.habits.entries()) {
    const habit_id = ids.habits[nth];
    const first = calendar.at({ on: habit.created, minute: habit.created === 0 ? 8 * 60 : habit.minute - 5 });
    add('custom_habit_created', first, { habit_id });
    let streak = 0;
    for (const [at, on] of habit.done.entries()) {
      streak = habit.done[at - 1] === on - 1 ? streak + 1 : 1;
      add('habit_completed', calendar.at({ on, minute: habit.minute }), { habit_id, streak });
    }
  }
  // Noticed when she came back: the first try had lasted for two days.
  add('streak_broken', calendar.at({ on: 3, minute: 8 * 60 + 1 }), { streak_was: 2, type: 'habit' });
  for (const [nth, goal] of READY.goals.entries()) {
    add('personal_goal_added', calendar.at(goal.at), { goal_id: ids.goals[nth], sphere: goal.sphere });
  }
  for (const [nth, entry] of READY.journal.entries()) {
    add('journal_entry', calendar.at(entry.at), { entry_id: ids.journal[nth] });
    add('feature_used', calendar.at(entry.at) + 3 * MINUTE_MS, { feature: 'journal', duration_seconds: 240 });
  }
  for (const [nth, { at }] of READY.chat.entries()) {
    add('ai_coach_message', calendar.at(at), { session_id: `ready-${nth + 1}`, message_count: 1 });
  }
  add('feature_used', calendar.at({ on: 9, minute: 8 * 60 + 20 }), { feature: 'planning', duration_seconds: 150 });
  return events;
}

/** The same UUID for the same thing of the same story (RFC 9562, version 8): telling it again changes nothing. */
function idOf(name: string): string {
  const digest = createHash('sha256').update(`onepercent ready ${name}`).digest('hex');
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
