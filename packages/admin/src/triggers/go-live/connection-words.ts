import type { Forms, Text } from '@retention/domain/text';

export const WORDS = {
  failed: { ru: 'Последняя попытка не удалась', en: 'The last attempt failed' },
  taking: { ru: 'История ещё берётся', en: 'The history is still being taken' },
  fresh: { ru: 'Подключено, обновляется само', en: 'Connected, kept up to date' },
  once: { ru: 'Взято один раз, само не обновляется', en: 'Taken once, not kept up to date' },
  once_do: {
    ru: 'Чтобы сервер читал новое каждые пять минут, запустите его с переменной',
    en: 'For the server to read what is new every five minutes, start it with the variable',
  },
  connected_at: { ru: 'Подключено', en: 'Connected' },
  synced_at: { ru: 'Новое взято', en: 'New rows taken' },
  swept_at: { ru: 'Сверено целиком', en: 'All compared' },
  swept_what: {
    ru: 'Сверка находит и то, что в приложении удалили или исправили.',
    en: 'Comparing also finds what was deleted or corrected in the app.',
  },
  not_yet: { ru: 'ещё нет', en: 'not yet' },
  source: { ru: 'Источник', en: 'Source' },
  table: { ru: 'Таблица', en: 'Table' },
  rows: { ru: 'Прочитано строк', en: 'Rows read' },
  rows_what: {
    ru: 'Сколько строк таблицы пройдено. Строка, прочитанная повторно, считается снова, поэтому число может быть больше таблицы. Вторым событием она не становится.',
    en: 'How many rows of the table were gone through. A row that is read again counts again, so this may be more than the table holds. It makes no second event.',
  },
  state: { ru: 'История', en: 'History' },
  whole: { ru: 'целиком', en: 'whole' },
  partly: { ru: 'берётся', en: 'being taken' },
  sources: { ru: 'Источники', en: 'Sources' },
  in_all: { ru: 'Прочитано всего', en: 'Read in all' },

  do_password: {
    ru: 'База приложения не пустила: пользователь или пароль не подходят. Проверьте строку подключения.',
    en: 'The database of the app said no: user or password are wrong. See to the connection string.',
  },
  do_away: {
    ru: 'База приложения не ответила. Проверьте, что она запущена и доступна с этого сервера. Попробуем снова через несколько минут.',
    en: 'The database of the app did not answer. See that it runs and can be reached from this server. It is tried again in a few minutes.',
  },
  do_permission: {
    ru: 'У пользователя базы нет права читать таблицу. Дайте ему SELECT.',
    en: 'The database user may not read a table. Grant it SELECT.',
  },
  do_schema: {
    ru: 'Таблица или столбец в приложении изменились. Поправьте файл соответствий и проверьте его командой',
    en: 'A table or a column of the app has changed. Mend the mapping file and check it with',
  },
  do_wait: {
    ru: 'Попробуем снова через несколько минут. Если повторится, посмотрите журнал сервера.',
    en: 'It is tried again in a few minutes. If it stays so, look at the log of the server.',
  },
} as const satisfies Record<string, Text>;

export const ROW_FORMS: Forms = { ru: ['строка', 'строки', 'строк'], en: ['row', 'rows', 'rows'] };
