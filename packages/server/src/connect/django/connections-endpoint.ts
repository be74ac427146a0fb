import { formatInstant, type Instant } from '@retention/domain/day';
import type { Database } from '../../db/database.ts';
import { PEOPLE, sql, storedMapping, type ConnectionRow, type SourceRow } from './connections.ts';
import { HELD_TEXT } from './connect-loop.ts';
import { isWhole } from './take.ts';

export interface ConnectionsDeps {
  readonly database: Database;
  /** Whether this server reads the app every few minutes. */
  readonly syncing: boolean;
}

/** What is read from where, and how far that has come: `connections_get`. */
export function createConnections({ database, syncing }: ConnectionsDeps) {
  return {
    async get() {
      const rows = await database.query<ConnectionRow & { kind: 'django' }>(sql.connections_read);
      const connections = rows.map(async ({ kind, ...row }) => {
        const mapping = storedMapping(row);
        const whole = isWhole(mapping);
        const taken = new Map(
          (await database.query<SourceRow>(sql.sources_read, [kind])).map((source) => [source.source, source]),
        );
        const tables = [{ name: PEOPLE, table: mapping.people[0]?.table ?? '' }, ...mapping.events];
        const held = row.gone_held === null ? null : `${row.gone_held}: ${HELD_TEXT}`;
        return {
          kind,
          connected_at: formatInstant(row.connected_at),
          syncing,
          synced_at: written(row.synced_at),
          swept_at: written(row.swept_at),
          failure: row.failure ?? held,
          failed_at: written(row.failed_at ?? (held === null ? null : row.swept_at)),
          sources: tables.map(({ name, table }) => {
            const source = taken.get(name);
            return {
              source: name,
              table,
              rows_taken: source?.rows_taken ?? 0,
              complete: source !== undefined && whole(source),
            };
          }),
        };
      });
      return { connections: await Promise.all(connections) };
    },
  };
}

function written(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
