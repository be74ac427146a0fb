import type { Contract } from '@retention/domain/contract/contract';
import { MILESTONE_XP } from '@retention/domain/trigger';
import type { Clock } from '../clock.ts';
import type { Queryable } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';

const sql = loadStatements(new URL('setting.sql', import.meta.url), ['setting_write']);

type Setting = Contract['trigger_setting'];

/** `POST …/triggers/setting/`: it holds for what becomes due from now on. Throws ApiError 422. */
export function createSetting({ database, clock }: { readonly database: Queryable; readonly clock: Clock }) {
  return async ({ body }: { readonly body: Setting['request'] }): Promise<Setting['response']> => {
    const { type, mode, holdout } = body;
    if (mode === undefined && holdout === undefined) {
      throw ApiError.unprocessable('Nothing is to be set: give "mode" or "holdout"', []);
    }
    if (type === MILESTONE_XP && holdout !== undefined) {
      const error = 'is not known for milestone_xp: leave it out';
      throw ApiError.unprocessable(`"holdout" ${error}`, [{ field: 'holdout', error }]);
    }
    const forget = holdout === null;
    await database.query(sql.setting_write, [type, mode ?? null, holdout ?? null, forget, new Date(clock.now())]);
    return { status: 'ok' };
  };
}
