import { styleText } from 'node:util';
import type { Contract } from '@retention/domain/contract/contract';
import { COHORT_DAYS, metricDefinition, METRICS, type MetricBlock } from '@retention/domain/metrics';
import type { Locale } from '@retention/domain/user';

type Metrics = Contract['admin_metrics']['response'];

interface Asked {
  readonly date_from: string;
  readonly date_to: string;
  /** Whether the last day is today, and not over. */
  readonly running: boolean;
}

const BLOCKS = {
  ru: {
    overview: 'Ключевые метрики',
    cohorts: 'Когорты',
    funnel: 'Воронка',
    segments: 'Сегменты',
    churn_risk: 'Риск оттока',
    paying_users: 'Платящие',
    cohort: 'Когорта',
    users: 'Людей',
    running: 'ещё не прошло',
    today: 'последний день ещё идёт',
  },
  en: {
    overview: 'Key figures',
    cohorts: 'Cohorts',
    funnel: 'Funnel',
    segments: 'Segments',
    churn_risk: 'Churn risk',
    paying_users: 'Paying users',
    cohort: 'Cohort',
    users: 'Users',
    running: 'not over yet',
    today: 'the last day is not over',
  },
} as const satisfies Record<Locale, Record<MetricBlock | 'cohort' | 'users' | 'running' | 'today', string>>;

const TITLE_WIDTH = 24;
const FIGURE_WIDTH = 10;

/** The blocks of the dashboard, to be read in a terminal. */
export function printMetrics(metrics: Metrics, { date_from, date_to, running }: Asked, locale: Locale): string {
  const words = BLOCKS[locale];
  const { overview, funnel, segments, churn_risk, paying_users } = metrics;
  const figure = (value: number): string => value.toLocaleString(locale);
  const share = (value: number | null): string => (value === null ? '–' : percent(100 * value, locale));
  const changed = (value: number | null, unit: string): string =>
    value === null ? '' : dim(`${sign(value)}${decimal(Math.abs(value), locale)} ${unit}`);
  const points = locale === 'ru' ? 'п.п.' : 'pp';
  const line = (block: MetricBlock, key: string, value: string, more = ''): string =>
    `  ${(metricDefinition(block, key)?.title[locale] ?? key).padEnd(TITLE_WIDTH)}${value.padStart(FIGURE_WIDTH)}  ${more}`.trimEnd();
  const parts = (block: MetricBlock, values: Readonly<Record<string, { count: number; percent: number }>>): string[] =>
    METRICS.filter((metric) => metric.block === block).flatMap(({ key }) => {
      const part = values[key];
      return part === undefined ? [] : [line(block, key, figure(part.count), dim(`${part.percent} %`.padStart(5)))];
    });
  const { total, ...paying } = paying_users;
  return [
    bold(`${date_from} … ${date_to}`) + (running ? dim(`  ${words.today}`) : ''),
    '',
    bold(words.overview),
    line('overview', 'dau', figure(overview.dau), changed(overview.dau_change, '%')),
    line('overview', 'mau', figure(overview.mau), changed(overview.mau_change, '%')),
    line('overview', 'd7_retention', share(overview.d7_retention), changed(overview.d7_change, points)),
    line('overview', 'd30_retention', share(overview.d30_retention), changed(overview.d30_change, points)),
    '',
    bold(words.cohorts) + dim(`  · ${words.running}`),
    `  ${words.cohort.padEnd(12)}${words.users.padStart(8)}${COHORT_DAYS.map((n) => `D${n}`.padStart(8)).join('')}`,
    ...metrics.cohorts.map((cohort) => {
      const cells = COHORT_DAYS.map((n) => {
        const value = cohort[`d${n}`];
        return (value === null ? '·' : percent(100 * value, locale)).padStart(8);
      });
      return `  ${cohort.cohort_date.padEnd(12)}${figure(cohort.users).padStart(8)}${cells.join('')}`;
    }),
    '',
    bold(words.funnel),
    ...Object.entries(funnel).map(([step, users]) => {
      const part = funnel.registered === 0 ? '' : dim(percent((100 * users) / funnel.registered, locale));
      return line('funnel', step, figure(users), part);
    }),
    '',
    bold(words.segments),
    ...parts('segments', segments),
    line('segments', 'churned', figure(sum(churn_risk) - sum(segments))),
    '',
    bold(words.churn_risk),
    ...parts('churn_risk', churn_risk),
    '',
    bold(words.paying_users),
    line('paying_users', 'total', figure(total)),
    ...parts('paying_users', paying),
  ].join('\n');
}

/** Everybody judged is at some risk, and in a segment unless they have churned. */
function sum(parts: Readonly<Record<string, { count: number }>>): number {
  return Object.values(parts).reduce((total, { count }) => total + count, 0);
}

function percent(value: number, locale: Locale): string {
  return `${decimal(value, locale)} %`;
}

/** Always with one digit after the point: in a column the points stand below each other. */
function decimal(value: number, locale: Locale): string {
  return value.toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** A true minus, as wide as the plus. */
function sign(value: number): string {
  return value > 0 ? '+' : value < 0 ? '−' : '';
}

function bold(text: string): string {
  return styleText('bold', text);
}

function dim(text: string): string {
  return styleText('dim', text);
}
