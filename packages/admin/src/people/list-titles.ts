import { METRICS, METRIC_LISTS, type MetricBlock, type MetricList } from '@retention/domain/metrics';
import type { Text } from '@retention/domain/text';

/** How a list of people is called, and who is in it. */
export interface ListTitle {
  readonly title: Text;
  readonly definition: Text;
}

/**
 * Lists whose number has no row of its own in METRICS, and those of shares: a share is a number of people of another
 * number, and the list holds the people.
 */
const OWN: Partial<Record<MetricList, ListTitle>> = {
  'overview.new_users': {
    title: { ru: 'Новых за период', en: 'New in the period' },
    definition: { ru: 'Кто зарегистрировался в период.', en: 'Who registered in the period.' },
  },
  ...shareTitles(7),
  ...shareTitles(30),
};

function shareTitles(n: 7 | 30): Partial<Record<MetricList, ListTitle>> {
  return {
    [`overview.d${n}_retention`]: {
      title: { ru: `Удержались на D${n}`, en: `Retained on D${n}` },
      definition: {
        ru: `Кто был активен на ${n}-й день после регистрации, из тех, у кого этот день пришёлся на период и уже закончился.`,
        en: `Who was active on day ${n} after registration, of those whose day ${n} fell in the period and is over.`,
      },
    },
    [`overview.d${n}_users`]: {
      title: { ru: `Дожили до D${n}`, en: `Reached D${n}` },
      definition: {
        ru: `У кого ${n}-й день после регистрации пришёлся на период и уже закончился: от них считается доля.`,
        en: `Whose day ${n} after registration fell in the period and is over: what the share is a share of.`,
      },
    },
  };
}

/** Of a cohort, `mode` says whether those are in it who came on the day alone, or also those who came later. */
export function listTitle(list: MetricList, mode: 'on' | 'on_or_after' = 'on'): ListTitle {
  const own = OWN[list];
  if (own !== undefined) return own;
  const metric = METRICS.find(({ block, key }) => `${block}.${key}` === list);
  if (metric === undefined) return { title: { ru: list, en: list }, definition: { ru: '', en: '' } };
  const { title, definition } = metric;
  // A segment and a level of risk are named after one person, in a place that says what they are.
  if (metric.block === 'segments') {
    return { title: { ru: `Сегмент «${title.ru}»`, en: `Segment “${title.en}”` }, definition };
  }
  if (metric.block === 'churn_risk') {
    return { title: { ru: `Риск: ${title.ru.toLowerCase()}`, en: `Risk: ${title.en.toLowerCase()}` }, definition };
  }
  if (metric.block === 'paying_users' && metric.key !== 'total') {
    return {
      title: { ru: `Платящие: ${title.ru.toLowerCase()}`, en: `Paying: ${title.en.toLowerCase()}` },
      definition,
    };
  }
  if (metric.block !== 'cohorts' || metric.key === 'users') return metric;
  const n = metric.key.slice(1);
  return {
    title: { ru: `Когорта: активны на D${n}`, en: `Cohort: active on D${n}` },
    definition: {
      ru: `Кто из когорты был активен на ${n}-й день после регистрации${mode === 'on' ? '' : ' или позже'}.`,
      en: `Who of the cohort was active on day ${n} after registration${mode === 'on' ? '' : ' or later'}.`,
    },
  };
}

const BLOCK_TITLES = {
  overview: { ru: 'Главное', en: 'Key figures' },
  cohorts: { ru: 'Когорты', en: 'Cohorts' },
  funnel: { ru: 'Воронка', en: 'Funnel' },
  segments: { ru: 'Сегменты', en: 'Segments' },
  churn_risk: { ru: 'Риск оттока', en: 'Churn risk' },
  paying_users: { ru: 'Платящие', en: 'Paying' },
} as const satisfies Record<MetricBlock, Text>;

export interface ListGroup {
  readonly title: Text;
  readonly lists: readonly MetricList[];
}

/** Every list by its block, as they are offered. */
export const LIST_GROUPS: readonly ListGroup[] = Object.entries(BLOCK_TITLES).map(([block, title]) => ({
  title,
  lists: METRIC_LISTS.filter((list) => list.startsWith(`${block}.`)),
}));
