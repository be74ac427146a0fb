import type { Text } from '@retention/domain/text';

export const WORDS = {
  title: { ru: 'Вход', en: 'Log in' },
  way: { ru: 'Чем войти', en: 'Log in with' },
  by_password: { ru: 'Паролем', en: 'Password' },
  by_token: { ru: 'Токеном', en: 'Token' },
  password: { ru: 'Пароль администратора', en: 'Password of the administrator' },
  token: { ru: 'Токен приложения', en: 'Token of the app' },
  token_hint: {
    ru: 'Подписан приложением и содержит "role": "admin" или "analyst".',
    en: 'Signed by the app, with "role": "admin" or "analyst".',
  },
  enter: { ru: 'Войти', en: 'Log in' },
  entering: { ru: 'Проверяется…', en: 'Checking…' },
  where: { ru: 'Где взять пароль?', en: 'Where is the password?' },
  banner: {
    ru: 'Его показал первый запуск в терминале.',
    en: 'The first start printed it in the terminal.',
  },
  file: {
    ru: 'Он лежит в папке данных, в файле',
    en: 'It is in the data folder, in the file',
  },
  variable: {
    ru: 'Свой пароль задают переменной',
    en: 'To set one of your own, use the variable',
  },
  wrong_password: { ru: 'Пароль не подошёл.', en: 'That is not the password.' },
  wrong_token: {
    ru: 'Токен не подошёл: он испорчен, просрочен или подписан другим ключом.',
    en: 'That token is not valid: damaged, expired, or signed with another key.',
  },
  not_admin: {
    ru: 'Токен настоящий, но без прав: нужна роль admin или analyst.',
    en: 'The token is genuine but not allowed in: it needs the role admin or analyst.',
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
