import { CHURN_RISK_NAMES, CHURN_RISKS } from './churn-risk.ts';
import { SEGMENT_NAMES, SEGMENTS } from './segment.ts';
import type { Text } from './text.ts';

/** The blocks of the owner's dashboard, named as the keys of the metrics endpoint. Spec sections 5 and 7. */
export const METRIC_BLOCKS = ['overview', 'cohorts', 'funnel', 'segments', 'churn_risk', 'paying_users'] as const;
export type MetricBlock = (typeof METRIC_BLOCKS)[number];

/**
 * `people`: how many, a whole number. `share`: 0–1, a part of a group. `percent`: a change in percent of what was before.
 * `percentage_points`: the difference of two shares times 100.
 */
export type MetricUnit = 'people' | 'share' | 'percent' | 'percentage_points';

/** One number of the dashboard and what it means; the sentence stands next to the number. */
export interface MetricDefinition {
  readonly block: MetricBlock;
  /** Its name in the block. */
  readonly key: string;
  readonly unit: MetricUnit;
  readonly title: Text;
  readonly definition: Text;
}

/** The days after registration that cohorts show. */
export const COHORT_DAYS = [1, 3, 7, 14, 30] as const;

const OVERVIEW: readonly MetricDefinition[] = [
  {
    block: 'overview',
    key: 'dau',
    unit: 'people',
    title: { ru: 'Активных за день', en: 'Active in a day' },
    definition: {
      ru: 'Сколько человек сделали хоть что-то сами в последний день периода, каждый по своему местному времени.',
      en: "How many people did anything of their own on the period's last day, each by their own local time.",
    },
  },
  change('dau', 'percent', 'DAU', 'DAU'),
  {
    block: 'overview',
    key: 'mau',
    unit: 'people',
    title: { ru: 'Активных за 30 дней', en: 'Active in 30 days' },
    definition: {
      ru: 'Сколько человек были активны хотя бы раз за 30 дней, которые кончаются последним днём периода.',
      en: "How many people were active at least once in the 30 days that end with the period's last day.",
    },
  },
  change('mau', 'percent', 'MAU', 'MAU'),
  retention(7),
  change('d7', 'percentage_points', 'D7', 'D7'),
  retention(30),
  change('d30', 'percentage_points', 'D30', 'D30'),
];

function change(key: string, unit: 'percent' | 'percentage_points', ru: string, en: string): MetricDefinition {
  const points = unit === 'percentage_points';
  return {
    block: 'overview',
    key: `${key}_change`,
    unit,
    title: { ru: `Изменение ${ru}`, en: `Change of ${en}` },
    definition: {
      ru: `На сколько ${points ? 'процентных пунктов' : 'процентов'} ${ru} изменился по сравнению с предыдущим периодом той же длины.`,
      en: `By how many ${points ? 'percentage points' : 'percent'} ${en} changed against the period of equal length before.`,
    },
  };
}

function retention(n: number): MetricDefinition {
  return {
    block: 'overview',
    key: `d${n}_retention`,
    unit: 'share',
    title: { ru: `Удержание D${n}`, en: `D${n} retention` },
    definition: {
      ru: `Доля активных на ${n}-й день после регистрации среди тех, у кого этот день пришёлся на период и уже закончился.`,
      en: `Of the people whose day ${n} after registration fell in the period and is over, the share active on it.`,
    },
  };
}

const COHORTS: readonly MetricDefinition[] = [
  {
    block: 'cohorts',
    key: 'users',
    unit: 'people',
    title: { ru: 'Размер когорты', en: 'Cohort size' },
    definition: {
      ru: 'Сколько человек зарегистрировались в этот день, эту неделю или этот месяц.',
      en: 'How many people registered on that day, or in that week or month.',
    },
  },
  ...COHORT_DAYS.map((n): MetricDefinition => ({
    block: 'cohorts',
    key: `d${n}`,
    unit: 'share',
    title: { ru: `D${n}`, en: `D${n}` },
    definition: {
      ru: `Доля когорты, активная на ${n}-й день после регистрации; пусто, пока этот день не закончился у всех.`,
      en: `The share of the cohort active on day ${n} after registration; empty until that day is over for everybody.`,
    },
  })),
];

const FUNNEL: readonly MetricDefinition[] = [
  step('registered', 'Регистрация', 'Registered', 'зарегистрировались в период', 'registered in the period'),
  step('activated_d1', 'Активация D1', 'Activated on D1', 'были активны на 1-й день', 'were active on day 1'),
  step('active_d7', 'Активны на D7', 'Active on D7', 'были активны на 7-й день', 'were active on day 7'),
  step('started_trial', 'Пробный период', 'Trial', 'начали пробный период', 'started a trial'),
  step('converted_paid', 'Оплата', 'Paid', 'хотя бы раз оплатили подписку', 'ever paid for a subscription'),
  step('renewed', 'Продление', 'Renewed', 'продлили подписку', 'renewed their subscription'),
];

function step(key: string, ru: string, en: string, did_ru: string, did_en: string): MetricDefinition {
  const first = key === 'registered';
  return {
    block: 'funnel',
    key,
    unit: 'people',
    title: { ru, en },
    definition: {
      ru: first
        ? `Сколько человек ${did_ru}.`
        : `Сколько из зарегистрированных в период ${did_ru}, каждый шаг сам по себе.`,
      en: first
        ? `How many people ${did_en}.`
        : `How many of those registered in the period ${did_en}, each step on its own.`,
    },
  };
}

const PAYING_USERS: readonly MetricDefinition[] = [
  {
    block: 'paying_users',
    key: 'total',
    unit: 'people',
    title: { ru: 'Платящих', en: 'Paying' },
    definition: {
      ru: 'У скольких человек в последний день периода была оплаченная подписка.',
      en: "How many people had a paid subscription on the period's last day.",
    },
  },
  paying('active', 'Активных', 'Active', '3 и больше активных дней', '3 or more active days'),
  paying('inactive', 'Малоактивных', 'Hardly active', '1–2 активных дня', '1–2 active days'),
  paying('dead', '«Мёртвых душ»', 'Dead souls', 'нет ни одного активного дня', 'no active day'),
];

function paying(key: string, ru: string, en: string, days_ru: string, days_en: string): MetricDefinition {
  return {
    block: 'paying_users',
    key,
    unit: 'people',
    title: { ru, en },
    definition: {
      ru: `У скольких платящих за последние 7 дней периода ${days_ru}.`,
      en: `How many paying people have ${days_en} in the period's last 7 days.`,
    },
  };
}

const SEGMENT_ROWS = SEGMENT_NAMES.map((key): MetricDefinition => {
  const { label, definition } = SEGMENTS[key];
  return { block: 'segments', key, unit: 'people', title: label, definition };
});

const CHURN_RISK_ROWS = CHURN_RISK_NAMES.map((key): MetricDefinition => {
  const { label, from } = CHURN_RISKS[key];
  const ru = key === 'critical' ? ' или кто уже ушёл' : '';
  const en = key === 'critical' ? ', or who have left already' : '';
  return {
    block: 'churn_risk',
    key,
    unit: 'people',
    title: label,
    definition: {
      ru: `Сколько человек набрали ${range(key, from)} баллов риска${ru}.`,
      en: `How many people have ${range(key, from)} points of risk${en}.`,
    },
  };
});

function range(key: (typeof CHURN_RISK_NAMES)[number], from: number): string {
  const above = CHURN_RISK_NAMES[CHURN_RISK_NAMES.indexOf(key) + 1];
  return `${from}–${above === undefined ? 100 : CHURN_RISKS[above].from - 1}`;
}

/** Every number of the dashboard, in the order in which it shows them. */
export const METRICS: readonly MetricDefinition[] = [
  ...OVERVIEW,
  ...COHORTS,
  ...FUNNEL,
  ...SEGMENT_ROWS,
  ...CHURN_RISK_ROWS,
  ...PAYING_USERS,
];

/** The definition of one number; undefined where there is none of that name. */
export function metricDefinition(block: MetricBlock, key: string): MetricDefinition | undefined {
  return METRICS.find((metric) => metric.block === block && metric.key === key);
}

/**
 * The numbers that open into the list of people behind them. Of a share it is those who were active; `dN_users` are all
 * whose day N fell in the period and is over, so that "23 of 100" opens into both. A change has no people of its own.
 */
export const METRIC_LISTS = [
  'overview.dau',
  'overview.mau',
  'overview.new_users',
  'overview.d7_retention',
  'overview.d7_users',
  'overview.d30_retention',
  'overview.d30_users',
  'cohorts.users',
  'cohorts.d1',
  'cohorts.d3',
  'cohorts.d7',
  'cohorts.d14',
  'cohorts.d30',
  'funnel.registered',
  'funnel.activated_d1',
  'funnel.active_d7',
  'funnel.started_trial',
  'funnel.converted_paid',
  'funnel.renewed',
  'segments.new_user',
  'segments.enthusiast',
  'segments.quiet_user',
  'segments.test_driver',
  'segments.returned',
  'segments.churned',
  'churn_risk.low',
  'churn_risk.medium',
  'churn_risk.high',
  'churn_risk.critical',
  'paying_users.total',
  'paying_users.active',
  'paying_users.inactive',
  'paying_users.dead',
] as const satisfies readonly `${MetricBlock}.${string}`[];
export type MetricList = (typeof METRIC_LISTS)[number];
