import { formatInstant, localDay, type Day, type Instant } from '@retention/domain/day';
import type { Clock } from '@retention/server/clock';
import type { Database, Transaction } from '@retention/server/database';
import type { Changed, State } from '../host-api.ts';
import { earnedBy } from './achievement.ts';
import type { Fields } from './fields.ts';
import { notSignedIn } from './refusal.ts';
import { accountSql, retentionSql } from './sql.ts';
import { readState, type Account } from './state.ts';
import { withExpiry } from './subscription.ts';
import { XP, type Award } from './xp.ts';

/** A person at a moment, their row held. */
export interface Moment {
  readonly account: Account;
  readonly now: Instant;
  /** In their own zone. */
  readonly today: Day;
  readonly transaction: Transaction;
  /** As everything stands before the change. */
  readonly state: State;
}

/** Does something a person has asked for; answers what it is worth. Throws a Refusal. */
export type Change = (moment: Moment, fields: Fields) => Promise<readonly Award[]>;

/** What was earned for something that is undone: taken back. */
export async function takeBack({ transaction, account }: Moment, source: string): Promise<void> {
  const taken = await transaction.query(accountSql.op_xp_take, [account.user_id, source]);
  if (taken.length > 0) await transaction.query(retentionSql.op_facts_changed, [account.user_id]);
}

export interface ChangeDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/** The state of a person now; a trial that has run out has ended by then. */
export function stateOf(deps: ChangeDeps, user_id: number): Promise<State> {
  return inMoment(deps, user_id, ({ state }) => Promise.resolve(state));
}

/** Makes a change, and adds what it brings: XP, achievements, and the XP of those. All of it or nothing. */
export function change(deps: ChangeDeps, user_id: number, fields: Fields, work: Change): Promise<Changed> {
  return inMoment(deps, user_id, async (moment) => {
    const { transaction, now } = moment;
    const awards = await work(moment, fields);
    const xp = await earn(moment, awards);
    const account = await lock(transaction, user_id);
    const look = { now, today: localDay(now, account.timezone) };
    const { doings } = await readState(transaction, account, look);
    const found = await transaction.query<{ id: string }>(accountSql.op_achievement_add, [
      user_id,
      earnedBy(doings),
      formatInstant(now),
    ]);
    const achievements = found.map(({ id }) => id);
    const more = await earn(
      moment,
      achievements.map((id) => ({ source: `achievement/${id}`, xp: XP.achievement })),
    );
    if (xp + more > 0) await transaction.query(retentionSql.op_facts_changed, [user_id]);
    const { state } = await readState(transaction, account, look);
    return { state, earned: { xp: xp + more, achievements } };
  });
}

async function earn({ transaction, account, now }: Moment, awards: readonly Award[]): Promise<number> {
  if (awards.length === 0) return 0;
  const sources = awards.map(({ source }) => source);
  const xp = awards.map((award) => award.xp);
  const values = [account.user_id, sources, xp, formatInstant(now)];
  const added = await transaction.query<{ xp: number }>(accountSql.op_xp_add, values);
  return added.reduce((sum, row) => sum + row.xp, 0);
}

function inMoment<T>(
  { database, clock }: ChangeDeps,
  user_id: number,
  work: (moment: Moment) => Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    const now = clock.now();
    const account = await withExpiry(transaction, await lock(transaction, user_id), now);
    const today = localDay(now, account.timezone);
    const { state } = await readState(transaction, account, { now, today });
    return work({ account, now, today, transaction, state });
  });
}

async function lock(transaction: Transaction, user_id: number): Promise<Account> {
  const [account] = await transaction.query<Account>(accountSql.op_account_lock, [user_id]);
  if (account === undefined) throw notSignedIn();
  return account;
}
