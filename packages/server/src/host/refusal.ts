import type { Clock } from '../clock.ts';
import type { Audit } from '../db/audit.ts';
import type { Limit } from './attempts.ts';
import type { Identity } from './token.ts';

/** Why an attempt to log in was refused: too many, a proof that does not hold, or somebody who is not of the team. */
export type Reason = 'too_many' | 'wrong' | 'role';

export interface Refused {
  readonly reason: Reason;
  readonly by: Identity['kind'];
}

/**
 * Writes refused attempts into the audit, as many as `limit` lets pass: a flood must not fill a table from which nothing is
 * removed. The next row says how many went before it unwritten. What was typed is not kept: it may be a password in the
 * wrong field.
 */
export function createRefusals({
  limit,
  audit,
  clock,
}: {
  readonly limit: Limit;
  readonly audit: Audit;
  readonly clock: Clock;
}) {
  let unwritten = 0;
  return async ({ reason, by }: Refused): Promise<void> => {
    if (limit.take('', clock.now()) > 0) {
      unwritten++;
      return;
    }
    const detail = { reason, by, ...(unwritten > 0 && { more: unwritten }) };
    unwritten = 0;
    await audit.record({ actor: 'nobody', action: 'session_refused', detail, outcome: 'failed' });
  };
}
