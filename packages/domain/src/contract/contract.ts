import type { Static } from 'typebox';
import { accountCreate, accountSet, accountsGet, passwordSet, sessionRevoke, sessionsGet } from './accounts.ts';
import { adminMetrics, atRiskUsers } from './admin.ts';
import { auditGet } from './audit.ts';
import { codesRedeem } from './codes.ts';
import { connectionsGet } from './connections.ts';
import { eventsBatch } from './events.ts';
import { hostUsers } from './host.ts';
import { healthz, metrics, openapi, readyz, reference } from './operations.ts';
import { hostUserAllow, hostUserErase, hostUserExport, userErase, userExport } from './privacy.ts';
import { profileGet } from './profile.ts';
import { metricUsers, metricUsersCsv } from './metric-users.ts';
import { adminUser, adminUserEvents } from './person.ts';
import { monthlyReport } from './report.ts';
import { adminSeries } from './series.ts';
import { sessionCreate, sessionDelete, sessionGet } from './session.ts';
import {
  preferencesGet,
  preferencesSet,
  pushKey,
  pushSubscribe,
  pushUnsubscribe,
  telegramLink,
} from './preferences.ts';
import {
  adminUserTriggers,
  deliveries,
  deliveryRetry,
  sendTrigger,
  triggerDryRun,
  triggerPreview,
  triggerRunDecide,
  triggerSetting,
  triggerTest,
  triggerTypes,
  triggerUsers,
} from './trigger-admin.ts';
import { triggersDismiss, triggersPending, triggersStream } from './triggers.ts';

/** Every row of the contract, in the order in which it is read. */
export const ENDPOINTS = [
  eventsBatch,
  profileGet,
  triggersPending,
  triggersDismiss,
  triggersStream,
  preferencesGet,
  preferencesSet,
  pushKey,
  pushSubscribe,
  pushUnsubscribe,
  telegramLink,
  monthlyReport,
  adminMetrics,
  adminSeries,
  metricUsers,
  metricUsersCsv,
  atRiskUsers,
  adminUser,
  adminUserEvents,
  sendTrigger,
  triggerTypes,
  triggerSetting,
  triggerUsers,
  triggerPreview,
  triggerTest,
  triggerDryRun,
  triggerRunDecide,
  adminUserTriggers,
  deliveries,
  deliveryRetry,
  userExport,
  userErase,
  connectionsGet,
  sessionCreate,
  sessionGet,
  sessionDelete,
  sessionsGet,
  sessionRevoke,
  passwordSet,
  accountsGet,
  accountCreate,
  accountSet,
  auditGet,
  hostUsers,
  hostUserExport,
  hostUserErase,
  hostUserAllow,
  codesRedeem,
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
