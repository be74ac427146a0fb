import { readCode } from '@retention/domain/code';
import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant, type Instant } from '@retention/domain/day';
import { readUserId, writeUserId } from '@retention/domain/user';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';

const sql = loadStatements(new URL('codes.sql', import.meta.url), ['code_redeem', 'code_find']);

export interface CodesDeps {
  readonly database: Database;
  readonly clock: Clock;
}

interface Redemption {
  readonly user_id: string;
  readonly percent: number;
  readonly redeemed_at: Instant;
}

interface CodeRow {
  readonly user_id: string;
  readonly percent: number;
  readonly expires_at: Instant;
  readonly redeemed_at: Instant | null;
  readonly redeemed_by: string | null;
}

/** The door at which the host redeems win-back codes. Spec section 6. */
export function createCodes({ database, clock }: CodesDeps) {
  return {
    /** `POST …/host/codes/redeem/`. Throws ApiError 404, 409 and 422. */
    async redeem({
      body,
    }: {
      readonly body: Contract['codes_redeem']['request'];
    }): Promise<Contract['codes_redeem']['response']> {
      const redemption_id = body.redemption_id ?? null;
      refuseUnstorable(redemption_id);
      const given = body.user_id ?? null;
      const user_id = given === null ? null : readUserId(given);
      const code = readCode(body.code);
      // An id that nobody can have has no code either.
      if (code === null || (given !== null && user_id === null)) throw noSuchCode();

      const now = clock.now();
      const [redeemed] = await database.query<Redemption>(sql.code_redeem, [
        code,
        user_id,
        formatInstant(now),
        redemption_id,
      ]);
      if (redeemed !== undefined) return answer(redeemed);

      const [found] = await database.query<CodeRow>(sql.code_find, [code, user_id]);
      if (found === undefined) throw noSuchCode();
      const { redeemed_at, redeemed_by, expires_at } = found;
      if (redeemed_at === null)
        throw ApiError.conflict(`This code has expired: it was good until ${formatInstant(expires_at)}`);
      if (redemption_id !== null && redeemed_by === redemption_id) return answer({ ...found, redeemed_at });
      throw ApiError.conflict(
        `This code was redeemed already, at ${formatInstant(redeemed_at)}: each is good for once`,
      );
    },
  };
}

function answer({ user_id, percent, redeemed_at }: Redemption) {
  return {
    status: 'ok' as const,
    user_id: writeUserId(user_id),
    percent,
    redeemed_at: formatInstant(redeemed_at),
  };
}

/**
 * One answer for a code that does not exist and for one of somebody else. A 409 for the latter would tell whoever guesses,
 * or was sent a friend's code, that they hold a good one.
 */
function noSuchCode(): ApiError {
  return ApiError.notFound('There is no such code for this user: a code looks like ONE-7KQ4-M2XD');
}

/** PostgreSQL's texts hold no NUL, and no half of a surrogate pair. */
function refuseUnstorable(redemption_id: string | null): void {
  if (redemption_id === null || (redemption_id.isWellFormed() && !redemption_id.includes('\0'))) return;
  const error = '"redemption_id" holds a character that cannot be stored: give an id like "order-5567"';
  throw ApiError.unprocessable(error, [{ field: 'redemption_id', error }]);
}
