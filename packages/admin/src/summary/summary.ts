import type { Contract } from '@retention/domain/contract/contract';
import { plural, type Forms, type Text } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import { formatChange, formatCount, formatShare } from '../format/number.ts';
import {
  countDiffersClearly,
  differsClearly,
  isRunning,
  knowsBefore,
  newUsersBefore,
  newUsersOf,
  shareOf,
  together,
  type Part,
} from './difference.ts';

export type Metrics = Contract['admin_metrics']['response'];
export type Series = Contract['admin_series']['response'];

interface Known {
  readonly metrics: Metrics;
  /** The same figures for the period before. */
  readonly previous: Metrics;
  readonly series: Series;
}

/** A change of MAU below this, in percent, is not worth a headline. */
const WORTH_PERCENT = 1;

/** So many dead souls fewer are good news; one more is worth a word. */
const WORTH_FEWER = 3;

/**
 * What changed, in one sentence for the owner: first whether more people stay, then what costs money. A difference
 * that chance explains is not called a change.
 */
export function summaryOf({ metrics, previous, series }: Known, locale: Locale): string {
  if (metrics.overview.mau === 0) return NOBODY[locale];
  if (!knowsBefore(series)) return steady(metrics, series, locale);
  const staying = retention(7, series, locale) ?? retention(30, series, locale);
  const facts = [
    staying ?? reach(metrics, locale) ?? arrivals(series, locale),
    deadSouls(metrics, previous, series, locale),
    risk(series, locale),
  ];
  const said = facts.filter((fact) => fact !== null).slice(0, 2);
  if (said.length === 0) return steady(metrics, series, locale);
  return sentence(said.join('; '));
}

function parts(n: 7 | 30, days: Series['days']): Part {
  return together(days.map((day) => day[`d${n}`]));
}

function retention(n: 7 | 30, { days, previous }: Series, locale: Locale): string | null {
  const now = parts(n, days);
  const before = parts(n, previous);
  if (!differsClearly(now, before)) return null;
  const points = Math.round(100 * ((shareOf(now) ?? 0) - (shareOf(before) ?? 0)));
  if (points === 0) return null;
  const by = formatCount(Math.abs(points), locale);
  if (locale === 'ru') return `удержание D${n} ${points > 0 ? 'выросло' : 'упало'} на ${by}\u00A0п.п.`;
  return `D${n} retention ${points > 0 ? 'rose' : 'fell'} by ${by}\u00A0pp`;
}

function reach({ overview }: Metrics, locale: Locale): string | null {
  const { mau_change } = overview;
  if (mau_change === null || Math.abs(mau_change) < WORTH_PERCENT) return null;
  const by = formatChange(Math.abs(mau_change), locale).replace('+', '');
  if (locale === 'ru') return `активных за 30 дней стало на ${by} ${mau_change > 0 ? 'больше' : 'меньше'}`;
  return `${by} ${mau_change > 0 ? 'more' : 'fewer'} people were active in 30 days`;
}

/** A clear rise or fall of the people who registered. */
function arrivals(series: Series, locale: Locale): string | null {
  const now = newUsersOf(series.days);
  const before = newUsersBefore(series);
  if (before === null || before === 0 || !countDiffersClearly(now, before)) return null;
  const by = formatShare(Math.abs(now - before) / before, locale, 1);
  if (locale === 'ru') return `новых стало на ${by} ${now > before ? 'больше' : 'меньше'}`;
  return `${by} ${now > before ? 'more' : 'fewer'} people registered`;
}

const PEOPLE: Forms = { ru: ['человек', 'человека', 'человек'], en: ['person', 'people', 'people'] };
const ACTIVE: Forms = { ru: ['активен', 'активны', 'активны'], en: ['active', 'active', 'active'] };
const STAY_AWAY: Forms = {
  ru: ['не заходит', 'не заходят', 'не заходят'],
  en: ['has not come', 'have not come', 'have not come'],
};
/** After «из» and "of". */
const PAYING: Forms = {
  ru: ['платящего', 'платящих', 'платящих'],
  en: ['paying user', 'paying users', 'paying users'],
};

/**
 * How many of those who pay are not seen any more, where there are more than before, or clearly fewer. Both are counts of
 * one day: nothing says that their difference are people who left in between.
 */
function deadSouls(metrics: Metrics, previous: Metrics, series: Series, locale: Locale): string | null {
  const { dead, total } = metrics.paying_users;
  const before = previous.paying_users.dead.count;
  const more = dead.count - before;
  if (more === 0 || (more < 0 && more > -WORTH_FEWER)) return null;
  const count = formatCount(dead.count, locale);
  const all = `${formatCount(total, locale)} ${plural(total, PAYING, locale)}`;
  const stay_away = plural(dead.count, STAY_AWAY, locale);
  const was = formatCount(before, locale);
  const running = isRunning(series) ? DAY_RUNNING[locale] : '';
  if (locale === 'ru') return `${count} из ${all} ${stay_away} уже неделю (было ${was}${running})`;
  return `${count} of ${all} ${stay_away} for a week (${was} before${running})`;
}

const DAY_RUNNING: Text = { ru: ', день ещё идёт', en: ', the day is not over' };

/** A rise or fall of the share at high risk, among those who have not left. */
function risk({ days, previous }: Series, locale: Locale): string | null {
  const now = atRisk(days);
  const before = atRisk(previous);
  if (now === null || before === null || !differsClearly(now, before)) return null;
  const rises = (shareOf(now) ?? 0) > (shareOf(before) ?? 0);
  const share = formatShare(shareOf(now) ?? 0, locale);
  if (locale === 'ru') return `доля тех, кто может уйти, ${rises ? 'выросла' : 'упала'} до ${share}`;
  return `the share of those who may leave ${rises ? 'rose' : 'fell'} to ${share}`;
}

function atRisk(days: Series['days']): Part | null {
  const last = days.findLast(({ churn_risk, segments }) => churn_risk !== null && segments !== null);
  const { churn_risk, segments } = last ?? {};
  if (churn_risk === null || churn_risk === undefined || segments === null || segments === undefined) return null;
  const churned = segments['churned'] ?? 0;
  let users = -churned;
  for (const count of Object.values(churn_risk)) users += count;
  return { active: (churn_risk['critical'] ?? 0) + (churn_risk['high'] ?? 0) - churned, users };
}

const NOBODY: Text = {
  ru: 'За 30 дней до конца этого периода никто ничего не делал.',
  en: 'Nobody did anything in the 30 days before the end of this period.',
};

function steady({ overview }: Metrics, series: Series, locale: Locale): string {
  const { mau, mau_change } = overview;
  const people = `${formatCount(mau, locale)} ${plural(mau, PEOPLE, locale)}`;
  const active = plural(mau, ACTIVE, locale);
  const d7 = shareOf(parts(7, series.days));
  const kept = d7 === null ? '' : `, D7 ${formatShare(d7, locale)}`;
  if (mau_change === null || !knowsBefore(series)) {
    if (locale === 'ru') return `За 30 дней ${active} ${people}${kept}; сравнить пока не с чем.`;
    return `${people} ${active} in 30 days${kept}; there is nothing to compare with yet.`;
  }
  if (locale === 'ru') return `Заметных перемен нет: за 30 дней ${active} ${people}${kept}.`;
  return `Nothing changed much: ${people} ${active} in 30 days${kept}.`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
