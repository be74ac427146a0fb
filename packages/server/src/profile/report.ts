import { formatDay, localDay, type Day } from '@retention/domain/day';
import {
  monthsEnded,
  renderReport,
  renderReportToCome,
  REPORT_DAYS,
  reportOf,
  reportPeriod,
  type EarlierDay,
  type ReportDay,
  type ReportPeriod,
  type ReportText,
} from '@retention/domain/report';
import {
  actionsIn,
  COMPARED_WITHIN_DAYS,
  percentileOf,
  xpEarned,
  type XpDay,
} from '@retention/domain/report-comparison';
import { textLocale } from '@retention/domain/user';
import type { Queryable } from '../db/database.ts';
import { loadStatements } from '../db/statement.ts';
import { ApiError } from '../http/errors.ts';
import type { ProfileDeps } from './profile.ts';

const sql = loadStatements(new URL('report.sql', import.meta.url), [
  'report_person',
  'report_days',
  'report_earlier_days',
  'report_xp',
  'report_others',
]);

interface PersonRow {
  readonly registered_on: Day | null;
  readonly timezone: string | null;
  readonly client_timezone: string | null;
  readonly locale: string | null;
}

/** The monthly report of the person who asks. Spec sections 6 and 7. */
export function createReport({ database, clock, projectZone }: ProfileDeps) {
  return {
    /** `POST …/retention/monthly-report/get/`: their latest finished month. Throws ApiError 404 where none is. */
    async get({ user_id }: { readonly user_id: string }): Promise<ReportText> {
      const [person] = await database.query<PersonRow>(sql.report_person, [user_id]);
      const locale = textLocale(person?.locale ?? null);
      const registered_on = person?.registered_on ?? null;
      if (registered_on === null) throw ApiError.notFound(renderReportToCome(null, locale));
      const today = localDay(clock.now(), person?.timezone ?? person?.client_timezone ?? projectZone);
      const month = monthsEnded(today - registered_on);
      if (month === 0) throw ApiError.notFound(renderReportToCome(registered_on, locale));

      const period = reportPeriod(registered_on, month);
      const [days, earlier, xp] = await readMonth(database, user_id, period);
      const xp_earned = xpEarned(xp, period, month);
      const percentile = await readPercentile(database, days, period);
      return renderReport(reportOf(registered_on, days, month, { earlier, xp_earned, percentile }), locale);
    },
  };
}

/** Of the two months that are compared all that is shown; of the time before only what reaches into them. */
function readMonth(database: Queryable, user_id: string, { start, end }: ReportPeriod) {
  const [first, before, last] = [formatDay(start), formatDay(start - REPORT_DAYS), formatDay(end)];
  return Promise.all([
    database.query<ReportDay>(sql.report_days, [user_id, before, last]),
    database.query<EarlierDay>(sql.report_earlier_days, [user_id, before]),
    database.query<XpDay>(sql.report_xp, [user_id, first, last]),
  ]);
}

async function readPercentile(
  database: Queryable,
  days: readonly ReportDay[],
  period: ReportPeriod,
): Promise<number | null> {
  const { end } = period;
  const actions = actionsIn(days, period);
  const [counted] = await database.query<{ day: Day; people: number; fewer: number }>(sql.report_others, [
    formatDay(end),
    formatDay(end - COMPARED_WITHIN_DAYS),
    actions,
  ]);
  if (counted === undefined) return null;
  const { day, people, fewer } = counted;
  const own_actions = actionsIn(days, { start: day - REPORT_DAYS + 1, end: day });
  return percentileOf({ people, fewer, own_actions }, actions);
}
