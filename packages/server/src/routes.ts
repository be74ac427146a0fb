import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ENDPOINTS } from '@retention/domain/contract/contract';
import {
  accountCreate,
  accountSet,
  accountsGet,
  passwordSet,
  sessionRevoke,
  sessionsGet,
} from '@retention/domain/contract/accounts';
import { auditGet } from '@retention/domain/contract/audit';
import { connectionsGet } from '@retention/domain/contract/connections';
import { eventsBatch } from '@retention/domain/contract/events';
import { adminMetrics, atRiskUsers } from '@retention/domain/contract/admin';
import { codesRedeem } from '@retention/domain/contract/codes';
import { hostUsers } from '@retention/domain/contract/host';
import { healthz, metrics, openapi, readyz, reference } from '@retention/domain/contract/operations';
import { metricUsers, metricUsersCsv } from '@retention/domain/contract/metric-users';
import { adminUser, adminUserEvents } from '@retention/domain/contract/person';
import {
  preferencesGet,
  preferencesSet,
  pushKey,
  pushSubscribe,
  pushUnsubscribe,
  telegramLink,
} from '@retention/domain/contract/preferences';
import { profileGet } from '@retention/domain/contract/profile';
import {
  hostUserAllow,
  hostUserErase,
  hostUserExport,
  userErase,
  userExport,
} from '@retention/domain/contract/privacy';
import { monthlyReport } from '@retention/domain/contract/report';
import { adminSeries } from '@retention/domain/contract/series';
import { sessionCreate, sessionDelete, sessionGet } from '@retention/domain/contract/session';
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
} from '@retention/domain/contract/trigger-admin';
import { triggersDismiss, triggersPending, triggersStream } from '@retention/domain/contract/triggers';
import { readUserId } from '@retention/domain/user';
import type { AppDeps } from './app.ts';
import { createCollect } from './collect/collect.ts';
import { createConnections } from './connect/django/connections-endpoint.ts';
import type { Audit } from './db/audit.ts';
import { createPartitions } from './db/partition.ts';
import type { PersonHash } from './db/person-hash.ts';
import { createPrivacy } from './erase/endpoints.ts';
import { createCodes } from './host/codes.ts';
import { createAccounts } from './host/account.ts';
import { createAttempts } from './host/attempts.ts';
import { createAuditPage } from './host/audit-page.ts';
import type { Logins } from './host/login.ts';
import type { Passwords } from './host/password.ts';
import { createSessionList } from './host/session-list.ts';
import { createSessions } from './host/session.ts';
import { createHostUsers } from './host/users.ts';
import { STYLE } from './deliver/email/email-html.ts';
import { TELEGRAM_WEBHOOK_PATH } from './deliver/telegram/webhook.ts';
import { clientAddress, isHttps } from './http/client.ts';
import { serveDashboard } from './http/dashboard.ts';
import { createDocuments } from './http/documents.ts';
import { createOperations } from './http/operations.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { servePreferencePages } from './http/preference-pages.ts';
import { route, routeStream, type Door } from './http/route.ts';
import { createMeasure } from './measure/measure.ts';
import { createTriggerMeasure } from './measure/triggers.ts';
import { createPersonTriggers } from './profile/person-triggers.ts';
import type { Speaking } from './speaking.ts';
import { createPerson } from './profile/person.ts';
import { createProfile } from './profile/profile.ts';
import { REFRESH_DUTY } from './profile/refresh.ts';
import { createReport } from './profile/report.ts';

/** Where the build puts the page (scripts/build.mjs). */
const DASHBOARD = join(dirname(createRequire(import.meta.url).resolve('@retention/admin/package.json')), 'dist');
const LOGINS_PER_MINUTE = 10;
/** Rows of the audit: what comes faster is counted in the next. */
const REFUSALS_PER_MINUTE = 10;

/** What the app has put together already. */
export interface Composed {
  readonly catchUp: () => Promise<number>;
  readonly speaking: Speaking;
  readonly personHash: PersonHash;
  readonly logins: Logins;
  readonly passwords: Passwords;
  readonly audit: Audit;
}

/** What is served: each row of the contract beside the handler of its room. Who may call is in the row. */
export function serve(
  door: Door,
  { config, database, clock, logger, stopping }: AppDeps & Required<Pick<AppDeps, 'stopping'>>,
  { catchUp, speaking, personHash, logins, passwords, audit }: Composed,
): void {
  const host = createHostUsers({ database, clock, projectZone: config.timezone, personHash });
  const collect = createCollect({
    database,
    partitions: createPartitions(database),
    clock,
    projectZone: config.timezone,
    personHash,
    registry: door.telemetry.registry,
    logger,
  });
  const profile = createProfile({ database, clock, projectZone: config.timezone });
  const report = createReport({ database, clock, projectZone: config.timezone });
  const person = createPerson({ database, clock, projectZone: config.timezone, catchUp });
  const attempts = createAttempts({
    addresses: createRateLimit(LOGINS_PER_MINUTE),
    browsers: createRateLimit(LOGINS_PER_MINUTE),
    hostKey: config.hostKey,
  });
  const accounts = createAccounts({ database, clock, passwords, attempts });
  const sessions = createSessions({
    logins,
    accounts,
    team: door.guards.analyst,
    attempts,
    refusals: createRateLimit(REFUSALS_PER_MINUTE),
    audit,
    clock,
    addressOf: clientAddress,
    isHttps,
  });
  const sessionList = createSessionList({ database, clock, personHash, logins });
  const measure = createMeasure({
    database,
    clock,
    projectZone: config.timezone,
    catchUp,
    refreshDuty: REFRESH_DUTY,
  });
  const triggerMeasure = createTriggerMeasure({
    database,
    clock,
    projectZone: config.timezone,
    configured: speaking.configured,
  });
  const personTriggers = createPersonTriggers({ database, catchUp, configured: speaking.configured });
  const codes = createCodes({ database, clock });
  const privacy = createPrivacy({ database, clock, projectZone: config.timezone, personHash, logger });
  const operations = createOperations({ database, registry: door.telemetry.registry, stopping });
  const documents = createDocuments(ENDPOINTS, door.served);

  route(door, eventsBatch, collect.batch);
  route(door, profileGet, profile.get);
  route(door, monthlyReport, report.get);
  route(door, triggersPending, speaking.pending);
  route(door, triggersDismiss, speaking.dismiss);
  routeStream(door, triggersStream, speaking.streams.open);
  route(door, preferencesGet, speaking.preferences.get);
  route(door, preferencesSet, privacy.unlessErased(speaking.preferences.set));
  route(door, pushKey, speaking.push.key);
  route(door, pushSubscribe, privacy.unlessErased(speaking.push.subscribe));
  route(door, pushUnsubscribe, speaking.push.unsubscribe);
  route(door, telegramLink, privacy.unlessErased(speaking.telegram.link));

  route(door, hostUsers, host.batch);
  route(door, codesRedeem, codes.redeem);
  routeStream(door, hostUserExport, privacy.export);
  route(door, hostUserErase, privacy.erase);
  route(door, hostUserAllow, privacy.allow);

  route(door, adminMetrics, measure.metrics);
  route(door, adminSeries, measure.series);
  route(door, metricUsers, measure.users);
  route(door, metricUsersCsv, measure.usersCsv);
  route(door, atRiskUsers, measure.atRiskUsers);
  route(door, adminUser, person.user);
  route(door, adminUserEvents, person.events);
  routeStream(door, userExport, privacy.export);
  route(door, userErase, privacy.erase);
  route(door, connectionsGet, createConnections({ database, syncing: config.djangoDatabaseUrl !== null }).get);

  route(door, triggerTypes, triggerMeasure.types);
  route(door, triggerUsers, triggerMeasure.users);
  route(door, deliveries, triggerMeasure.deliveries);
  route(door, adminUserTriggers, personTriggers.triggers);
  route(door, sendTrigger, speaking.send);
  route(door, triggerSetting, speaking.setting);
  route(door, triggerPreview, speaking.preview.preview);
  route(door, triggerTest, speaking.preview.test);
  route(door, triggerDryRun, speaking.dryRun);
  route(door, triggerRunDecide, speaking.decideRun);
  route(door, deliveryRetry, async ({ body: { user_id, delivery_id } }) => {
    await speaking.retry(readUserId(user_id) ?? '', delivery_id);
    return { status: 'ok' as const };
  });

  route(door, sessionCreate, sessions.create);
  route(door, sessionGet, sessions.get);
  route(door, sessionDelete, sessions.delete);
  route(door, sessionsGet, sessionList.list);
  route(door, sessionRevoke, sessionList.revoke);
  route(door, passwordSet, accounts.setPassword);
  route(door, accountsGet, accounts.list);
  route(door, accountCreate, accounts.create);
  route(door, accountSet, accounts.set);
  route(door, auditGet, createAuditPage(audit));

  route(door, healthz, operations.healthz);
  route(door, readyz, operations.readyz);
  route(door, metrics, operations.metrics);

  route(door, openapi, documents.openapi);
  route(door, reference, documents.reference);

  servePreferencePages(door, speaking.pages);
  door.http.post(TELEGRAM_WEBHOOK_PATH, ({ received, headers }) => speaking.telegram.onUpdate(received?.json, headers));
  serveDashboard(door, DASHBOARD, STYLE);
}
