import { localDay, type Instant } from '@retention/domain/day';
import { measuresOf } from '@retention/domain/measures';
import type { Standing } from '@retention/domain/occasion';
import type { Queryable } from './db/database.ts';
import { readPeople, type KnownPerson } from './profile/people.ts';

/** A person as the triggers need them, as of an instant that may be past: later days are ignored. */
export function standingOf(person: KnownPerson, now: Instant): Standing {
  const { user_id, registered_on, zone, days } = person;
  const { subscription_plan, subscription_status, trial_started_at, trial_ends_at, paid_since, renewals } = person;
  const measures = measuresOf(person, days, localDay(now, zone));
  const subscription = {
    subscription_plan,
    subscription_status,
    trial_started_at,
    trial_ends_at,
    paid_since,
    renewals,
  };
  return { ...measures, ...subscription, user_id, registered_on, zone };
}

/** Hands the room `trigger` what the room `profile` knows: rooms do not call each other. */
export function createReadStandings(projectZone: string) {
  return async (database: Queryable, user_ids: readonly string[], now: Instant): Promise<Standing[]> => {
    const people = await readPeople(database, user_ids, projectZone);
    return people.map((person) => standingOf(person, now));
  };
}
