import type { Text } from '@retention/domain/text';

export const WORDS = {
  title: { ru: 'Вход', en: 'Log in' },
  way: { ru: 'Чем войти', en: 'Log in with' },
  by_password: { ru: 'Паролем', en: 'Password' },
  by_token: { ru: 'Токеном', en: 'Token' },
  login: { ru: 'Логин', en: 'Login' },
  login_optional: { ru: 'необязательно', en: 'optional' },
  login_hint: {
    ru: 'Владелец входит одним паролем: оставьте поле пустым.',
    en: 'The owner logs in with the password alone: leave this empty.',
  },
  password: { ru: 'Пароль', en: 'Password' },
  token: { ru: 'Токен приложения', en: 'Token of the app' },
  token_hint: {
    ru: 'Подписан приложением и содержит "role": "analyst", "admin" или "owner".',
    en: 'Signed by the app, with "role": "analyst", "admin" or "owner".',
  },
  enter: { ru: 'Войти', en: 'Log in' },
  entering: { ru: 'Проверяется…', en: 'Checking…' },
  where: { ru: 'Где взять пароль?', en: 'Where is the password?' },
  from_owner: {
    ru: 'Логин и пароль коллегам даёт владелец на странице «Команда».',
    en: 'The owner gives colleagues a login and a password on the page “Team”.',
  },
  banner: {
    ru: 'Пароль владельца показал первый запуск в терминале, один раз.',
    en: 'The first start printed the owner’s password in the terminal, once.',
  },
  file: {
    ru: 'Терминала не было (служба, Docker)? Пароль лежит в папке данных, в файле',
    en: 'There was no terminal (a service, Docker)? It is in the data folder, in the file',
  },
  variable: {
    ru: 'Свой пароль задают переменной',
    en: 'To set one of your own, use the variable',
  },
  wrong_password: { ru: 'Пароль не подошёл.', en: 'That is not the password.' },
  wrong_login: {
    ru: 'Логин или пароль не подошли, или доступ закрыт.',
    en: 'Login or password are wrong, or the account is shut.',
  },
  ended: {
    ru: 'Вход закончился. Войдите снова: вернётесь туда, где были.',
    en: 'Your login has ended. Log in again: you come back to where you were.',
  },
  wrong_token: {
    ru: 'Токен не подошёл: он испорчен, просрочен или подписан другим ключом.',
    en: 'That token is not valid: damaged, expired, or signed with another key.',
  },
  not_admin: {
    ru: 'Токен настоящий, но без прав: нужна роль analyst, admin или owner.',
    en: 'The token is genuine but not allowed in: it needs the role analyst, admin or owner.',
  },
  too_many: { ru: 'Слишком много попыток. Подождите', en: 'Too many attempts. Wait' },
  too_many_vague: {
    ru: 'Слишком много попыток. Подождите минуту.',
    en: 'Too many attempts. Wait a minute.',
  },
  no_answer: {
    ru: 'Сервер не отвечает. Проверьте, что он запущен, и попробуйте ещё раз.',
    en: 'The server does not answer. See whether it runs, and try again.',
  },
  not_now: {
    ru: 'Сервер сейчас не может ответить. Попробуйте чуть позже.',
    en: 'The server cannot answer right now. Try again shortly.',
  },
  refused: { ru: 'Сервер отказал:', en: 'The server refused:' },
  empty: { ru: 'Поле пустое.', en: 'The field is empty.' },
} as const satisfies Record<string, Text>;
