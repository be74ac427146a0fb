import { formatDay, parseDay, type Day } from '@retention/domain/day';
import { MOST_PERIOD_DAYS, periodDays, type Period } from '@retention/domain/period';
import { ApiError } from '../http/errors.ts';

/** 1900-01-01 and 2199-12-31: beyond lie only slips of the pen. */
const FIRST_DAY: Day = -25_567;
const LAST_DAY: Day = 84_005;

interface Dates {
  readonly date_from: string;
  readonly date_to: string;
}

/** The period of a request. Throws ApiError 422 where it runs backwards, is too long, or lies out of all bounds. */
export function readPeriod({ date_from, date_to }: Dates): Period {
  const period = { from: readDay('date_from', date_from), to: readDay('date_to', date_to) };
  if (period.to < period.from) throw refused('date_to', `must not lie before date_from (${date_from})`);
  const days = periodDays(period);
  if (days > MOST_PERIOD_DAYS) {
    throw refused('date_from', `and date_to are ${days} days apart: ask for at most ${MOST_PERIOD_DAYS}`);
  }
  return period;
}

/** A day of a request. Throws ApiError 422 where the calendar has no such day. */
export function readDay(field: string, text: string): Day {
  const day = parseDay(text);
  if (day === null || day < FIRST_DAY || day > LAST_DAY) {
    throw refused(field, `must be a date from ${formatDay(FIRST_DAY)} to ${formatDay(LAST_DAY)}, like "2024-01-15"`);
  }
  return day;
}

/** 422 that names one field. */
export function refused(field: string, fault: string): ApiError {
  const error = `"${field}" ${fault}`;
  return ApiError.unprocessable(error, [{ field, error }]);
}
