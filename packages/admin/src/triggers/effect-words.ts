import type { Text } from '@retention/domain/text';

/** Words of the comparison with the holdout. */
export const WORDS = {
  title: { ru: 'Помогает ли', en: 'Does it help' },
  note: {
    ru: 'Одни сообщение получают, другие, такие же, нет. Считаются те, у кого с первого повода прошло 72 часа.',
    en: 'Some get the message, others just like them do not. Counted are those whose first match lies 72 hours back.',
  },
  outcome: { ru: 'Смотрим, сколько', en: 'We look at how many' },
  treatment: { ru: 'Получали', en: 'Got it' },
  holdout: { ru: 'Контрольная группа', en: 'Holdout' },
  of: { ru: 'из', en: 'of' },
  nobody: { ru: 'пока никого', en: 'nobody yet' },
  no_group: { ru: 'нет', en: 'none' },
  difference: { ru: 'Разница, п.п.', en: 'Difference, pp' },
  without_better: { ru: 'без сообщения лучше', en: 'better without' },
  with_better: { ru: 'с сообщением лучше', en: 'better with' },
  share_title: { ru: 'Размер контрольной группы', en: 'Size of the holdout' },
  share_note: {
    ru: 'Столько людей подходит под повод, но сообщение не получает: только так видно, помогает ли оно. Кто в группе, тот в ней и остаётся. Меньше группа, дольше ждать ответа; без неё ответа не будет.',
    en: 'So many people match and get nothing: only this shows whether the message helps. Who is in the group stays in it. A smaller group takes longer to answer; without one there is no answer.',
  },
  share_now: { ru: 'Изменение действует на новые поводы.', en: 'A change holds for new matches.' },
  save: { ru: 'Сохранить', en: 'Save' },
  as_defined: { ru: 'Как задумано', en: 'As defined' },
  saved: { ru: 'Контрольная группа теперь', en: 'The holdout is now' },
  people: { ru: 'людей', en: 'of people' },
} as const satisfies Record<string, Text>;
