import type { Forms, Text } from '@retention/domain/text';

/** What is said where an answer did not come, or was a refusal. */
export const WORDS = {
  refused: { ru: 'Сервер не принял такой запрос: проверьте период и ссылку.', en: 'The server refused:' },
  not_now: { ru: 'Сервер сейчас не может ответить.', en: 'The server cannot answer right now.' },
  not_allowed: { ru: 'Этому входу такие данные не показывают.', en: 'This login may not see this.' },
  too_many: { ru: 'Слишком много запросов. Подождите', en: 'Too many requests. Wait' },
} as const satisfies Record<string, Text>;

export const SECOND_FORMS: Forms = { ru: ['секунду', 'секунды', 'секунд'], en: ['second', 'seconds', 'seconds'] };
