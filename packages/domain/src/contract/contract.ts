import type { Static } from 'typebox';
import { adminMetrics, atRiskUsers, sendTrigger } from './admin.ts';
import { eventsBatch } from './events.ts';
import { hostUsers } from './host.ts';
import { healthz, metrics, openapi, readyz, reference } from './operations.ts';
import { profileGet } from './profile.ts';
import { monthlyReport } from './report.ts';
import { triggersDismiss, triggersPending } from './triggers.ts';

/** Every row of the contract, in the order in which it is read. */
export const ENDPOINTS = [
  eventsBatch,
  profileGet,
  triggersPending,
  triggersDismiss,
  monthlyReport,
  adminMetrics,
  atRiskUsers,
  sendTrigger,
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
