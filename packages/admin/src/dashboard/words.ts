import type { Forms, Text } from '@retention/domain/text';

/** The words of the dashboard. What each number means is said by METRICS of the domain. */
export const WORDS = {
  title: { ru: 'Обзор', en: 'Overview' },
  compare: { ru: 'Сравнить с', en: 'Compare with' },
  copy_link: { ru: 'Скопировать ссылку', en: 'Copy link' },
  copied: { ru: 'Ссылка скопирована', en: 'Link copied' },
  nothing_in_period: { ru: 'В этом периоде данных нет.', en: 'There is no data in this period.' },
  show_whole_time: { ru: 'Показать за всё время', en: 'Show the whole time' },

  figures: { ru: 'Ключевые метрики', en: 'Key figures' },
  chart_of: { ru: 'График по дням', en: 'Day by day' },
  was: { ru: 'было', en: 'was' },
  no_comparison: { ru: 'сравнить не с чем', en: 'nothing to compare with' },
  day_running: { ru: 'день ещё идёт', en: 'the day is not over' },
  unchanged: { ru: 'без изменений', en: 'unchanged' },
  by_chance: { ru: 'может быть случайно', en: 'may be chance' },
  points: { ru: 'п.п.', en: 'pp' },
  rose: { ru: 'рост', en: 'up' },
  fell: { ru: 'спад', en: 'down' },
  this_period: { ru: 'Этот период', en: 'This period' },
  previous_period: { ru: 'Предыдущий', en: 'Previous' },
  as_chart: { ru: 'графиком', en: 'chart' },
  as_table: { ru: 'таблицей', en: 'table' },
  shown_as: { ru: 'Показать по дням', en: 'Show days as' },
  smoothed: {
    ru: 'Доля за 7 дней, которые кончаются этим днём.',
    en: 'The share over the 7 days ending with each day.',
  },
  day: { ru: 'День', en: 'Day' },
  value: { ru: 'Значение', en: 'Value' },
  day_before: { ru: 'День сравнения', en: 'Compared day' },

  cohorts: { ru: 'Когорты', en: 'Cohorts' },
  cohorts_note: {
    ru: 'Какая доля пришедших вместе возвращается через 1, 3, 7, 14 и 30 дней.',
    en: 'Of those who came together, the share that comes back after 1, 3, 7, 14 and 30 days.',
  },
  cohorts_table: { ru: 'Таблица когорт', en: 'Table of cohorts' },
  cohort: { ru: 'Когорта', en: 'Cohort' },
  size: { ru: 'Размер', en: 'Size' },
  average: { ru: 'Всего / в среднем', en: 'In all / on average' },
  no_cohorts: { ru: 'В этом периоде не начинается ни одна когорта.', en: 'No cohort begins in this period.' },
  granularity: { ru: 'Ширина когорты', en: 'Width of a cohort' },
  by_day: { ru: 'День', en: 'Day' },
  by_week: { ru: 'Неделя', en: 'Week' },
  by_month: { ru: 'Месяц', en: 'Month' },
  mode: { ru: 'Кого считать активным', en: 'Who counts as active' },
  mode_on: { ru: 'В этот день', en: 'On the day' },
  mode_on_or_after: { ru: 'или позже', en: 'or later' },
  mode_on_or_after_whole: { ru: 'В этот день или позже', en: 'On the day or later' },
  not_over: { ru: 'ещё не прошло', en: 'not over yet' },
  known_from: { ru: 'будет известно', en: 'known on' },
  nobody_registered: { ru: 'никто не регистрировался', en: 'nobody registered' },
  less: { ru: 'меньше', en: 'less' },
  more: { ru: 'больше', en: 'more' },

  funnel: { ru: 'Воронка', en: 'Funnel' },
  funnel_note: {
    ru: 'Что сделали те, кто зарегистрировался в период. Каждый шаг считается сам по себе.',
    en: 'What those who registered in the period did. Each step is counted on its own.',
  },
  of_registered: { ru: 'от регистраций', en: 'of registered' },
  of_step: { ru: 'от прошлого шага', en: 'of the step before' },

  segments: { ru: 'Сегменты', en: 'Segments' },
  segments_note: {
    ru: 'Кто пользуется приложением в последний день периода. Доли — среди тех, кто не ушёл.',
    en: "Who uses the app on the period's last day. Shares are of those who have not left.",
  },
  churned_apart: { ru: 'не входят в доли', en: 'not part of the shares' },
  over_time: { ru: 'По дням', en: 'Day by day' },

  risk: { ru: 'Риск оттока', en: 'Churn risk' },
  risk_note: {
    ru: 'Кто может уйти, и кто уже ушёл. Риск виден только вам.',
    en: 'Who may leave, and who has left. Only you see the risk.',
  },
  of_them_churned: { ru: 'из них уже ушли', en: 'of them gone already' },
  at_risk: { ru: 'Кому помочь остаться', en: 'Whom to help stay' },

  paying: { ru: 'Платящие', en: 'Paying users' },
  paying_note: {
    ru: 'Пользуются ли тем, за что платят, в последние 7 дней периода.',
    en: "Whether people use what they pay for, in the period's last 7 days.",
  },
  dead_risk: { ru: 'риск', en: 'at risk' },
  dead_note: {
    ru: 'платят и не заходят: могут отменить подписку',
    en: 'pay and do not come: they may cancel',
  },

  nothing: { ru: 'нет данных', en: 'no data' },
  counting: { ru: 'Считаем ещё', en: 'Still counting' },
  days_are_local: {
    ru: 'Дни — по местному времени каждого. Пояс проекта:',
    en: "Days are by each person's local time. The project's zone:",
  },
  data_since: { ru: 'Данные с', en: 'Data since' },
  judged_at: { ru: 'Сегменты и риск пересчитаны', en: 'Segments and risk judged' },
} as const satisfies Record<string, Text>;

export const CHANGE_FORMS: Forms = {
  ru: ['изменение', 'изменения', 'изменений'],
  en: ['change', 'changes', 'changes'],
};
