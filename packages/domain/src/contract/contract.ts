import type { Static } from 'typebox';
import { adminMetrics, atRiskUsers, sendTrigger } from './admin.ts';
import { eventsBatch } from './events.ts';
import { hostUsers } from './host.ts';
import { healthz, metrics, openapi, readyz, reference } from './operations.ts';
import { profileGet } from './profile.ts';
import { metricUsers, metricUsersCsv } from './metric-users.ts';
import { adminUser, adminUserEvents } from './person.ts';
import { monthlyReport } from './report.ts';
import { adminSeries } from './series.ts';
import { sessionCreate, sessionDelete, sessionGet } from './session.ts';
import { triggersDismiss, triggersPending } from './triggers.ts';

/** Every row of the contract, in the order in which it is read. */
export const ENDPOINTS = [
  eventsBatch,
  profileGet,
  triggersPending,
  triggersDismiss,
  monthlyReport,
  adminMetrics,
  adminSeries,
  metricUsers,
  metricUsersCsv,
  atRiskUsers,
  adminUser,
  adminUserEvents,
  sendTrigger,
  sessionCreate,
  sessionGet,
  sessionDelete,
  hostUsers,
  healthz,
  readyz,
  metrics,
  openapi,
  reference,
] as const;

/** What goes in and what comes out, by the name of the endpoint. */
export type Contract = {
  readonly [Row in (typeof ENDPOINTS)[number] as Row['name']]: {
    readonly request: Static<Row['request']>;
    readonly response: Static<Row['response']>;
  };
};
