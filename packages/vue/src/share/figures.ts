import type { Contract } from '@retention/domain/contract/contract';
import { plural } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import { FIGURE_FORMS, REPORT_WORDS } from '../words/report.ts';

export type MonthlyReport = Contract['monthly_report']['response'];
type FigureName = keyof typeof FIGURE_FORMS;

export interface Figure {
  readonly name: FigureName;
  /** `1 250`, `65 %`. */
  readonly value: string;
  /** The words beside the value, in the form it asks for. */
  readonly label: string;
}

export interface Figures {
  /** The one in the middle of the ring. */
  readonly hero: Figure;
  /** How many of the ring's 30 days shine. */
  readonly bright: number;
  /** The others that are not zero. */
  readonly rest: readonly Figure[];
}

/** A month of the report, days. */
export const MONTH_DAYS = 30;
/** From how many days on a streak is something to be told. */
const STREAK_WORTH_TELLING = 3;
const ORDER = [
  'habits_completed',
  'streak_max',
  'total_actions',
  'journal_entries',
  'xp_earned',
  'goals_progress',
  'features_used',
] as const;

/** What a report shows of its numbers: zeros are left out, and a month without any still had its days. */
export function figuresOf(stats: MonthlyReport['stats'], locale: Locale): Figures {
  const figure = (name: FigureName, count: number): Figure => ({
    name,
    value: new Intl.NumberFormat(locale, name === 'goals_progress' ? PERCENT : {}).format(count),
    label: plural(count, FIGURE_FORMS[name], locale),
  });
  const shown = ORDER.filter((name) => stats[name] >= (name === 'streak_max' ? 2 : 1));
  const isStreak = stats.streak_max >= STREAK_WORTH_TELLING;
  const chosen = isStreak ? 'streak_max' : shown.find((name) => name === 'total_actions');
  return {
    hero: chosen === undefined ? figure('days', MONTH_DAYS) : figure(chosen, stats[chosen]),
    bright: isStreak ? Math.min(MONTH_DAYS, stats.streak_max) : MONTH_DAYS,
    rest: shown.filter((name) => name !== chosen).map((name) => figure(name, stats[name])),
  };
}

const PERCENT = { style: 'unit', unit: 'percent' } as const;

/** The half of the people who hear that they did better than others; to the other half it would be no present. */
const PERCENTILE_WORTH_TELLING = 50;

export function percentileOf({ comparison }: MonthlyReport): number | null {
  const { percentile } = comparison.vs_average_user;
  return percentile !== null && percentile >= PERCENTILE_WORTH_TELLING ? percentile : null;
}

/** What grew since the month before, in words; what fell is nobody's reproach. */
export function growthOf({ comparison }: MonthlyReport, locale: Locale): string[] {
  const { actions, streak } = comparison.vs_last_month;
  const { more_actions, longer_streak } = REPORT_WORDS[locale];
  return [...(hasGrown(actions) ? [more_actions(actions)] : []), ...(hasGrown(streak) ? [longer_streak(streak)] : [])];
}

function hasGrown(change: string | null): change is string {
  return change?.startsWith('+') === true;
}

/** `1–30 января`, `1 – 30 January`. */
export function periodText({ start, end }: MonthlyReport['period'], locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale === 'ru' ? 'ru' : 'en-GB', {
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  return format.formatRange(Date.parse(start), Date.parse(end));
}
