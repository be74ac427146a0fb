import type { AuditAction, AuditActor } from '@retention/domain/contract/audit-action';
import type { Text } from '@retention/domain/text';

/** Words of the audit. */
export const WORDS = {
  title: { ru: 'Журнал', en: 'Audit' },
  lead: {
    ru: 'Кто и что менял или выгружал. Строки только добавляются: исправить или стереть их нельзя никому.',
    en: 'Who changed or exported what. Rows are only ever added: nobody can mend or remove one.',
  },
  action: { ru: 'Действие', en: 'Action' },
  any_action: { ru: 'Любое действие', en: 'Any action' },
  of_user: { ru: 'О ком: ID', en: 'About whom: id' },
  of_user_hint: {
    ru: 'Находит и тех, кого стёрли',
    en: 'Finds erased people, too',
  },
  find: { ru: 'Найти', en: 'Find' },
  clear: { ru: 'Сбросить', en: 'Clear' },
  when: { ru: 'Когда', en: 'When' },
  who: { ru: 'Кто', en: 'Who' },
  what: { ru: 'Что', en: 'What' },
  about: { ru: 'О ком', en: 'About whom' },
  outcome: { ru: 'Итог', en: 'Outcome' },
  failed: { ru: 'Не удалось', en: 'Failed' },
  erased: { ru: 'удалённый человек', en: 'an erased person' },
  none: { ru: 'Ещё ничего не записано.', en: 'Nothing has been written yet.' },
  none_of_these: { ru: 'Таких записей нет.', en: 'There are no such rows.' },
  more: { ru: 'Показать ещё', en: 'Show more' },
  all_shown: { ru: 'Это все записи.', en: 'That is all of it.' },
  until: { ru: 'до', en: 'until' },
} as const satisfies Record<string, Text>;

/** Each action as a thing done, whoever did it. */
export const ACTIONS = {
  session_create: { ru: 'Вход в панель', en: 'Logged in' },
  session_refused: { ru: 'Попытка войти отклонена', en: 'A login was refused' },
  session_delete: { ru: 'Выход из панели', en: 'Logged out' },
  session_revoke: { ru: 'Закрыт чей-то вход', en: 'Ended a login' },
  password_set: { ru: 'Сменён свой пароль', en: 'Changed the own password' },
  account_create: { ru: 'Создан аккаунт', en: 'Made an account' },
  account_set: { ru: 'Изменён аккаунт', en: 'Changed an account' },
  user_export: { ru: 'Выгружены все данные человека', en: 'Exported all about a person' },
  user_erase: { ru: 'Стёрты данные человека', en: 'Erased a person' },
  user_allow: { ru: 'Стёртому человеку разрешено вернуться', en: 'Let an erased person in again' },
  metric_users_csv: { ru: 'Скачан список людей', en: 'Downloaded a list of people' },
  trigger_setting: { ru: 'Настроен тип сообщений', en: 'Set a type of message' },
  trigger_run_decide: { ru: 'Решено о задержанной рассылке', en: 'Decided about a held evaluation' },
  trigger_test: { ru: 'Отправлено пробное сообщение', en: 'Sent a test message' },
  send_trigger: { ru: 'Отправлено сообщение вручную', en: 'Sent a message by hand' },
  delivery_retry: { ru: 'Доставка отправлена ещё раз', en: 'Sent a delivery again' },
  import_users: { ru: 'Загружены люди из файла', en: 'Imported people' },
  import_events: { ru: 'Загружены события из файла', en: 'Imported events' },
  connect: { ru: 'Взяты данные из приложения', en: 'Took data from an app' },
  measure: { ru: 'Посчитаны числа', en: 'Counted figures' },
  backup: { ru: 'Сделана резервная копия', en: 'Made a backup' },
  restore: { ru: 'Восстановлено из копии', en: 'Restored a backup' },
  token: { ru: 'Выдан токен пользователя', en: 'Made a token of a user' },
} as const satisfies Record<AuditAction, Text>;

/** Each action as a thing that was not done; a refused login is told as one already. */
export const FAILED_ACTIONS = {
  session_create: { ru: 'войти в панель', en: 'log in' },
  session_delete: { ru: 'выйти из панели', en: 'log out' },
  session_revoke: { ru: 'закрыть чей-то вход', en: 'end a login' },
  password_set: { ru: 'сменить свой пароль', en: 'change the own password' },
  account_create: { ru: 'создать аккаунт', en: 'make an account' },
  account_set: { ru: 'изменить аккаунт', en: 'change an account' },
  user_export: { ru: 'выгрузить все данные человека', en: 'export all about a person' },
  user_erase: { ru: 'стереть данные человека', en: 'erase a person' },
  user_allow: { ru: 'разрешить стёртому человеку вернуться', en: 'let an erased person in again' },
  metric_users_csv: { ru: 'скачать список людей', en: 'download a list of people' },
  trigger_setting: { ru: 'настроить тип сообщений', en: 'set a type of message' },
  trigger_run_decide: { ru: 'решить о задержанной рассылке', en: 'decide about a held evaluation' },
  trigger_test: { ru: 'отправить пробное сообщение', en: 'send a test message' },
  send_trigger: { ru: 'отправить сообщение вручную', en: 'send a message by hand' },
  delivery_retry: { ru: 'отправить доставку ещё раз', en: 'send a delivery again' },
  import_users: { ru: 'загрузить людей из файла', en: 'import people' },
  import_events: { ru: 'загрузить события из файла', en: 'import events' },
  connect: { ru: 'взять данные из приложения', en: 'take data from an app' },
  measure: { ru: 'посчитать числа', en: 'count figures' },
  backup: { ru: 'сделать резервную копию', en: 'make a backup' },
  restore: { ru: 'восстановить из копии', en: 'restore a backup' },
  token: { ru: 'выдать токен пользователя', en: 'make a token of a user' },
} as const satisfies Record<Exclude<AuditAction, 'session_refused'>, Text>;

/** In what capacity somebody acted, where they have no name of their own. */
export const ACTORS = {
  owner: { ru: 'Владелец', en: 'Owner' },
  account: { ru: 'Аккаунт', en: 'An account' },
  token: { ru: 'По токену приложения', en: 'By a token of the app' },
  host: { ru: 'Ваше приложение', en: 'Your app' },
  command: { ru: 'Команда в терминале', en: 'A command in the terminal' },
  nobody: { ru: 'Неизвестно кто', en: 'Nobody known' },
} as const satisfies Record<AuditActor, Text>;
