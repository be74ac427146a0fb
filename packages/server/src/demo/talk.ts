import { OUTBOUND_CHANNELS } from '@retention/domain/channel';
import { formatDay, localDay, type Instant } from '@retention/domain/day';
import type { Verdict } from '@retention/domain/situation';
import { speak } from '@retention/domain/speak';
import type { TriggerType } from '@retention/domain/trigger';
import { milestoneAwards } from '@retention/domain/xp';
import type { Database, Transaction } from '../db/database.ts';
import { readPeople } from '../profile/people.ts';
import { addToAgenda, agendaSql } from '../trigger/agenda.ts';
import { readSettings, type Settings } from '../trigger/settings.ts';
import { readSituations, type Known, type ReadStandings } from '../trigger/situation.ts';
import { writeSpoken } from '../trigger/write.ts';
import { carry } from './carriage.ts';
import { renewCodes } from './codes.ts';
import { brakeLaunch, launchedAt, matchesAt } from './launch.ts';
import { doingsOf, Listener, type DoingRow } from './listener.ts';
import type { DemoOptions, DemoPerson } from './person.ts';
import { react } from './reactions.ts';
import { Schedule } from './schedule.ts';
import { sql } from './statements.ts';

export interface TalkDeps {
  readonly database: Database;
  /** Aborted: throws; to the people at hand nothing was said then. */
  readonly signal: AbortSignal;
  readonly onProgress?: (reached: Talked) => void;
}

export interface Talked {
  /** How much of it is played, 0–1. */
  readonly share: number;
  /** Triggers made. */
  readonly triggers: number;
}

/** People spoken to in one transaction. */
const CHUNK = 10_000;
const CHANNELS = new Set(OUTBOUND_CHANNELS);

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
    await database.transaction(async (transaction) => {
      const play = await beginTalk(transaction, listeners, { from, now: options.now });
      for (let moment = 0; moment < play.moments; moment++) {
        signal.throwIfAborted();
        triggers += await play.moment(moment, moment === 0 ? atLaunch : settings);
        onProgress?.({ share: (nth + (moment + 1) / play.moments) / chunks.length, triggers });
      }
      await play.end();
    });
  }
  return { share: 1, triggers };
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

/** Speaks to these people, one moment after another. */
async function beginTalk(
  transaction: Transaction,
  people: readonly Listener[],
  { from, now }: { readonly from: Instant; readonly now: Instant },
) {
  const listeners = new Map(people.map((listener) => [listener.user_id, listener]));
  const schedule = new Schedule(from, now, people);
  const readStandings: ReadStandings = (_, user_ids, at) =>
    Promise.resolve(user_ids.flatMap((user_id) => listeners.get(user_id)?.standing(at) ?? []));
  await transaction.query(agendaSql.agenda_by_key_only);
  await writeReach(transaction, people);

  return {
    moments: schedule.moments,

    /** Answers how many triggers were made. */
    async moment(moment: number, settings: Settings): Promise<number> {
      const at = schedule.at(moment);
      const came = schedule.came(moment);
      const snoozed = came.size === 0 ? [] : await react(transaction, came, at);
      const due = new Set(schedule.due(moment));
      for (const listener of came.keys()) {
        const look_at = listener.stir(at);
        if (look_at !== null && look_at <= at) due.add(listener);
        else if (!due.has(listener)) schedule.note(listener, look_at, moment);
      }
      for (const { listener, back_at } of snoozed) {
        schedule.note(listener, Math.min(listener.look_at ?? Infinity, back_at), moment);
      }
      if (due.size === 0) return 0;
      const user_ids = Array.from(due, ({ user_id }) => user_id);
      const circumstances = { now: at, settings, configured: CHANNELS, readStandings };
      const known = await readSituations(transaction, user_ids, circumstances);
      const spoken = known.map((situation) => ({ known: situation, verdict: speak(situation) }));
      const { made } = await writeSpoken(transaction, spoken, { now: at, settings });
      const told = new Map<string, Listener>();
      for (const { known: situation, verdict } of spoken) {
        const listener = listeners.get(situation.standing.user_id);
        if (listener === undefined) continue;
        listener.hear(situation, verdict);
        // What the brake holds is decided within the hour.
        const braked = verdict.made.some(({ run_id }) => run_id !== null);
        schedule.note(listener, braked ? at : verdict.look_at, moment);
        if (isTold(situation, verdict)) told.set(listener.user_id, listener);
      }
      const failed = told.size === 0 ? [] : await carry(transaction, told, { at, latest: now });
      for (const listener of failed) schedule.note(listener, at, moment);
      return made;
    },

    /** Notes when to look at each of them next. */
    async end(): Promise<void> {
      await renewCodes(transaction, listeners);
      await transaction.query(sql.demo_agenda_clear, [[...listeners.keys()]]);
      const looks = new Map<string, Instant>();
      for (const { user_id, look_at } of people) if (look_at !== null) looks.set(user_id, look_at);
      await addToAgenda(transaction, looks);
    },
  };
}

/** What the host does not know: browsers that take pushes, and what people have turned off. */
async function writeReach(transaction: Transaction, people: readonly Listener[]): Promise<void> {
  const browsers = people.flatMap(({ user_id, person: { browser } }) =>
    browser === null ? [] : [{ user_id, ...browser, created_at: new Date(browser.created_at).toISOString() }],
  );
  const wishes = people.flatMap(({ user_id, person: { wishes: own } }) =>
    own === null ? [] : [{ user_id, ...own, updated_at: new Date(own.updated_at).toISOString() }],
  );
  if (browsers.length > 0) await transaction.query(sql.demo_browsers, [JSON.stringify(browsers)]);
  if (wishes.length > 0) await transaction.query(sql.demo_wishes, [JSON.stringify(wishes)]);
}

/** Whether anything left for them, or for the host about them. */
function isTold({ awarded, standing }: Known, { made, changed }: Verdict): boolean {
  const leaves = [...made, ...changed].some(({ release, rewarded }) => release.length > 0 || rewarded);
  return leaves || milestoneAwards(standing).some(({ reason }) => !awarded.has(reason));
}
