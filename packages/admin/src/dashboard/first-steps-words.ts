import type { Text } from '@retention/domain/text';

/** What somebody reads who has just started and has no users yet. */
export const FIRST_STEPS = {
  title: { ru: 'Всё работает. Пока никто ничего не делал.', en: 'Everything runs. Nobody has done anything yet.' },
  lead: {
    ru: 'Как только придёт первое событие, здесь появятся числа. Пример загружается только в пустую базу, поэтому он первый.',
    en: 'As soon as the first event arrives, numbers appear here. The example needs an empty database, so it comes first.',
  },
  send: { ru: 'Отправьте первое событие', en: 'Send the first event' },
  send_note: {
    ru: 'Команда сделает токен пользователя 1 и отправит от его имени событие. Запускайте там, где стоит сервер.',
    en: 'This makes a token of user 1 and sends an event as them. Run it where the server is.',
  },
  import: { ru: 'Загрузите историю', en: 'Import your history' },
  import_note: {
    ru: 'CSV или NDJSON, можно в gzip, любого возраста. Повторная загрузка ничего не удвоит. Эти файлы — пример того, как выглядят ваши.',
    en: 'CSV or NDJSON, gzip too, of any age. Importing again doubles nothing. These files show what yours look like.',
  },
  demo: { ru: 'Посмотрите на примере', en: 'Look at an example' },
  demo_note: {
    ru: 'Правдоподобный год 5\u00A0000 человек. Только в пустую базу: после первого события или загрузки уже нельзя.',
    en: 'A believable year of 5,000 people. Into an empty database only: not after the first event or import.',
  },
  data_dir: {
    ru: 'Если сервер запущен с другим DATA_DIR, поставьте тот же DATA_DIR=… перед каждой командой retention.',
    en: 'If the server runs with another DATA_DIR, put the same DATA_DIR=… before each retention command.',
  },
} as const satisfies Record<string, Text>;
