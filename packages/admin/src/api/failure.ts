import type { Answer } from '@retention/domain/contract/client';
import { plural } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import { WORDS as PAGE_WORDS } from '../text/words.ts';
import { SECOND_FORMS, WORDS } from './failure-words.ts';

/** An answer that is none: refused, or nobody there. */
export type Failure = Exclude<Answer<unknown>, { readonly outcome: 'answered' }>;

/** What went wrong, for the person who looks at the page. */
export function failureText(failure: Failure, locale: Locale): string {
  if (failure.outcome === 'unreachable') return PAGE_WORDS.no_answer[locale];
  const { status, body, retry_after } = failure;
  if (status === 429 && retry_after !== null) {
    return `${WORDS.too_many[locale]} ${retry_after}\u00A0${plural(retry_after, SECOND_FORMS, locale)}.`;
  }
  if (status === 403) return WORDS.not_allowed[locale];
  if (status >= 500) return WORDS.not_now[locale];
  // The server explains itself in English alone.
  return locale === 'en' ? `${WORDS.refused.en} ${body.message}` : WORDS.refused[locale];
}
