import { localDay } from '@retention/domain/day';
import { profileOf, renderProfile, type Profile, type ProfileText } from '@retention/domain/profile';
import { textLocale } from '@retention/domain/user';
import type { Clock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';
import { readPeople, stranger, type KnownPerson } from './people.ts';

export interface ProfileDeps {
  readonly database: Queryable;
  readonly clock: Clock;
  readonly projectZone: string;
}

/** The person's profile as of this moment, from their active days: it knows every event acknowledged before. */
export async function currentProfile(
  { database, clock, projectZone }: ProfileDeps,
  user_id: string,
): Promise<{ readonly person: KnownPerson; readonly profile: Profile; readonly known: boolean }> {
  const [known] = await readPeople(database, [user_id], projectZone);
  const person = known ?? stranger(user_id, projectZone);
  const today = localDay(clock.now(), person.zone);
  return { person, profile: profileOf(person, person.days, today), known: known !== undefined };
}

/** The room `profile`: who is this person, as of this moment. Spec sections 4 and 7. */
export function createProfile(deps: ProfileDeps) {
  return {
    /** `POST …/retention/profile/get/`: the profile of the person who asks, in their language. */
    async get({ user_id }: { readonly user_id: string }): Promise<ProfileText> {
      const { person, profile } = await currentProfile(deps, user_id);
      return renderProfile(profile, textLocale(person.locale));
    },
  };
}
