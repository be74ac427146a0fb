import { CHURN_RISK_NAMES } from '@retention/domain/churn-risk';
import { formatDay, type Day } from '@retention/domain/day';
import type { Period } from '@retention/domain/period';
import { SEGMENT_NAMES } from '@retention/domain/segment';
import type { Queryable } from '../db/database.ts';
import { sql } from './statements.ts';
import type { ZoneDays } from './zones.ts';

/** Those of whom a share speaks: `active` of `users`; null of nobody. */
export interface Retained {
  readonly users: number;
  readonly active: number;
  readonly share: number | null;
}

export type Counts = Readonly<Record<string, number>>;

/** All figures of one local day. */
export interface DayFigures {
  readonly date: Day;
  readonly dau: number;
  readonly mau: number;
  readonly new_users: number;
  readonly d1: Retained;
  readonly d7: Retained;
  readonly d30: Retained;
  readonly started_trial: number;
  readonly converted_paid: number;
  /** People of each segment at the end of the day; null where nobody was judged. */
  readonly segments: Counts | null;
  readonly churn_risk: Counts | null;
}

interface SeriesRow {
  readonly date: Day;
  readonly dau: number;
  readonly mau: number;
  readonly new_users: number;
  readonly d1_users: number;
  readonly d1_active: number;
  readonly d7_users: number;
  readonly d7_active: number;
  readonly d30_users: number;
  readonly d30_active: number;
  readonly started_trial: number;
  readonly converted_paid: number;
}

/** The figures of every day of a period, ascending. Spec section 5. */
export async function readSeries(
  database: Queryable,
  { from, to }: Period,
  { zones, todays }: ZoneDays,
): Promise<DayFigures[]> {
  const period = [formatDay(from), formatDay(to)];
  const rows = await database.query<SeriesRow>(sql.series_days, [...period, zones, todays]);
  const snapshots = await readSnapshots(database, period);
  return rows.map((row) => ({
    date: row.date,
    dau: row.dau,
    mau: row.mau,
    new_users: row.new_users,
    d1: retained(row.d1_users, row.d1_active),
    d7: retained(row.d7_users, row.d7_active),
    d30: retained(row.d30_users, row.d30_active),
    started_trial: row.started_trial,
    converted_paid: row.converted_paid,
    ...snapshots(row.date),
  }));
}

export function retained(users: number, active: number): Retained {
  return { users, active, share: users === 0 ? null : active / users };
}

interface SnapshotRow {
  readonly date: Day;
  readonly segment: string;
  readonly churn_risk: string;
  readonly users: number;
}

/** To be asked day by day, ascending: each row holds until the next of its kind. */
async function readSnapshots(database: Queryable, period: readonly string[]) {
  const rows = await database.query<SnapshotRow>(sql.series_snapshots, period);
  const now = new Map<string, SnapshotRow>();
  let next = 0;
  return (date: Day): Pick<DayFigures, 'segments' | 'churn_risk'> => {
    for (let row = rows[next]; row !== undefined && row.date <= date; row = rows[++next]) {
      now.set(`${row.segment} ${row.churn_risk}`, row);
    }
    const kinds = [...now.values()];
    if (kinds.every(({ users }) => users === 0)) return { segments: null, churn_risk: null };
    return {
      segments: sums(SEGMENT_NAMES, kinds, ({ segment }) => segment),
      churn_risk: sums(CHURN_RISK_NAMES, kinds, ({ churn_risk }) => churn_risk),
    };
  };
}

function sums(names: readonly string[], kinds: readonly SnapshotRow[], nameOf: (row: SnapshotRow) => string): Counts {
  const sum = new Map(names.map((name) => [name, 0]));
  for (const row of kinds) sum.set(nameOf(row), (sum.get(nameOf(row)) ?? 0) + row.users);
  return Object.fromEntries(sum);
}
