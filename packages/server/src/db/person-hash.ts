import { createHmac, createSecretKey } from 'node:crypto';

/** What stands for a person where they must not be named: 64 hexadecimal digits, the same in every process. */
export type PersonHash = (user_id: string) => string;

/** What every door says of somebody who was erased. */
export const WAS_ERASED = 'This user was erased: nothing is stored about them any more';

/**
 * HMAC-SHA-256 (RFC 2104) of the user id. Without the key nobody can find out whom a hash speaks of by trying all ids;
 * with another key what was erased is not recognised any more.
 */
export function createPersonHash(key: string): PersonHash {
  // Made once: every batch of events asks for hashes.
  const secret = createSecretKey(key, 'utf8');
  return (user_id) => createHmac('sha256', secret).update(user_id).digest('hex');
}
