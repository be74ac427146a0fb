import { randomUUID } from 'node:crypto';
import { CHANNELS, isOutbound, type Channel } from '@retention/domain/channel';
import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant } from '@retention/domain/day';
import { makeByHand } from '@retention/domain/make';
import { triggerDefinition, type TriggerType } from '@retention/domain/trigger';
import { readUserId } from '@retention/domain/user';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';
import type { LookDeps } from './look.ts';
import { readSettings } from './settings.ts';
import { readSituations, type Known } from './situation.ts';
import { codeRow, newCode, withCode, writeSql, written } from './write.ts';

const sql = loadStatements(new URL('send.sql', import.meta.url), ['send_open', 'send_make']);

type Send = Contract['send_trigger'];

/**
 * `POST …/admin/retention/send-trigger/`: a trigger by the owner's hand. Holdout and shadow do not hold for it; quiet hours,
 * caps and what the person wants do. Throws ApiError 404, 409, 422. Spec section 7, endpoint 8.
 */
export function createSend(deps: LookDeps) {
  return async ({ body }: { readonly body: Send['request'] }): Promise<Send['response']> => {
    const { database } = deps;
    const { trigger_type: type, channels } = body;
    const now = deps.clock.now();
    const user_id = readUserId(body.user_id) ?? '';
    const circumstances = { ...deps, now, settings: await readSettings(database) };
    const [known] = await readSituations(database, [user_id], circumstances);
    if (known === undefined) throw ApiError.notFound(`There is no user "${user_id}"`);
    refuseWhatCannotArrive(known, type, channels);
    const [open] = await database.query<{ id: number }>(sql.send_open, [user_id, type]);
    if (open !== undefined) {
      throw ApiError.conflict(
        `A message of this type to this person (trigger ${open.id}) is still on its way: wait for it`,
      );
    }
    const made = makeByHand(known, type, channels);
    if (made === null) throw ApiError.conflict(`There is nothing to say: ${triggerDefinition(type).lacks.en}`);
    const { xp_bonus } = triggerDefinition(type);
    if (xp_bonus > 0 && known.awarded.has(type)) {
      throw ApiError.conflict('The XP that come with it were awarded before: a person gets them once');
    }
    const code = newCode(known, type);
    const data = withCode(made.data, code);
    const trigger_id = await database.transaction(async (transaction) => {
      const [row] = await transaction.query<{ id: number }>(sql.send_make, [
        user_id,
        type,
        `manual/${randomUUID()}`,
        JSON.stringify({
          ...made,
          data,
          scheduled_at: written(made.scheduled_at),
          expires_at: written(made.expires_at),
        }),
        new Date(now),
      ]);
      const id = row?.id ?? 0;
      if (code !== null) {
        const rows = [codeRow(code, { user_id, trigger_id: id })];
        await transaction.query(writeSql.code_add, [JSON.stringify(rows), new Date(now), formatInstant(now)]);
      }
      if (xp_bonus > 0) {
        const awards = [{ user_id, reason: type, xp: xp_bonus, held_by: null }];
        await transaction.query(writeSql.xp_add, [JSON.stringify(awards), new Date(now), formatInstant(now)]);
      }
      await transaction.query(writeSql.inbox_notify, [[user_id]]);
      return id;
    });
    return { status: 'ok', trigger_id };
  };
}

function refuseWhatCannotArrive(known: Known, type: TriggerType, channels: readonly Channel[]): void {
  const { label, how } = triggerDefinition(type);
  if (known.types_off.includes(type)) {
    throw ApiError.conflict(`The person has turned off messages of the type “${label.en}”: choose another`);
  }
  for (const channel of channels) {
    const name = CHANNELS[channel].label.en;
    if (known.channels_off.includes(channel)) {
      throw ApiError.conflict(`The person has turned off the channel “${name}”: leave it out`);
    }
    if (!isOutbound(channel) && how === null) {
      const error = 'holds "in_app", where this type never shows: leave it out';
      throw ApiError.unprocessable(`"channels" ${error}`, [{ field: 'channels', error }]);
    }
    if (isOutbound(channel) && !known.reachable.has(channel)) {
      throw ApiError.conflict(
        `“${name}” does not reach the person: there is no address, it is closed, or not configured`,
      );
    }
  }
}
