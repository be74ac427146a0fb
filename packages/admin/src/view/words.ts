import type { Text } from '@retention/domain/text';

/** Words of the choice of a period. */
export const WORDS = {
  period: { ru: 'Период', en: 'Period' },
  own_dates: { ru: 'Свои даты', en: 'Own dates' },
  from: { ru: 'С', en: 'From' },
  to: { ru: 'по', en: 'to' },
  show: { ru: 'Показать', en: 'Show' },
  wrong_dates: {
    ru: 'Первый день должен быть не позже последнего.',
    en: 'The first day has to be the last or before it.',
  },
  too_long: { ru: 'Период — не длиннее 3\u00A0660 дней.', en: 'A period has 3,660 days at most.' },
} as const satisfies Record<string, Text>;
