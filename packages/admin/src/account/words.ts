import type { Text } from '@retention/domain/text';

/** Words of the own login, and of lists of logins. */
export const WORDS = {
  title: { ru: 'Мой вход', en: 'My login' },
  lead: {
    ru: 'Кто вы здесь, ваш пароль и где вы вошли.',
    en: 'Who you are here, your password, and where you are logged in.',
  },
  until: { ru: 'Вход действует до', en: 'This login is good until' },
  browser_time: { ru: 'по времени вашего браузера', en: 'on the clock of your browser' },
  owner_kind: {
    ru: 'вход по паролю владельца',
    en: 'logged in with the password of the owner',
  },
  token_kind: { ru: 'вход по токену приложения', en: 'logged in with a token of the app' },
  account_kind: { ru: 'вход по своему аккаунту', en: 'logged in with an account of your own' },

  password: { ru: 'Пароль', en: 'Password' },
  password_note: {
    ru: 'Смена пароля закрывает все остальные ваши входы.',
    en: 'A new password ends all your other logins.',
  },
  password_owner: {
    ru: 'Пароль владельца хранится не здесь: он задаётся переменной RETENTION_ADMIN_PASSWORD, а без неё его хэш лежит в secrets.json: уберите эту строку, и при запуске появится другой. Новый начнёт действовать после перезапуска сервера и закроет все входы по старому.',
    en: 'The password of the owner is not kept here: it is set by the variable RETENTION_ADMIN_PASSWORD; without it secrets.json has its hash: take that line out, and the next start makes another. Another one holds after a restart of the server, and ends all logins made with the old one.',
  },
  password_token: {
    ru: 'Вы вошли токеном приложения: пароля здесь нет.',
    en: 'You are logged in with a token of the app: there is no password here.',
  },
  present: { ru: 'Текущий пароль', en: 'Present password' },
  next: { ru: 'Новый пароль', en: 'New password' },
  least: { ru: 'Не меньше 12 символов. Лучше длинная фраза.', en: 'At least 12 characters. A long phrase is best.' },
  too_short: { ru: 'Нужно не меньше 12 символов.', en: 'It takes at least 12 characters.' },
  same: { ru: 'Новый пароль совпадает с текущим.', en: 'The new password is the present one.' },
  change: { ru: 'Сменить пароль', en: 'Change the password' },
  changed: {
    ru: 'Пароль сменён. Остальные ваши входы закрыты.',
    en: 'The password is changed. Your other logins have ended.',
  },
  wrong: { ru: 'Текущий пароль не подошёл.', en: 'That is not the present password.' },
  elsewhere: {
    ru: 'Пароль этого входа меняется не здесь.',
    en: 'The password of this login is changed elsewhere.',
  },

  logins: { ru: 'Входы', en: 'Logins' },
  logins_note: {
    ru: 'Где сейчас открыта панель. Закрытый вход перестаёт работать сразу.',
    en: 'Where the dashboard is open now. A login that is ended stops working at once.',
  },
  login: { ru: 'Вход', en: 'Login' },
  who_column: { ru: 'Кто', en: 'Who' },
  client: { ru: 'Где', en: 'Where' },
  since: { ru: 'Вошли', en: 'Since' },
  seen: { ru: 'Был активен', en: 'Last used' },
  expires: { ru: 'Кончится', en: 'Ends' },
  action: { ru: 'Действие', en: 'Action' },
  this_one: { ru: 'этот вход', en: 'this login' },
  end: { ru: 'Закрыть', en: 'End' },
  end_others: { ru: 'Закрыть остальные', en: 'End the others' },
  end_title: { ru: 'Закрыть вход?', en: 'End the login?' },
  end_others_title: { ru: 'Закрыть остальные входы?', en: 'End the other logins?' },
  end_note: {
    ru: 'Там придётся войти заново. Отменить нельзя, но войти с тем же паролем можно снова.',
    en: 'They have to log in again there. It cannot be undone, but the same password lets them in again.',
  },
  ended: { ru: 'Вход закрыт', en: 'The login has ended' },
  ended_others: { ru: 'Остальные входы закрыты.', en: 'The other logins have ended.' },
  gone: { ru: 'Этого входа уже нет.', en: 'That login is gone already.' },
  only_this: { ru: 'Других входов нет.', en: 'There are no other logins.' },
} as const satisfies Record<string, Text>;
