import { achievementsOf, ACHIEVEMENTS, type Achievement, type MonthMeasures } from './achievement.ts';
import { countFeatures, type ActiveDay } from './activity.ts';
import { DAY_MS, formatDay, type Day } from './day.ts';
import { RETURN_GAP_DAYS } from './measures.ts';
import { DAY_FORMS, plural, signed } from './text.ts';
import type { Locale } from './user.ts';

/** A month of the report is 30 lifecycle days, counted from registration. */
export const REPORT_DAYS = 30;

/** Both ends are part of it. */
export interface ReportPeriod<D = Day> {
  readonly start: D;
  readonly end: D;
}

/** The numbers of one month. */
export interface ReportStats {
  /** Events of the person's own doing. */
  readonly total_actions: number;
  readonly habits_completed: number;
  readonly journal_entries: number;
  /** The highest percent of a goal reported in the month, 0–100. */
  readonly goals_progress: number;
  /** Days; the longest the streak was on a day of the month, a part of it may lie before. */
  readonly streak_max: number;
  readonly xp_earned: number;
  /** 0–6. */
  readonly features_used: number;
}

export interface Report {
  /** 1 for the first 30 lifecycle days. */
  readonly month: number;
  readonly period: ReportPeriod;
  readonly stats: ReportStats;
  readonly achievements: readonly Achievement[];
  readonly comparison: {
    /** Null in the first month. `actions` in percent, null where there was nothing before; `streak` in days. */
    readonly vs_last_month: { readonly actions: number | null; readonly streak: number } | null;
    /** The share of people this one did better than, in percent; null where nobody has counted. */
    readonly vs_average_user: { readonly percentile: number | null };
  };
}

/** How many months of the report have ended on a lifecycle day: month n is over from lifecycle day 30·n on. */
export function monthsEnded(lifecycle_day: number): number {
  return Math.max(0, Math.floor(lifecycle_day / REPORT_DAYS));
}

/** Month n (from 1) covers lifecycle days 30(n−1) … 30n−1. */
export function reportPeriod(registered_on: Day, month: number): ReportPeriod {
  const start = registered_on + REPORT_DAYS * (month - 1);
  return { start, end: start + REPORT_DAYS - 1 };
}

/** What a report reads of an active day of the month it is about, and of the one before. */
export type ReportDay = Pick<
  ActiveDay,
  'day' | 'actions' | 'features' | 'habit_completed' | 'journal_entry' | 'goal_progress' | 'habit_streak'
>;

/** And of those before: a streak may begin there, and so may an absence. */
export type EarlierDay = Pick<ActiveDay, 'day' | 'habit_completed'>;

/** What a report needs besides the days it compares. */
export interface ReportFacts {
  /** The person's active days before the first of `days`, ascending. */
  readonly earlier?: readonly EarlierDay[];
  /** See xpEarned: XP is the host's. */
  readonly xp_earned?: number;
  /** See percentileOf: a count over many people. */
  readonly percentile?: number | null;
}

/**
 * The report of month n (from 1) since registration. `days` are the person's active days, ascending, at least those of the
 * month and of the one before. Spec sections 6 and 7.
 */
export function reportOf(
  registered_on: Day,
  days: readonly ReportDay[],
  month: number,
  { earlier = [], xp_earned = 0, percentile = null }: ReportFacts = {},
): Report {
  const period = reportPeriod(registered_on, month);
  const measured = measureMonth(earlier, days, period);
  const { days_active: _, returns: __, features_used, ...own } = measured;
  const before = month > 1 ? measureMonth(earlier, days, reportPeriod(registered_on, month - 1)) : null;
  return {
    month,
    period,
    stats: { ...own, xp_earned, features_used },
    achievements: achievementsOf(measured),
    comparison: {
      vs_last_month:
        before === null
          ? null
          : {
              actions: percentChange(before.total_actions, own.total_actions),
              streak: own.streak_max - before.streak_max,
            },
      vs_average_user: { percentile },
    },
  };
}

/** The days before a month, and those of it, one after another. */
class Course {
  #last: Day | null = null;
  #habit_on: Day | null = null;
  /** Days in a row with a habit completed, up to the latest of them. */
  habit_run = 0;

  /** Answers how many days ago the active day before this one was; 0 for the first of all. */
  go({ day, habit_completed }: EarlierDay): number {
    const gap: number = this.#last === null ? 0 : day - this.#last;
    this.#last = day;
    if (habit_completed > 0) {
      this.habit_run = this.#habit_on === day - 1 ? this.habit_run + 1 : 1;
      this.#habit_on = day;
    }
    return gap;
  }
}

function measureMonth(
  earlier: readonly EarlierDay[],
  days: readonly ReportDay[],
  { start, end }: ReportPeriod,
): Omit<ReportStats, 'xp_earned'> & MonthMeasures {
  let total_actions = 0;
  let habits_completed = 0;
  let journal_entries = 0;
  let goals_progress = 0;
  let streak_max = 0;
  let features = 0;
  let days_active = 0;
  let returns = 0;
  const course = new Course();
  for (const day of earlier) course.go(day);
  for (const day of days) {
    if (day.day > end) break;
    const gap = course.go(day);
    if (day.day < start) continue;
    days_active++;
    total_actions += day.actions;
    habits_completed += day.habit_completed;
    journal_entries += day.journal_entry;
    features |= day.features;
    goals_progress = Math.max(goals_progress, day.goal_progress);
    if (day.habit_completed > 0) streak_max = Math.max(streak_max, course.habit_run, day.habit_streak);
    if (gap > RETURN_GAP_DAYS) returns++;
  }
  return {
    total_actions,
    habits_completed,
    journal_entries,
    goals_progress,
    streak_max,
    features_used: countFeatures(features),
    days_active,
    returns,
  };
}

function percentChange(before: number, now: number): number | null {
  return before === 0 ? null : Math.round((100 * (now - before)) / before);
}

/** The report as the report endpoint writes it. */
export interface ReportText {
  readonly month: number;
  readonly period: ReportPeriod<string>;
  readonly stats: ReportStats;
  readonly achievements: readonly {
    readonly id: Achievement;
    readonly title: string;
    readonly description: string;
    readonly icon: string;
  }[];
  readonly comparison: {
    /** `+15%` and `+5 дней`; null where there is nothing to compare with. */
    readonly vs_last_month: { readonly actions: string | null; readonly streak: string | null };
    readonly vs_average_user: { readonly percentile: number | null };
  };
}

/** Puts a report into the words and the shape of the report endpoint. Spec section 7. */
export function renderReport(report: Report, locale: Locale): ReportText {
  const { month, period, stats, achievements, comparison } = report;
  const { vs_last_month, vs_average_user } = comparison;
  return {
    month,
    period: { start: formatDay(period.start), end: formatDay(period.end) },
    stats,
    achievements: achievements.map((id) => {
      const { title, description, icon } = ACHIEVEMENTS[id];
      return { id, title: title[locale], description: description[locale], icon };
    }),
    comparison: {
      vs_last_month: {
        actions: typeof vs_last_month?.actions === 'number' ? `${signed(vs_last_month.actions)}%` : null,
        streak: vs_last_month === null ? null : renderDays(vs_last_month.streak, locale),
      },
      vs_average_user,
    },
  };
}

function renderDays(change: number, locale: Locale): string {
  return `${signed(change)} ${plural(change, DAY_FORMS, locale)}`;
}

const dates = {
  ru: new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', timeZone: 'UTC' }),
};

/** What a person is told whose first month is not over: on which local day it will be. Null: nobody knows when they came. */
export function renderReportToCome(registered_on: Day | null, locale: Locale): string {
  if (registered_on === null) {
    return locale === 'ru'
      ? 'Первый отчёт будет готов через 30 дней после регистрации'
      : 'Your first report will be ready 30 days after you join';
  }
  const ready_on = dates[locale].format((registered_on + REPORT_DAYS) * DAY_MS);
  return locale === 'ru'
    ? `Первый отчёт будет готов ${ready_on}: он расскажет о твоих первых 30 днях`
    : `Your first report will be ready on ${ready_on}: it tells of your first 30 days`;
}
