import { formatDay, parseDay } from '@retention/domain/day';
import { GRANULARITIES, MOST_PERIOD_DAYS, periodDays, type Granularity, type Period } from '@retention/domain/period';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import { DEFAULT_PRESET, isPreset, PRESETS, type PresetName } from './preset.ts';

/** Which figure the large chart shows. */
export const FIGURES = ['dau', 'mau', 'd7', 'd30', 'new_users'] as const;
export type Figure = (typeof FIGURES)[number];

export const MODES = ['on', 'on_or_after'] as const;
export type Mode = (typeof MODES)[number];

/** Days of the wire, both included. */
export interface Dates {
  readonly date_from: string;
  readonly date_to: string;
}

/** What the dashboard shows; all of it stands in the query of the address, so that a link shows the same. */
export interface View {
  /** A preset moves with today, dates of one's own do not. */
  readonly period: PresetName | Dates;
  readonly granularity: Granularity;
  readonly mode: Mode;
  readonly figure: Figure;
  /** Whether the period before is shown beside. */
  readonly compare: boolean;
  /** Whether the figure of each day is shown as a table. */
  readonly as_table: boolean;
}

export type Query = Readonly<Record<string, string>>;

/** The server knows the days from 1900 to 2199; the period before has to lie in them too. */
const FIRST_DAY = '1921-01-01';
const LAST_DAY = '2199-12-31';

/** What an address asks for. What it does not say, or says wrongly, is as on the first visit. */
export function readView(query: Readonly<Record<string, unknown>>): View {
  return {
    period: readDates(query['date_from'], query['date_to']) ?? readPreset(query['preset']),
    granularity: GRANULARITIES.find((name) => name === query['granularity']) ?? 'week',
    mode: MODES.find((name) => name === query['mode']) ?? 'on',
    figure: FIGURES.find((name) => name === query['figure']) ?? 'dau',
    compare: query['compare'] !== 'off',
    as_table: query['days'] === 'table',
  };
}

/** The query that shows this view again; nothing for what is as on the first visit. */
export function writeView(view: View): Query {
  const query: Record<string, string> = {};
  if (typeof view.period === 'object') Object.assign(query, view.period);
  else if (view.period !== DEFAULT_PRESET) query['preset'] = view.period;
  if (view.granularity !== 'week') query['granularity'] = view.granularity;
  if (view.mode !== 'on') query['mode'] = view.mode;
  if (view.figure !== 'dau') query['figure'] = view.figure;
  if (!view.compare) query['compare'] = 'off';
  if (view.as_table) query['days'] = 'table';
  return query;
}

const KEYS = ['date_from', 'date_to', 'preset', 'granularity', 'mode', 'figure', 'compare', 'days'];

/** The query of the address with this view and all that others keep in it, like the filters of those at risk. */
export function withView(others: LocationQuery, view: View): LocationQueryRaw {
  const kept = Object.entries(others).filter(([key]) => !KEYS.includes(key));
  return { ...Object.fromEntries(kept), ...writeView(view) };
}

/** The dates of a view, when it is `today` for the project. */
export function datesOf({ period }: View, today: string): Dates {
  if (typeof period === 'object') return period;
  const day = parseDay(today);
  if (day === null) return { date_from: today, date_to: today };
  return asDates(PRESETS[period].period(day));
}

export function asDates({ from, to }: Period): Dates {
  return { date_from: formatDay(from), date_to: formatDay(to) };
}

/** Dates as a period of whole days; null where they are none, stand the wrong way round, or lie out of all bounds. */
export function asPeriod({ date_from, date_to }: Dates): Period | null {
  const from = parseDay(date_from);
  const to = parseDay(date_to);
  if (from === null || to === null || from > to || date_from < FIRST_DAY || date_to > LAST_DAY) return null;
  return { from, to };
}

/** What is wrong with dates somebody typed; null where they can be shown. */
export function faultOf(dates: Dates): 'wrong_dates' | 'too_long' | null {
  const period = asPeriod(dates);
  if (period === null) return 'wrong_dates';
  return periodDays(period) > MOST_PERIOD_DAYS ? 'too_long' : null;
}

/** A period, or the last days of it where it is longer than the server answers. */
export function shortened({ from, to }: Period): Period {
  return { from: Math.max(from, to - MOST_PERIOD_DAYS + 1), to };
}

/** The dates of a link; of a period that is too long its last days. */
function readDates(date_from: unknown, date_to: unknown): Dates | null {
  if (typeof date_from !== 'string' || typeof date_to !== 'string') return null;
  const period = asPeriod({ date_from, date_to });
  return period === null ? null : asDates(shortened(period));
}

function readPreset(name: unknown): PresetName {
  return typeof name === 'string' && isPreset(name) ? name : DEFAULT_PRESET;
}
