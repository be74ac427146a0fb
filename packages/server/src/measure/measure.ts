import { formatDay, formatInstant, localDay, type Day, type Instant } from '@retention/domain/day';
import type { Contract } from '@retention/domain/contract/contract';
import { previousPeriod, type Granularity } from '@retention/domain/period';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import {
  readChurnRisk,
  readCohorts,
  readFunnel,
  readOverview,
  readPayingUsers,
  readSegments,
  type CohortMode,
} from './blocks.ts';
import { readPeriod } from './period.ts';
import { readSeries, type DayFigures } from './series.ts';
import { sql } from './statements.ts';
import { listAtRiskUsers, listMetricUsers, writeMetricUsers, type Shown } from './users.ts';
import { readZoneDays } from './zones.ts';

export interface MeasureDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly projectZone: string;
  /** Judges and counts what has changed, as far as a moment allows. Answers how many changes are left. */
  readonly catchUp: () => Promise<number>;
  /** The duty that judges everybody anew. */
  readonly refreshDuty: string;
}

type Request<Name extends keyof Contract> = { readonly body: Contract[Name]['request'] };
type AsRole = { readonly role: string | null };

/** An analyst is shown no contacts. */
function shownTo({ role }: AsRole): Shown {
  return { contacts: role !== 'analyst' };
}

/** The room `measure`: what many people do, for the owner. Spec sections 5 and 7. */
export function createMeasure(deps: MeasureDeps) {
  const { database, clock, projectZone, catchUp, refreshDuty } = deps;
  return {
    /** `POST …/admin/retention/metrics/` */
    async metrics({ body }: Request<'admin_metrics'>): Promise<Contract['admin_metrics']['response']> {
      readPeriod(body);
      await catchUp();
      return readMetrics(deps, clock.now(), body);
    },

    /** `POST …/admin/retention/series/` */
    async series({ body }: Request<'admin_series'>): Promise<Contract['admin_series']['response']> {
      const period = readPeriod(body);
      const behind = await catchUp();
      const now = clock.now();
      const zoneDays = await readZoneDays(database, now, projectZone);
      const before = previousPeriod(period);
      const [days, [known]] = await Promise.all([
        readSeries(database, { from: before.from, to: period.to }, zoneDays),
        database.query<KnownRow>(sql.known_days, [refreshDuty]),
      ]);
      const figures = days.map(shownDay);
      const split = period.from - before.from;
      return {
        days: figures.slice(split),
        previous: figures.slice(0, split),
        today: formatDay(localDay(now, projectZone)),
        timezone: projectZone,
        known_from: shown(known?.known_from, formatDay),
        users: known?.users ?? 0,
        behind,
        refreshed_at: shown(known?.refreshed_at, formatInstant),
      };
    },

    /** `POST …/admin/retention/metric-users/` */
    async users({ body, role }: Request<'metric_users'> & AsRole): Promise<Contract['metric_users']['response']> {
      readPeriod(body);
      await catchUp();
      return listMetricUsers(deps, clock.now(), body, shownTo({ role }));
    },

    /** `POST …/admin/retention/metric-users/csv/` */
    async usersCsv({ body, role }: Request<'metric_users_csv'> & AsRole): Promise<string> {
      readPeriod(body);
      await catchUp();
      return writeMetricUsers(deps, clock.now(), body, shownTo({ role }));
    },

    /** `POST …/admin/retention/at-risk-users/` */
    async atRiskUsers({ body }: Request<'at_risk_users'>): Promise<Contract['at_risk_users']['response']> {
      await catchUp();
      return listAtRiskUsers(database, body);
    },
  };
}

interface KnownRow {
  readonly known_from: Day | null;
  readonly users: number | null;
  readonly refreshed_at: Instant | null;
}

interface Asked {
  readonly date_from: string;
  readonly date_to: string;
  readonly granularity?: Granularity;
  readonly mode?: CohortMode;
}

/** Every block of the dashboard for a period, as of `now`. Throws ApiError 422 where there is no such period. */
export async function readMetrics(
  { database, projectZone }: Pick<MeasureDeps, 'database' | 'projectZone'>,
  now: Instant,
  asked: Asked,
): Promise<Contract['admin_metrics']['response']> {
  const period = readPeriod(asked);
  const zoneDays = await readZoneDays(database, now, projectZone);
  const [overview, cohorts, funnel, segments, churn_risk, paying_users] = await Promise.all([
    readOverview(database, period, zoneDays),
    readCohorts(database, period, asked.granularity ?? 'week', asked.mode ?? 'on', zoneDays),
    readFunnel(database, period),
    readSegments(database, period.to),
    readChurnRisk(database, period.to),
    readPayingUsers(database, period.to),
  ]);
  return { overview, cohorts, funnel, segments, churn_risk, paying_users };
}

type ShownDay = Contract['admin_series']['response']['days'][number];

function shownDay({ date, dau, mau, new_users, d1, d7, d30, segments, churn_risk }: DayFigures): ShownDay {
  return { date: formatDay(date), dau, mau, new_users, d1, d7, d30, segments, churn_risk };
}

function shown(value: number | null | undefined, write: (value: number) => string): string | null {
  return value === null || value === undefined ? null : write(value);
}
