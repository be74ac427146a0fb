import { fileURLToPath } from 'node:url';
import { ENDPOINTS } from '@retention/domain/contract/contract';
import { eventsBatch } from '@retention/domain/contract/events';
import { adminMetrics, atRiskUsers } from '@retention/domain/contract/admin';
import { hostUsers } from '@retention/domain/contract/host';
import { healthz, metrics, openapi, readyz, reference } from '@retention/domain/contract/operations';
import { metricUsers, metricUsersCsv } from '@retention/domain/contract/metric-users';
import { adminUser, adminUserEvents } from '@retention/domain/contract/person';
import { profileGet } from '@retention/domain/contract/profile';
import { adminSeries } from '@retention/domain/contract/series';
import { sessionCreate, sessionDelete, sessionGet } from '@retention/domain/contract/session';
import type { AppDeps } from './app.ts';
import { createCatchUp } from './catch-up.ts';
import { createCollect } from './collect/collect.ts';
import { createPartitions } from './db/partition.ts';
import { createLogins } from './host/login.ts';
import { createSessions } from './host/session.ts';
import { createHostUsers } from './host/users.ts';
import { serveDashboard } from './http/dashboard.ts';
import { createDocuments } from './http/documents.ts';
import { createOperations } from './http/operations.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { route, type Door } from './http/route.ts';
import { createMeasure } from './measure/measure.ts';
import { createPerson } from './profile/person.ts';
import { createProfile } from './profile/profile.ts';
import { REFRESH_DUTY } from './profile/refresh.ts';

/** Where the build puts the page (scripts/build.mjs). */
const DASHBOARD = fileURLToPath(new URL('../../admin/dist/', import.meta.url));
const LOGINS_PER_MINUTE = 10;

/** What is served: each row of the contract beside the handler of its room. Who may call is in the row. */
export function serve(door: Door, { config, database, clock, logger }: AppDeps): void {
  const host = createHostUsers({ database, clock, projectZone: config.timezone });
  const collect = createCollect({
    database,
    partitions: createPartitions(database),
    clock,
    projectZone: config.timezone,
    registry: door.telemetry.registry,
    logger,
  });
  const profile = createProfile({ database, clock, projectZone: config.timezone });
  const catchUp = createCatchUp({ database, clock, projectZone: config.timezone, logger });
  const person = createPerson({ database, clock, projectZone: config.timezone, catchUp });
  const sessions = createSessions({
    logins: createLogins(config, clock),
    owner: door.guards.analyst,
    attempts: createRateLimit(LOGINS_PER_MINUTE),
    clock,
  });
  const measure = createMeasure({
    database,
    clock,
    projectZone: config.timezone,
    catchUp,
    refreshDuty: REFRESH_DUTY,
  });
  const operations = createOperations({ database, registry: door.telemetry.registry });
  const documents = createDocuments(ENDPOINTS, door.served);

  route(door, eventsBatch, collect.batch);
  route(door, profileGet, profile.get);
  route(door, hostUsers, host.batch);

  route(door, adminMetrics, measure.metrics);
  route(door, adminSeries, measure.series);
  route(door, metricUsers, measure.users);
  route(door, metricUsersCsv, measure.usersCsv);
  route(door, atRiskUsers, measure.atRiskUsers);
  route(door, adminUser, person.user);
  route(door, adminUserEvents, person.events);

  route(door, sessionCreate, sessions.create);
  route(door, sessionGet, sessions.get);
  route(door, sessionDelete, sessions.delete);

  route(door, healthz, operations.healthz);
  route(door, readyz, operations.readyz);
  route(door, metrics, operations.metrics);

  route(door, openapi, documents.openapi);
  route(door, reference, documents.reference);

  serveDashboard(door, DASHBOARD);
  door.http.get('/', (_request, reply) => reply.redirect('/admin/'));
}
