import { OUTBOUND_CHANNELS } from '@retention/domain/channel';
import type { Instant } from '@retention/domain/day';
import type { Verdict } from '@retention/domain/situation';
import { speak } from '@retention/domain/speak';
import { milestoneAwards } from '@retention/domain/xp';
import type { Transaction } from '../db/database.ts';
import { addToAgenda } from '../trigger/agenda.ts';
import type { Settings } from '../trigger/settings.ts';
import { readSituations, type Known, type ReadStandings } from '../trigger/situation.ts';
import { writeSpoken } from '../trigger/write.ts';
import { carry } from './carriage.ts';
import { renewCodes } from './codes.ts';
import type { DeferredTransaction } from './deferred.ts';
import { earlier, type Listener } from './listener.ts';
import { react } from './reactions.ts';
import { Schedule } from './schedule.ts';
import { sql } from './statements.ts';

const CHANNELS = new Set(OUTBOUND_CHANNELS);

/** What is said to some people, one moment after another. */
export class Conversation {
  /** Triggers made. */
  triggers = 0;
  readonly #listeners: ReadonlyMap<string, Listener>;
  readonly #schedule: Schedule;
  readonly #now: Instant;
  readonly #readStandings: ReadStandings;

  constructor(people: readonly Listener[], { from, now }: { readonly from: Instant; readonly now: Instant }) {
    this.#listeners = new Map(people.map((listener) => [listener.user_id, listener]));
    this.#schedule = new Schedule(from, now, people);
    this.#now = now;
    this.#readStandings = (_, user_ids, at) =>
      Promise.resolve(user_ids.flatMap((user_id) => this.#listeners.get(user_id)?.standing(at) ?? []));
  }

  get moments(): number {
    return this.#schedule.moments;
  }

  /** Writes how they can be reached. */
  begin(transaction: DeferredTransaction): Promise<void> {
    return writeReach(transaction, [...this.#listeners.values()]);
  }

  /** People come, and see what was said before; then those who are due are spoken to. All that leaves has left at the end. */
  async play(transaction: DeferredTransaction, moment: number, settings: Settings): Promise<void> {
    const at = this.#schedule.at(moment);
    const due = await this.#comers(transaction, moment);
    if (due.size === 0) return;
    const user_ids = Array.from(due, ({ user_id }) => user_id);
    const circumstances = { now: at, settings, configured: CHANNELS, readStandings: this.#readStandings };
    const known = await readSituations(transaction, user_ids, circumstances);
    const spoken = known.map((situation) => ({ known: situation, verdict: speak(situation) }));
    const { made } = await writeSpoken(transaction, spoken, { now: at, settings });
    this.triggers += made;
    const told = new Map<string, Listener>();
    for (const { known: situation, verdict } of spoken) {
      const listener = this.#listeners.get(situation.standing.user_id);
      if (listener === undefined) continue;
      listener.hear(situation, verdict);
      // What the brake holds is decided within the hour.
      const braked = verdict.made.some(({ run_id }) => run_id !== null);
      if (braked) listener.keepUntil(at + 1, at);
      this.#schedule.note(listener, braked ? at : verdict.look_at, moment);
      if (isTold(situation, verdict)) told.set(listener.user_id, listener);
    }
    if (told.size === 0) return;
    const looks = await carry(transaction, told, { at, latest: this.#now });
    for (const [listener, look_at] of looks) {
      listener.keepUntil(look_at, at);
      this.#schedule.note(listener, earlier(listener.look_at, look_at), moment);
    }
  }

  /** Lets those come who were there since the moment before. Answers who is to be looked at now. */
  async #comers(transaction: DeferredTransaction, moment: number): Promise<ReadonlySet<Listener>> {
    const schedule = this.#schedule;
    const at = schedule.at(moment);
    const came = schedule.came(moment);
    const snoozed = came.size === 0 ? [] : await react(transaction, came, at);
    for (const { listener, back_at } of snoozed) listener.keepUntil(back_at, at);
    const due = new Set<Listener>();
    for (const listener of new Set([...schedule.due(moment), ...came.keys()])) {
      if (listener.wants(at)) due.add(listener);
      else schedule.note(listener, listener.look_at, moment);
    }
    return due;
  }

  /** Writes when to look at each of them next. */
  async end(transaction: Transaction): Promise<void> {
    await renewCodes(transaction, this.#listeners);
    await transaction.query(sql.demo_agenda_clear, [[...this.#listeners.keys()]]);
    const looks = new Map<string, Instant>();
    for (const { user_id, look_at } of this.#listeners.values()) if (look_at !== null) looks.set(user_id, look_at);
    await addToAgenda(transaction, looks);
  }
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
