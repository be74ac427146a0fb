import { plural } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import { formatPeriod } from '../format/date.ts';
import { formatCount } from '../format/number.ts';
import type { PresetName } from '../view/preset.ts';
import type { Dates } from '../view/view.ts';
import type { TypeRow } from './trigger-types.ts';
import { MESSAGE_FORMS, OCCASION_FORMS, RUN_FORMS } from './words.ts';

const PERIODS = {
  '7d': { ru: 'За 7\u00A0дней', en: 'In 7\u00A0days' },
  '30d': { ru: 'За 30\u00A0дней', en: 'In 30\u00A0days' },
  '90d': { ru: 'За 90\u00A0дней', en: 'In 90\u00A0days' },
  this_month: { ru: 'В этом месяце', en: 'This month' },
  last_month: { ru: 'В прошлом месяце', en: 'Last month' },
  this_year: { ru: 'В этом году', en: 'This year' },
} as const satisfies Record<PresetName, Record<Locale, string>>;

/** What has become of all messages, in one sentence: «За 30 дней 1 240 поводов, ушло 960 сообщений». */
export function overviewSentence(types: readonly TypeRow[], period: PresetName | Dates, locale: Locale): string {
  const sum = (key: 'matched' | 'sent') => types.reduce((all, { counts }) => all + counts[key], 0);
  const counted = (count: number, forms: typeof OCCASION_FORMS) =>
    `${formatCount(count, locale)}\u00A0${plural(count, forms, locale)}`;
  const when =
    typeof period === 'object' ? `${formatPeriod(period.date_from, period.date_to, locale)}:` : PERIODS[period][locale];
  if (sum('matched') === 0) return `${when} ${locale === 'ru' ? 'поводов писать не было' : 'nothing has matched'}.`;
  const sent = counted(sum('sent'), MESSAGE_FORMS);
  const occasions = counted(sum('matched'), OCCASION_FORMS);
  const parts = [`${when} ${occasions}`, locale === 'ru' ? `ушло ${sent}` : `${sent} sent`];
  const runs = types.reduce((all, { held_runs }) => all + held_runs.length, 0);
  if (runs > 0) parts.push(`${counted(runs, RUN_FORMS)} ${locale === 'ru' ? 'вашего решения' : 'for your decision'}`);
  return `${parts.join(', ')}.`;
}
