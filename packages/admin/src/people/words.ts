import type { Forms, Text } from '@retention/domain/text';
import type { SubscriptionPlan, SubscriptionStatus } from '@retention/domain/user';

/** Words of lists of people: the page of a list and the table of those at risk. */
export const WORDS = {
  back: { ru: 'К обзору', en: 'To the overview' },
  number: { ru: 'Какое число', en: 'Which number' },
  search: { ru: 'Найти по e-mail, имени или ID', en: 'Find by e-mail, name or id' },
  sort_by: { ru: 'Порядок', en: 'Order' },
  ascending: { ru: 'по возрастанию', en: 'ascending' },
  descending: { ru: 'по убыванию', en: 'descending' },
  list: { ru: 'Список людей', en: 'List of people' },
  of_found: { ru: 'найдено', en: 'found' },
  as_of: { ru: 'на', en: 'on' },
  columns_are_now: {
    ru: 'Активность, сегмент, риск и подписка в таблице — на сегодня.',
    en: 'Activity, segment, risk and subscription in the table are those of today.',
  },
  cohort_day: { ru: 'когорта дня', en: 'cohort of' },
  cohort_week: { ru: 'когорта недели с', en: 'cohort of the week of' },
  cohort_month: { ru: 'когорта месяца с', en: 'cohort of the month of' },
  cohorts_day: { ru: 'когорты по дням', en: 'daily cohorts' },
  cohorts_week: { ru: 'когорты по неделям', en: 'weekly cohorts' },
  cohorts_month: { ru: 'когорты по месяцам', en: 'monthly cohorts' },
  email: { ru: 'E-mail', en: 'E-mail' },
  id: { ru: 'ID', en: 'ID' },
  first_name: { ru: 'Имя', en: 'Name' },
  registered_on: { ru: 'Регистрация', en: 'Registered' },
  last_active_at: { ru: 'Активность', en: 'Last active' },
  days_active_30: { ru: 'Дней из 30', en: 'Days of 30' },
  retention_score: { ru: 'Удержание', en: 'Score' },
  segment: { ru: 'Сегмент', en: 'Segment' },
  churn_risk_score: { ru: 'Риск', en: 'Risk' },
  subscription: { ru: 'Подписка', en: 'Subscription' },
  action: { ru: 'Действие', en: 'Action' },
  no_email: { ru: 'без e-mail', en: 'no e-mail' },
  never_active: { ru: 'не заходил', en: 'never' },
  not_judged: { ru: 'ещё не посчитан', en: 'not judged yet' },
  nobody: { ru: 'За этим числом никого нет.', en: 'There is nobody behind this number.' },
  nobody_found: { ru: 'Никто не подходит под поиск.', en: 'Nobody matches the search.' },
  clear_search: { ru: 'Сбросить поиск', en: 'Clear the search' },
  no_list_title: { ru: 'Такого списка нет', en: 'There is no such list' },
  no_list: {
    ru: 'Число или период в этой ссылке неизвестны.',
    en: 'The number or the period of this link is unknown.',
  },
  csv_failed: { ru: 'CSV не скачался. Попробуйте ещё раз.', en: 'The CSV could not be downloaded. Try again.' },
  csv_running: { ru: 'Готовится…', en: 'Preparing…' },
  cut: {
    ru: 'Прокруткой видна только часть списка. Весь список есть в CSV.',
    en: 'Only a part of the list can be scrolled to. All of it is in the CSV.',
  },
  any_segment: { ru: 'Любой сегмент', en: 'Any segment' },
  any_risk: { ru: 'Любой риск', en: 'Any risk' },
  at_risk_nobody: { ru: 'Таких людей нет.', en: 'There are no such people.' },
  at_risk_table: { ru: 'Люди под риском', en: 'People at risk' },
  previous_page: { ru: 'Назад', en: 'Previous' },
  next_page: { ru: 'Дальше', en: 'Next' },
  page_of: { ru: 'из', en: 'of' },
  pages: { ru: 'Страницы', en: 'Pages' },
  open: { ru: 'Открыть', en: 'Open' },
  copy: { ru: 'Скопировать e-mail', en: 'Copy the e-mail' },
  copied: { ru: 'E-mail скопирован', en: 'E-mail copied' },
  not_copied: { ru: 'Браузер не дал скопировать', en: 'The browser did not let it be copied' },
  write: { ru: 'Написать', en: 'Write' },
  refused: { ru: 'Сервер не принял такой запрос: проверьте период и ссылку.', en: 'The server refused:' },
  not_now: { ru: 'Сервер сейчас не может ответить.', en: 'The server cannot answer right now.' },
  not_allowed: { ru: 'Этому входу такие данные не показывают.', en: 'This login may not see this.' },
  too_many: { ru: 'Слишком много запросов. Подождите', en: 'Too many requests. Wait' },
} as const satisfies Record<string, Text>;

export const SECOND_FORMS: Forms = { ru: ['секунду', 'секунды', 'секунд'], en: ['second', 'seconds', 'seconds'] };

export const PLANS = {
  free: { ru: 'Free', en: 'Free' },
  basic: { ru: 'Basic', en: 'Basic' },
  pro: { ru: 'Pro', en: 'Pro' },
} as const satisfies Record<SubscriptionPlan, Text>;

export const STATUSES = {
  none: { ru: 'нет', en: 'none' },
  trial: { ru: 'пробная', en: 'trial' },
  active: { ru: 'оплачена', en: 'paid' },
  cancelled: { ru: 'отменена', en: 'cancelled' },
  expired: { ru: 'закончилась', en: 'expired' },
} as const satisfies Record<SubscriptionStatus, Text>;
