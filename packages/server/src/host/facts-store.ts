import { formatDay, localDay, type Day, type Instant } from '@retention/domain/day';
import { mergeFacts, type Facts, type PersonFacts } from '@retention/domain/facts';
import type { Database } from '../db/database.ts';
import type { PersonHash } from '../db/person-hash.ts';
import { loadStatements } from '../db/statement.ts';

const sql = loadStatements(new URL('users.sql', import.meta.url), [
  'facts_lock',
  'facts_read',
  'facts_unmake',
  'facts_write',
]);

/** A row of `facts_read`. */
interface KnownPerson extends PersonFacts {
  readonly user_id: string;
  /** Whether the host has ever told a total of XP, 0 included. */
  readonly xp_told: boolean;
  readonly announced_at: Instant | null;
  readonly client_timezone: string | null;
  readonly first_event_on: Day | null;
  readonly registered_on: Day | null;
  readonly erased: boolean;
}

export interface StoreFactsOptions {
  readonly now: Instant;
  /** The project's zone, for people of whom none is known. */
  readonly zone: string;
  /** What those who were erased are remembered by: nothing of theirs is stored. */
  readonly personHash: PersonHash;
}

/**
 * Stores what the host says of up to a thousand people, in one transaction. Saying it again changes nothing; of the same
 * person twice the later keys win. Answers those of them who were erased: of theirs nothing is stored.
 */
export async function storeFacts(
  database: Database,
  facts: readonly Facts[],
  { now, zone, personHash }: StoreFactsOptions,
): Promise<ReadonlySet<string>> {
  const people = lastWord(facts);
  if (people.size === 0) return new Set();
  const user_ids = [...people.keys()];
  const hashes = user_ids.map(personHash);
  const at = new Date(now).toISOString();
  return database.transaction(async (transaction) => {
    await transaction.query(sql.facts_lock, [user_ids, at, hashes]);
    const changed: object[] = [];
    const erased = new Set(user_ids);
    for (const known of await transaction.query<KnownPerson>(sql.facts_read, [user_ids, hashes])) {
      if (known.erased) continue;
      erased.delete(known.user_id);
      const said = people.get(known.user_id) ?? {};
      const facts = mergeFacts(factsOf(known), said);
      const own_zone = facts.timezone ?? known.client_timezone ?? zone;
      const registered_on = registration(known, facts, own_zone);
      const earned = said.xp !== undefined && (said.xp !== known.xp || !known.xp_told);
      const heardOf = known.first_event_on !== null || known.announced_at !== null;
      const judged = !heardOf || registered_on !== known.registered_on || differs(known, facts, JUDGED);
      if (judged || earned || known.announced_at === null || differs(known, facts, TOLD)) {
        const xp_on = earned ? formatDay(localDay(now, own_zone)) : null;
        changed.push({ ...writable(known, facts, registered_on), judged, xp_on });
      }
    }
    if (erased.size > 0) await transaction.query(sql.facts_unmake, [[...erased]]);
    if (changed.length > 0) await transaction.query(sql.facts_write, [JSON.stringify(changed), at]);
    return erased;
  });
}

function lastWord(facts: readonly Facts[]): Map<string, Facts['said']> {
  const people = new Map<string, Facts['said']>();
  for (const { user_id, said } of facts) people.set(user_id, { ...people.get(user_id), ...said });
  return people;
}

/** Spec section 4: the local day of `joined_at`, else of the first event. */
function registration(known: KnownPerson, { joined_at }: PersonFacts, own_zone: string): Day | null {
  return joined_at === null ? known.first_event_on : localDay(joined_at, own_zone);
}

function factsOf(known: KnownPerson): PersonFacts {
  const {
    user_id: _,
    xp_told: _x,
    announced_at: _a,
    client_timezone: _c,
    first_event_on: _f,
    registered_on: _r,
    erased: _e,
    ...facts
  } = known;
  return facts;
}

type Column = keyof PersonFacts;

/** What judgements and counts depend on. */
const JUDGED: readonly Column[] = [
  'joined_at',
  'timezone',
  'subscription_plan',
  'subscription_status',
  'trial_started_at',
  'trial_ends_at',
  'paid_since',
  'renewals',
];
const TOLD: readonly Column[] = ['email', 'first_name', 'locale', 'telegram_chat_id', 'xp'];

function differs(known: PersonFacts, facts: PersonFacts, columns: readonly Column[]): boolean {
  return columns.some((column) => known[column] !== facts[column]);
}

/** As `facts_write` reads it: days and instants as text. */
function writable(known: KnownPerson, facts: PersonFacts, registered_on: Day | null): object {
  const moved = registered_on !== known.registered_on;
  const touched_on = moved ? Math.min(registered_on ?? Infinity, known.registered_on ?? Infinity) : null;
  return {
    ...facts,
    user_id: known.user_id,
    joined_at: written(facts.joined_at),
    trial_started_at: written(facts.trial_started_at),
    trial_ends_at: written(facts.trial_ends_at),
    paid_since: written(facts.paid_since),
    registered_on: registered_on === null ? null : formatDay(registered_on),
    touched_on: touched_on === null ? null : formatDay(touched_on),
  };
}

function written(instant: Instant | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
