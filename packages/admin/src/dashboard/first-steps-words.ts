import type { Text } from '@retention/domain/text';

/** What somebody reads who has just started and has no users yet. */
export const FIRST_STEPS = {
  title: { ru: 'Всё работает. Пока никто ничего не делал.', en: 'Everything runs. Nobody has done anything yet.' },
  lead: {
    ru: 'Как только придёт первое событие, здесь появятся числа. Начать можно с любого из трёх.',
    en: 'As soon as the first event arrives, numbers appear here. Start with any of these three.',
  },
  send: { ru: 'Отправьте первое событие', en: 'Send the first event' },
  send_note: {
    ru: 'Команда сделает токен пользователя 1 и отправит от его имени событие. Запускайте там, где стоит сервер.',
    en: 'This makes a token of user 1 and sends an event as them. Run it where the server is.',
  },
  import: { ru: 'Загрузите историю', en: 'Import your history' },
  import_note: {
    ru: 'CSV или NDJSON, можно в gzip, любого возраста. Повторная загрузка ничего не удвоит.',
    en: 'CSV or NDJSON, gzip too, of any age. Importing again doubles nothing.',
  },
  demo: { ru: 'Посмотрите на примере', en: 'Look at an example' },
  demo_note: {
    ru: 'Заполнит пустую базу правдоподобным годом 5 000 человек.',
    en: 'Fills an empty database with a believable year of 5,000 people.',
  },
} as const satisfies Record<string, Text>;
