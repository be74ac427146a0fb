import type { Text } from '@retention/domain/text';
import { WORDS } from './words.ts';

/** As the server takes it: letters, digits and @ . _ + -, 2 to 100 of them. */
const LOGIN = /^[\p{L}\p{N}][\p{L}\p{N}@._+-]{1,99}$/u;

/** What is wrong with a login that is to be made; null where nothing is. */
export function loginFault(login: string): Text | null {
  if (login.trim().toLowerCase() === 'owner') return WORDS.login_owner;
  return LOGIN.test(login.trim()) ? null : WORDS.login_wrong;
}
