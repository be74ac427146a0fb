import { formatDay, localDay, type Instant } from '@retention/domain/day';
import type { TriggerType } from '@retention/domain/trigger';
import type { Database, Transaction } from '../db/database.ts';
import { readPeople } from '../profile/people.ts';
import { agendaSql } from '../trigger/agenda.ts';
import { readSettings } from '../trigger/settings.ts';
import { brakeLaunch, launchedAt, matchesAt } from './launch.ts';
import { Conversation } from './conversation.ts';
import { defer, type DeferredTransaction } from './deferred.ts';
import { doingsOf, Listener, type DoingRow } from './listener.ts';
import type { DemoOptions, DemoPerson } from './person.ts';
import { sql } from './statements.ts';

export interface TalkDeps {
  readonly database: Database;
  /** Aborted: throws. What was said by then was said to the end, and nothing of it waits. */
  readonly signal: AbortSignal;
  readonly onProgress?: (reached: Talked) => void;
}

export interface Talked {
  /** How much of it is played, 0–1. */
  readonly share: number;
  /** Triggers made. */
  readonly triggers: number;
}

/** People played at a time. */
const CHUNK = 10_000;
/** Moments in one transaction, a day of them: whoever interrupts waits until it ends. */
const TOGETHER = 24;

/**
 * Plays the last weeks again, hour by hour: whom the triggers would have spoken to, had they been on, what was sent, and
 * what people did with it. All of it is judged and written by what judges and writes it in earnest; only the providers and
 * the people are played. Nothing stays in the outbox.
 */
export async function talk(
  { database, signal, onProgress }: TalkDeps,
  people: readonly DemoPerson[],
  options: DemoOptions,
): Promise<Talked> {
  const from = launchedAt(options.now, options.projectZone);
  const chunks = Array.from({ length: Math.ceil(people.length / CHUNK) }, (_, at) =>
    people.slice(at * CHUNK, (at + 1) * CHUNK),
  );
  const listen = (chunk: readonly DemoPerson[]): Promise<Listener[]> =>
    database.transaction((transaction) => listenersOf(transaction, chunk, from, options));
  // Who fits into one chunk is read once.
  const all = chunks.length === 1 ? await listen(people) : null;

  const settings = await readSettings(database);
  const matches = new Map<TriggerType, number>();
  let users = 0;
  for (const chunk of chunks) {
    const there = (all ?? (await listen(chunk))).filter(({ person }) => person.facts.joined_at <= from);
    users += there.length;
    const standings = there.map((listener) => listener.standing(from));
    for (const [type, matched] of matchesAt(from, standings)) matches.set(type, (matches.get(type) ?? 0) + matched);
  }
  const atLaunch = await brakeLaunch(database, from, { matches, users }, settings);

  let triggers = 0;
  for (const [nth, chunk] of chunks.entries()) {
    const listeners = all ?? (await listen(chunk));
    const conversation = new Conversation(listeners, { from, now: options.now });
    await inDeferredTransaction(database, (transaction) => conversation.begin(transaction));
    for (let moment = 0; moment < conversation.moments;) {
      signal.throwIfAborted();
      await inDeferredTransaction(database, async (transaction) => {
        for (const end = Math.min(conversation.moments, moment + TOGETHER); moment < end; moment++) {
          await conversation.play(transaction, moment, moment === 0 ? atLaunch : settings);
        }
      });
      const share = (nth + moment / conversation.moments) / chunks.length;
      onProgress?.({ share, triggers: triggers + conversation.triggers });
    }
    await inDeferredTransaction(database, (transaction) => conversation.end(transaction));
    triggers += conversation.triggers;
  }
  return { share: 1, triggers };
}

function inDeferredTransaction(
  database: Database,
  work: (transaction: DeferredTransaction) => Promise<void>,
): Promise<void> {
  return database.transaction(async (transaction) => {
    await transaction.query(agendaSql.agenda_by_key_only);
    const deferred = defer(transaction);
    await work(deferred);
    await deferred.flush();
  });
}

async function listenersOf(
  transaction: Transaction,
  people: readonly DemoPerson[],
  from: Instant,
  { seed, projectZone }: DemoOptions,
): Promise<Listener[]> {
  await transaction.query(agendaSql.agenda_by_key_only);
  const user_ids = people.map(({ user_id }) => user_id);
  const known = new Map(
    (await readPeople(transaction, user_ids, projectZone)).map((person) => [person.user_id, person]),
  );
  // The day before is still today somewhere.
  const since = formatDay(localDay(from, projectZone) - 1);
  const doings = doingsOf(await transaction.query<DoingRow>(sql.demo_doings, [user_ids, since]));
  return people.flatMap((person) => {
    const own = known.get(person.user_id);
    return own === undefined ? [] : [new Listener(person, own, doings.get(person.user_id) ?? [], seed)];
  });
}
