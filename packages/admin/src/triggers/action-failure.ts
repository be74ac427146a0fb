import type { Text } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import { failureText, type Failure } from '../api/failure.ts';

const WORDS = {
  not_allowed: { ru: 'Менять может только администратор.', en: 'Only an administrator may change this.' },
  unknown: {
    ru: 'Сервер не ответил. Возможно, он успел это сделать: посмотрите, прежде чем повторять.',
    en: 'The server did not answer. It may have done it: look before you try again.',
  },
  refused: { ru: 'Сервер отказал:', en: 'The server refused:' },
} as const satisfies Record<string, Text>;

/** Why something was not done. What a status means for this very deed comes first. */
export function actionFailure(failure: Failure, locale: Locale, meanings: Readonly<Record<number, Text>> = {}): string {
  if (failure.outcome === 'unreachable') return WORDS.unknown[locale];
  const { status, body } = failure;
  const meaning = meanings[status];
  if (meaning !== undefined) return meaning[locale];
  if (status === 403) return WORDS.not_allowed[locale];
  if (status === 429 || status >= 500) return failureText(failure, locale);
  return `${WORDS.refused[locale]} ${body.message}`;
}
