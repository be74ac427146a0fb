import type { DashboardRole } from '@retention/domain/contract/accounts';
import type { Forms, Text } from '@retention/domain/text';

/** Words used on more than one page. A page of its own has its own dictionary beside it, of the same kind. */
export const WORDS = {
  product: { ru: 'Удержание', en: 'Retention' },
  skip: { ru: 'К содержанию', en: 'Skip to content' },
  dashboard: { ru: 'Обзор', en: 'Overview' },
  people: { ru: 'Люди', en: 'People' },
  messages: { ru: 'Сообщения', en: 'Messages' },
  team: { ru: 'Команда', en: 'Team' },
  audit: { ru: 'Журнал', en: 'Audit' },
  account: { ru: 'Мой вход', en: 'My login' },
  menu: { ru: 'Вход и команда', en: 'Login and team' },
  built_in: { ru: 'Владелец', en: 'Owner' },
  contacts_hidden: { ru: 'Контакты видит администратор.', en: 'Contacts are shown to administrators.' },
  owner_only_title: { ru: 'Это видит только владелец', en: 'Only the owner sees this' },
  owner_only: {
    ru: 'Вашему входу эта страница не показывается. Попросите владельца или войдите его паролем.',
    en: 'This login is not shown this page. Ask the owner, or log in with the owner’s password.',
  },
  to_overview: { ru: 'К обзору', en: 'To the overview' },
  no_page_title: { ru: 'Такой страницы нет', en: 'No such page' },
  no_page: {
    ru: 'Возможно, в адресе опечатка или страница переехала. Всё остальное на месте.',
    en: 'The address may be mistyped, or the page has moved. Everything else is where it was.',
  },
  browser_time: { ru: 'Время вашего браузера', en: 'Times are those of your browser' },
  navigation: { ru: 'Разделы', en: 'Sections' },
  language: { ru: 'Язык', en: 'Language' },
  theme: { ru: 'Оформление', en: 'Colours' },
  theme_auto: { ru: 'Как в системе', en: 'As the system' },
  theme_light: { ru: 'Светлое', en: 'Light' },
  theme_dark: { ru: 'Тёмное', en: 'Dark' },
  log_out: { ru: 'Выйти', en: 'Log out' },
  retry: { ru: 'Повторить', en: 'Try again' },
  loading: { ru: 'Загружается', en: 'Loading' },
  no_answer: { ru: 'Сервер не отвечает.', en: 'The server does not answer.' },
  what_is_it: { ru: 'Что это значит', en: 'What it means' },
  export_csv: { ru: 'Скачать CSV', en: 'Download CSV' },
  not_over: { ru: 'ещё не прошло', en: 'not over yet' },
  nobody: { ru: 'никого', en: 'nobody' },
  copy: { ru: 'Скопировать', en: 'Copy' },
  copied: { ru: 'Скопировано', en: 'Copied' },
  close: { ru: 'Закрыть', en: 'Close' },
  cancel: { ru: 'Отмена', en: 'Cancel' },
  done: { ru: 'Готово', en: 'Done' },
  undo: { ru: 'Вернуть', en: 'Undo' },
} as const satisfies Record<string, Text>;

export const PEOPLE_FORMS: Forms = {
  ru: ['человек', 'человека', 'человек'],
  en: ['person', 'people', 'people'],
};

/** What each role of the dashboard is called. */
export const ROLE_LABELS = {
  analyst: { ru: 'Аналитик', en: 'Analyst' },
  admin: { ru: 'Администратор', en: 'Admin' },
  owner: { ru: 'Владелец', en: 'Owner' },
} as const satisfies Record<DashboardRole, Text>;
