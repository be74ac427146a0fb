import type { Contract } from '@retention/domain/contract/contract';
import type { Instant } from '@retention/domain/day';
import type { TriggerType } from '@retention/domain/trigger';
import type { Clock } from '../clock.ts';
import type { Database, Queryable } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';
import { agendaSql } from './agenda.ts';

const sql = loadStatements(new URL('brake.sql', import.meta.url), ['run_hold', 'run_decide', 'run_exists', 'run_look']);

/** An evaluation that matches more than this share of all users, and more than so many, waits for approval. */
const BRAKE_SHARE = 0.2;
const BRAKE_PEOPLE = 100;

/**
 * The blast brake: holds the types of which the evaluation at hand would match more than 20 % of the users and more than
 * 100. Counting costs a look at everybody due, and is spared where too few are due for any type to reach that. Answers the
 * types that are held now. Spec section 6.
 */
export async function brakeIfTooMany(
  database: Queryable,
  now: Instant,
  countMatches: () => Promise<Map<TriggerType, number>>,
): Promise<TriggerType[]> {
  if ((await dueBy(database, now, BRAKE_PEOPLE + 1)) <= BRAKE_PEOPLE) return [];
  const [count] = await database.query<{ users: number }>(agendaSql.users_count);
  const users = count?.users ?? 0;
  const most = Math.max(BRAKE_PEOPLE, users * BRAKE_SHARE);
  if ((await dueBy(database, now, Math.floor(most) + 1)) <= most) return [];
  const held = [...(await countMatches())].filter(([, matched]) => matched > most);
  if (held.length === 0) return [];
  const types = held.map(([type]) => type);
  await database.query(sql.run_hold, [types, held.map(([, matched]) => matched), users, new Date(now)]);
  return types;
}

async function dueBy(database: Queryable, now: Instant, most: number): Promise<number> {
  const [due] = await database.query<{ people: number }>(agendaSql.agenda_due, [new Date(now), most]);
  return due?.people ?? 0;
}

type Decide = Contract['trigger_run_decide'];

/** `POST …/triggers/run/decide/`. Throws ApiError 404, 409. */
export async function decideRun(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { run_id, decision }: Decide['request'],
): Promise<Decide['response']> {
  const now = new Date(clock.now());
  const outcome = await database.transaction(async (transaction) => {
    const [decided] = await transaction.query(sql.run_decide, [run_id, decision, now]);
    if (decided === undefined) {
      const [run] = await transaction.query<{ status: string }>(sql.run_exists, [run_id]);
      return run?.status ?? null;
    }
    const [looked] = await transaction.query<{ triggers: number }>(sql.run_look, [run_id, now]);
    return looked?.triggers ?? 0;
  });
  if (outcome === null) throw ApiError.notFound(`There is no evaluation ${run_id}`);
  if (typeof outcome === 'string')
    throw ApiError.conflict(`The evaluation ${run_id} was ${outcome} before: it stays so`);
  return { status: 'ok', triggers: outcome };
}
