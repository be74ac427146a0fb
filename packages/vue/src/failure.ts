import type { Answer } from '@retention/sdk';

/** What went wrong, in words for the person, in both languages: the language of the page may change under them. */
export interface Failure {
  readonly message: Readonly<Record<'ru' | 'en', string>>;
  /** Whether asking again may help. */
  readonly retryable: boolean;
}

/** What was asked for decides what a refusal means. */
export type Asked = 'profile' | 'report' | 'dismiss';

/** The failure behind an answer; null where there is none. Spec section 7: a refusal and no answer are different things. */
export function failureOf(answer: Answer<unknown>, asked: Asked): Failure | null {
  if (answer.outcome === 'answered') return null;
  if (answer.outcome === 'unreachable') return NO_ANSWER;
  if (answer.status === 401) return UNKNOWN;
  if (asked === 'report' && answer.status === 404) return NO_MONTH_YET;
  return asked === 'dismiss' ? NOT_SAVED : NOT_NOW;
}

/** Whether the server may well say yes to the same later. */
export function mayPass(answer: Answer<unknown>): boolean {
  if (answer.outcome !== 'refused') return answer.outcome === 'unreachable';
  return answer.status === 401 || answer.status === 429 || answer.status >= 500;
}

const NO_ANSWER = failure(
  'Нет связи. Проверь интернет и попробуй ещё раз.',
  'No connection. Check your internet and try again.',
);
const UNKNOWN = failure('Войди ещё раз, и всё появится.', 'Log in again, and everything is back.');
const NO_MONTH_YET = failure(
  'Твой первый месяц ещё идёт. Отчёт появится, когда он закончится.',
  'Your first month is still on. The report is here when it ends.',
  false,
);
const NOT_SAVED = failure('Ответ не сохранился. Попробуй ещё раз.', 'Your answer was not saved. Please try again.');
export const NOT_NOW = failure(
  'Сейчас не получилось. Попробуй чуть позже.',
  'That did not work. Try again in a moment.',
);

function failure(ru: string, en: string, retryable = true): Failure {
  return { message: { ru, en }, retryable };
}
