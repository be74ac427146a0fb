import type { Text } from '@retention/domain/text';

/** Words of the team. */
export const WORDS = {
  title: { ru: 'Команда', en: 'Team' },
  lead: {
    ru: 'Кто может войти в панель, с какими правами, и кто вошёл сейчас.',
    en: 'Who may log in to the dashboard, with what rights, and who is logged in now.',
  },
  roles: { ru: 'Роли', en: 'Roles' },
  accounts: { ru: 'Аккаунты', en: 'Accounts' },
  accounts_note: {
    ru: 'Владелец входит общим паролем и в списке не стоит. Остальным нужен логин и свой пароль.',
    en: 'The owner logs in with the one password and is not listed. Everybody else needs a login and a password of their own.',
  },
  none: {
    ru: 'Пока вы здесь один. Дайте коллегам свои аккаунты: тогда видно, кто что сделал, и доступ закрывается одним нажатием.',
    en: 'You are alone here so far. Give colleagues accounts of their own: then it shows who did what, and access ends with one press.',
  },
  add: { ru: 'Добавить человека', en: 'Add somebody' },
  add_title: { ru: 'Новый аккаунт', en: 'New account' },
  login: { ru: 'Логин', en: 'Login' },
  login_hint: {
    ru: 'E-mail или имя: буквы, цифры и @ . _ + -',
    en: 'An e-mail address or a name: letters, digits and @ . _ + -',
  },
  login_wrong: {
    ru: 'От 2 символов: буквы, цифры и @ . _ + -, первым — буква или цифра.',
    en: 'From 2 characters on: letters, digits and @ . _ + -, a letter or a digit first.',
  },
  login_owner: {
    ru: 'Так зовут встроенного владельца: выберите другой логин.',
    en: 'That is the built-in owner: choose another login.',
  },
  role: { ru: 'Роль', en: 'Role' },
  make: { ru: 'Создать', en: 'Make it' },
  making: { ru: 'Создаётся…', en: 'Making…' },
  made_up: { ru: 'Пароль придумаем сами и покажем один раз.', en: 'A password is made up, and shown once.' },
  taken: { ru: 'Такой логин уже есть.', en: 'That login is taken.' },
  state: { ru: 'Состояние', en: 'State' },
  open: { ru: 'открыт', en: 'open' },
  shut: { ru: 'закрыт', en: 'shut' },
  since: { ru: 'с', en: 'since' },
  seen: { ru: 'Заходил', en: 'Last seen' },
  never: { ru: 'ещё не заходил', en: 'never yet' },
  actions: { ru: 'Действия', en: 'Actions' },

  shut_do: { ru: 'Закрыть доступ', en: 'Shut' },
  shut_title: { ru: 'Закрыть доступ?', en: 'Shut the account?' },
  shut_note: {
    ru: 'Человек сразу выйдет отовсюду и не сможет войти, пока вы не откроете доступ снова.',
    en: 'They are logged out everywhere at once, and cannot log in until you open the account again.',
  },
  shut_done: { ru: 'доступ закрыт', en: 'the account is shut' },
  open_do: { ru: 'Открыть доступ', en: 'Open again' },
  open_done: { ru: 'доступ открыт', en: 'the account is open' },

  role_do: { ru: 'Сменить роль', en: 'Change the role' },
  role_title: { ru: 'Сменить роль', en: 'Change the role' },
  role_note: {
    ru: 'Человек сразу выйдет отовсюду и войдёт уже с новой ролью.',
    en: 'They are logged out everywhere at once, and come back with the new role.',
  },
  role_done: { ru: 'теперь', en: 'is now' },

  password_do: { ru: 'Новый пароль', en: 'New password' },
  password_title: { ru: 'Дать новый пароль?', en: 'Give a new password?' },
  password_note: {
    ru: 'Прежний пароль перестанет подходить, человек сразу выйдет отовсюду. Новый покажем один раз.',
    en: 'The present password ceases to work, and they are logged out everywhere at once. The new one is shown once.',
  },

  secret_title: { ru: 'Пароль, показан один раз', en: 'The password, shown once' },
  secret_note: {
    ru: 'Скопируйте и передайте человеку так, чтобы его не увидели другие. Здесь хранится только его отпечаток: показать ещё раз нельзя, можно дать новый.',
    en: 'Copy it, and hand it over where nobody else reads along. Only a hash of it is kept: it cannot be shown again, but a new one can be given.',
  },
  secret_more: {
    ru: 'Свой пароль человек задаст сам на странице «Мой вход».',
    en: 'They set one of their own on the page “My login”.',
  },

  missing: { ru: 'Такого аккаунта уже нет.', en: 'There is no such account any more.' },
  logins: { ru: 'Кто вошёл', en: 'Who is logged in' },
  logins_note: {
    ru: 'Все, у кого панель открыта сейчас, и ваши собственные входы.',
    en: 'Everybody who has the dashboard open now, and your own logins.',
  },
} as const satisfies Record<string, Text>;
