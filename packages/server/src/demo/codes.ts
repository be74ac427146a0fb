import { CODE_BYTES, formatCode } from '@retention/domain/code';
import type { Transaction } from '../db/database.ts';
import type { Listener } from './listener.ts';
import { sql } from './statements.ts';

/** Codes are random, as they must be; those of a demo come again with its seed, as everything of it does. */
export async function renewCodes(transaction: Transaction, listeners: ReadonlyMap<string, Listener>): Promise<void> {
  const codes = await transaction.query<{ user_id: string; code: string }>(sql.demo_codes, [[...listeners.keys()]]);
  const renewed = codes.flatMap(({ user_id, code: old }) => {
    const listener = listeners.get(user_id);
    return listener === undefined ? [] : [{ user_id, old, new: formatCode(listener.random.bytes(CODE_BYTES)) }];
  });
  if (renewed.length > 0) await transaction.query(sql.demo_code_renew, [JSON.stringify(renewed)]);
}
