import type { Instant } from '@retention/domain/day';
import { FACT_LIMITS, type Facts } from '@retention/domain/facts';
import { storeFacts } from '../../host/facts-store.ts';
import { readUserRow } from '../../host/import-users.ts';
import { DJANGO, PEOPLE, sql } from './connections.ts';
import type { ConnectDeps } from './deps.ts';
import type { Refusal } from './host-row.ts';
import type { HostPerson } from './read.ts';

export interface PersonRead {
  /** Null where the row is about nobody. */
  readonly facts: Facts | null;
  readonly refused: readonly Refusal[];
}

/** What the host says of somebody. A fact that cannot be taken costs none of the others. */
export function readHostPerson({ user_id, values }: HostPerson, timezone: string, now: Instant): PersonRead {
  const whole = readUserRow(values, timezone, now);
  if (typeof whole !== 'string') return { facts: whole, refused: [] };
  const refuse = (reason: string, said: object): Refusal => ({
    source: PEOPLE,
    reason,
    input: JSON.stringify({ source: PEOPLE, user_id, ...said }),
  });
  const nobody = readUserRow({ user_id: values['user_id'] }, timezone, now);
  if (typeof nobody === 'string') return { facts: null, refused: [refuse(nobody, values)] };
  const refused: Refusal[] = [];
  const good: Record<string, unknown> = {};
  for (const [fact, value] of Object.entries(values)) {
    const alone = fact === 'user_id' ? nobody : readUserRow({ user_id, [fact]: value }, timezone, now);
    if (typeof alone === 'string') refused.push(refuse(alone, { [fact]: value }));
    else good[fact] = value;
  }
  const rest = readUserRow(good, timezone, now);
  return { facts: typeof rest === 'string' ? nobody : rest, refused };
}

export interface PeopleStored {
  readonly stored: number;
  /** Of whom nothing is stored: nothing of ours may name them. */
  readonly erased: ReadonlySet<string>;
  readonly refused: readonly Refusal[];
}

/**
 * Stores what the host says of these people. Who was erased because the host had them no more comes in again; of those
 * who were erased otherwise nothing is stored.
 */
export async function storePeople(
  { database, clock, projectZone, personHash }: ConnectDeps,
  people: readonly HostPerson[],
  timezone: string,
): Promise<PeopleStored> {
  const now = clock.now();
  const facts: Facts[] = [];
  const refused: Refusal[] = [];
  for (const person of people) {
    const read = readHostPerson(person, timezone, now);
    if (read.facts !== null) facts.push(read.facts);
    refused.push(...read.refused);
  }
  await database.query(sql.gone_back, [DJANGO, facts.map(({ user_id }) => personHash(user_id))]);
  const erased = new Set<string>();
  for (let at = 0; at < facts.length; at += FACT_LIMITS.batch) {
    const batch = facts.slice(at, at + FACT_LIMITS.batch);
    const some = await storeFacts(database, batch, { now, zone: projectZone, personHash });
    for (const user_id of some) erased.add(user_id);
  }
  return { stored: facts.length - erased.size, erased, refused };
}
