import type { Text } from './plural.ts';

/** Words used on more than one page. A page's own words stand beside it, of the same kind. */
export const WORDS = {
  product: { ru: 'OnePercent', en: 'OnePercent' },
  today: { ru: 'Сегодня', en: 'Today' },
  habits: { ru: 'Привычки', en: 'Habits' },
  goals: { ru: 'Цели', en: 'Goals' },
  journal: { ru: 'Дневник', en: 'Journal' },
  wheel: { ru: 'Колесо жизни', en: 'Wheel of life' },
  plans: { ru: 'Планы', en: 'Plans' },
  coach: { ru: 'Коуч', en: 'Coach' },
  subscription: { ru: 'Подписка', en: 'Subscription' },
  settings: { ru: 'Настройки', en: 'Settings' },
  more: { ru: 'Ещё', en: 'More' },
  sections: { ru: 'Разделы', en: 'Sections' },
  skip: { ru: 'К содержанию', en: 'Skip to content' },
  loading: { ru: 'Загружается…', en: 'Loading…' },
  no_answer: {
    ru: 'Нет связи с сервером. Проверь соединение и попробуй ещё раз.',
    en: 'The server does not answer. Check the connection and try again.',
  },
  retry: { ru: 'Попробовать ещё раз', en: 'Try again' },
  close: { ru: 'Закрыть', en: 'Close' },
  cancel: { ru: 'Отмена', en: 'Cancel' },
  undo: { ru: 'Вернуть', en: 'Undo' },
  save: { ru: 'Сохранить', en: 'Save' },
  saved: { ru: 'Сохранено', en: 'Saved' },
  add: { ru: 'Добавить', en: 'Add' },
  delete: { ru: 'Удалить', en: 'Delete' },
  log_out: { ru: 'Выйти', en: 'Log out' },
  owner: { ru: 'Панель владельца', en: 'Owner’s dashboard' },
} as const satisfies Record<string, Text>;
