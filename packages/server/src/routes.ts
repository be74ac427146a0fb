import { ENDPOINTS } from '@retention/domain/contract/contract';
import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { healthz, metrics, openapi, readyz, reference } from '@retention/domain/contract/operations';
import { profileGet } from '@retention/domain/contract/profile';
import type { AppDeps } from './app.ts';
import { createCollect } from './collect/collect.ts';
import { createPartitions } from './db/partition.ts';
import { createHostUsers } from './host/users.ts';
import { createDocuments } from './http/documents.ts';
import { createOperations } from './http/operations.ts';
import { route, type Door } from './http/route.ts';
import { createProfile } from './profile/profile.ts';

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
  const operations = createOperations({ database, registry: door.telemetry.registry });
  const documents = createDocuments(ENDPOINTS, door.served);

  route(door, eventsBatch, collect.batch);
  route(door, profileGet, profile.get);
  route(door, hostUsers, host.batch);

  route(door, healthz, operations.healthz);
  route(door, readyz, operations.readyz);
  route(door, metrics, operations.metrics);

  route(door, openapi, documents.openapi);
  route(door, reference, documents.reference);
  // Until there is a dashboard, the page that says what else there is.
  door.http.get('/', (_request, reply) => reply.redirect(reference.path));
}
