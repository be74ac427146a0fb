import type { Instant } from '@retention/domain/day';
import type { MeasuredDay } from '@retention/domain/measures';
import type { SubscriptionFacts } from '@retention/domain/subscription';
import { SUBSCRIPTION_PLANS, SUBSCRIPTION_STATUSES, type Person } from '@retention/domain/user';
import type { Queryable } from '../db/database.ts';
import { oneOf } from '../db/names.ts';
import { loadStatements } from '../db/statement.ts';

export const sql = loadStatements(new URL('profile.sql', import.meta.url), [
  'person_days',
  'people_after',
  'people_count',
  'by_key_only',
  'profile_forget',
  'snapshot_known',
  'snapshot_take',
  'snapshot_counted',
  'snapshot_count_empty',
  'snapshot_count_forget',
  'snapshot_count_anew',
  'refreshed_for',
]);

/** A person as the judgements need them, with all their active days, ascending. */
export interface KnownPerson extends Person, SubscriptionFacts {
  /** The zone their today is in. */
  readonly zone: string;
  /** What is known of that zone; '' where it is the project's. */
  readonly own_zone: string;
  readonly days: readonly MeasuredDay[];
}

interface PersonDaysRow extends Omit<Person & SubscriptionFacts, 'subscription_plan' | 'subscription_status'> {
  readonly timezone: string | null;
  readonly client_timezone: string | null;
  readonly subscription_plan: string;
  readonly subscription_status: string;
  readonly day: readonly number[] | null;
  readonly features: readonly number[];
  readonly completions: readonly number[];
  readonly session_start: readonly number[];
  readonly habit_completed: readonly number[];
  readonly journal_entry: readonly number[];
  readonly ai_coach_message: readonly number[];
  readonly feature_seconds: readonly number[];
  readonly habit_streak: readonly number[];
  readonly last_active_at: Instant | null;
}

/** Reads people with their days, in one statement. Unknown ids are left out. */
export async function readPeople(
  database: Queryable,
  user_ids: readonly string[],
  projectZone: string,
): Promise<KnownPerson[]> {
  const rows = await database.query<PersonDaysRow>(sql.person_days, [user_ids]);
  return rows.map((row) => ({
    user_id: row.user_id,
    registered_on: row.registered_on,
    streak_broken_days: row.streak_broken_days,
    subscription_plan: oneOf(SUBSCRIPTION_PLANS, row.subscription_plan) ?? 'free',
    subscription_status: oneOf(SUBSCRIPTION_STATUSES, row.subscription_status) ?? 'none',
    trial_started_at: row.trial_started_at,
    trial_ends_at: row.trial_ends_at,
    paid_since: row.paid_since,
    renewals: row.renewals,
    locale: row.locale,
    zone: row.timezone ?? row.client_timezone ?? projectZone,
    own_zone: row.timezone ?? row.client_timezone ?? '',
    days: daysOf(row),
  }));
}

/** What is known of somebody the system has not heard of. */
export function stranger(user_id: string, projectZone: string): KnownPerson {
  return {
    user_id,
    registered_on: null,
    streak_broken_days: [],
    subscription_plan: 'free',
    subscription_status: 'none',
    trial_started_at: null,
    trial_ends_at: null,
    paid_since: null,
    renewals: 0,
    locale: null,
    zone: projectZone,
    own_zone: '',
    days: [],
  };
}

function daysOf(row: PersonDaysRow): MeasuredDay[] {
  const { day } = row;
  if (day === null) return [];
  const days = Array.from<MeasuredDay>({ length: day.length });
  for (let at = 0; at < day.length; at++) {
    days[at] = {
      day: day[at] ?? 0,
      features: row.features[at] ?? 0,
      completions: row.completions[at] ?? 0,
      session_start: row.session_start[at] ?? 0,
      habit_completed: row.habit_completed[at] ?? 0,
      journal_entry: row.journal_entry[at] ?? 0,
      ai_coach_message: row.ai_coach_message[at] ?? 0,
      feature_seconds: row.feature_seconds[at] ?? 0,
      habit_streak: row.habit_streak[at] ?? 0,
      last_active_at: at === day.length - 1 ? row.last_active_at : null,
    };
  }
  return days;
}
