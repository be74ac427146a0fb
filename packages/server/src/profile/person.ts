import { CHURN_RISK_NAMES } from '@retention/domain/churn-risk';
import type { Contract } from '@retention/domain/contract/contract';
import { formatDay, formatInstant, type Day, type Instant } from '@retention/domain/day';
import { PAYING_ACTIVITY_NAMES } from '@retention/domain/paying';
import { renderProfile } from '@retention/domain/profile';
import { SEGMENT_NAMES } from '@retention/domain/segment';
import { readUserId, textLocale, USER_ID_CHARACTERS, writeUserId } from '@retention/domain/user';
import type { Clock } from '../clock.ts';
import type { Database, Queryable } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';
import { oneOf } from '../db/names.ts';
import { readEventPage } from './person-events.ts';
import { currentProfile } from './profile.ts';

const sql = loadStatements(new URL('person.sql', import.meta.url), [
  'person_facts',
  'person_active_days',
  'person_history',
]);

/** 53 weeks of a calendar of days. */
const SHOWN_DAYS = 371;
const EVENTS_PER_PAGE = 50;

export interface PersonDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly projectZone: string;
  /** Judges what has changed, as far as a moment allows. */
  readonly catchUp: () => Promise<unknown>;
}

type Request<Name extends keyof Contract> = { readonly body: Contract[Name]['request'] };
type AdminUser = Contract['admin_user']['response'];

/** One person as the owner sees them. Spec section 7. */
export function createPerson({ database, clock, projectZone, catchUp }: PersonDeps) {
  return {
    /** `POST …/admin/retention/user/get/`: one moment of the database, so that its parts do not contradict each other. */
    async user({ body }: Request<'admin_user'>) {
      const user_id = askedId(body.user_id);
      await catchUp();
      const person = await database.transaction(
        (transaction) => readPerson({ database: transaction, clock, projectZone }, user_id),
        'repeatable read',
      );
      if (person === null) throw unknown(user_id);
      return person;
    },

    /** `POST …/admin/retention/user/events/` */
    async events({ body }: Request<'admin_user_events'>): Promise<Contract['admin_user_events']['response']> {
      const user_id = askedId(body.user_id);
      const page = await readEventPage(database, user_id, body.before, body.per_page ?? EVENTS_PER_PAGE);
      if (page === null) throw unknown(user_id);
      return page;
    },
  };
}

/** The id somebody asks about. Throws ApiError 422. */
export function askedId(input: number | string): string {
  const user_id = readUserId(input);
  if (user_id !== null) return user_id;
  const error = `"user_id" must be an integer that JSON holds exactly, or text of 1 to ${USER_ID_CHARACTERS} characters without NUL`;
  throw ApiError.unprocessable(error, [{ field: 'user_id', error }]);
}

/** 404: nobody has spoken of them. */
export function unknown(user_id: string): ApiError {
  return ApiError.notFound(`There is no user "${user_id}": neither the host nor an event has spoken of them`);
}

interface FactsRow {
  readonly email: string | null;
  readonly first_name: string | null;
  readonly telegram_linked: boolean;
  readonly xp: number;
}

/** Held to the contract where it is routed; null where nobody has spoken of them. */
async function readPerson(
  deps: { readonly database: Queryable; readonly clock: Clock; readonly projectZone: string },
  user_id: string,
) {
  const { database } = deps;
  const { person, profile, known } = await currentProfile(deps, user_id);
  const [facts] = await database.query<FactsRow>(sql.person_facts, [user_id]);
  if (!known || facts === undefined) return null;
  return {
    id: writeUserId(user_id),
    email: facts.email,
    first_name: facts.first_name,
    timezone: person.zone,
    locale: person.locale,
    registered_on: dayText(person.registered_on),
    telegram_linked: facts.telegram_linked,
    xp: facts.xp,
    subscription: {
      plan: person.subscription_plan,
      status: person.subscription_status,
      trial_started_at: instantText(person.trial_started_at),
      trial_ends_at: instantText(person.trial_ends_at),
      paid_since: instantText(person.paid_since),
      renewals: person.renewals,
    },
    today: formatDay(profile.day),
    profile: renderProfile(profile, textLocale(person.locale)),
    churn_risk_score: profile.churn_risk_score,
    churn_risk_reasons: profile.churn_risk_reasons,
    signals: profile.signals,
    days_inactive: profile.days_inactive,
    streak: profile.streak,
    return_count: profile.return_count,
    longest_inactive_period: profile.longest_inactive_period,
    avg_session_duration: profile.avg_session_duration,
    active_days: await readActiveDays(database, user_id, profile.day),
    history: await readHistory(database, user_id),
  };
}

interface ActiveDayRow {
  readonly day: Day;
  readonly actions: number;
  readonly completions: number;
}

async function readActiveDays(database: Queryable, user_id: string, today: Day): Promise<AdminUser['active_days']> {
  const values = [user_id, formatDay(today - SHOWN_DAYS + 1), formatDay(today)];
  const rows = await database.query<ActiveDayRow>(sql.person_active_days, values);
  return rows.map(({ day, ...counts }) => ({ day: formatDay(day), ...counts }));
}

interface SpanRow {
  readonly since: Day;
  readonly until: Day | null;
  readonly segment: string;
  readonly churn_risk: string;
  readonly paying: string | null;
}

async function readHistory(database: Queryable, user_id: string): Promise<AdminUser['history']> {
  const rows = await database.query<SpanRow>(sql.person_history, [user_id]);
  return rows.map((row) => ({
    since: formatDay(row.since),
    until: dayText(row.until),
    segment: oneOf(SEGMENT_NAMES, row.segment) ?? 'quiet_user',
    churn_risk: oneOf(CHURN_RISK_NAMES, row.churn_risk) ?? 'low',
    paying: row.paying === null ? null : oneOf(PAYING_ACTIVITY_NAMES, row.paying),
  }));
}

function dayText(day: Day | null): string | null {
  return day === null ? null : formatDay(day);
}

function instantText(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
