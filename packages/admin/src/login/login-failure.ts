import type { Answer } from '@retention/domain/contract/client';
import type { Locale } from '@retention/domain/user';
import { WORDS } from './words.ts';

/** By the owner's password alone, by an account, or by a token of the host. */
export type Way = 'password' | 'account' | 'token';

const WRONG = {
  password: WORDS.wrong_password,
  account: WORDS.wrong_login,
  token: WORDS.wrong_token,
} as const;

/** Why somebody was not let in, in plain words. A 429 with a time is told by the clock of the page instead. */
export function loginFailure(
  answer: Exclude<Answer<unknown>, { readonly outcome: 'answered' }>,
  way: Way,
  locale: Locale,
): string {
  if (answer.outcome === 'unreachable') return WORDS.no_answer[locale];
  const { status, body } = answer;
  if (status === 401) return WRONG[way][locale];
  if (status === 403) return WORDS.not_admin[locale];
  if (status === 429) return WORDS.too_many_vague[locale];
  if (status >= 500) return WORDS.not_now[locale];
  return `${WORDS.refused[locale]} ${body.message}`;
}
