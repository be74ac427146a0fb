import type { Instant } from '@retention/domain/day';
import { loadStatements } from '../../db/statement.ts';
import { readMapping, type Mapping } from './mapping.ts';

export const sql = loadStatements(new URL('connect.sql', import.meta.url), [
  'connection_read',
  'connections_read',
  'connection_save',
  'connection_synced',
  'connection_swept_up_to',
  'connection_swept',
  'connection_failed',
  'sources_read',
  'source_begin',
  'source_advance',
  'source_complete',
  'source_updated',
  'source_forget',
  'zones_of',
  'events_found',
  'events_taken',
  'announced_after',
  'announced_count',
  'gone_note',
  'gone_back',
  'announced_of',
]);

export const DJANGO = 'django';

/** The people of all sources together, in `connection_source`; no source of events can be called so. */
export const PEOPLE = 'people';

/** A row of `connection_read`. */
export interface ConnectionRow {
  readonly mapping: unknown;
  readonly connected_at: Instant;
  readonly synced_at: Instant | null;
  readonly swept_at: Instant | null;
  readonly swept_after: string | null;
  readonly gone_held: number | null;
  readonly failure: string | null;
  readonly failed_at: Instant | null;
}

/** A row of `sources_read`. */
export interface SourceRow {
  readonly source: string;
  readonly fingerprint: string;
  readonly watermark: string | null;
  readonly updated_up_to: Instant | null;
  readonly rows_taken: number;
  readonly backfilled_at: Instant | null;
}

/** The mapping of a stored connection. Throws where another version of the program wrote one that is none any more. */
export function storedMapping({ mapping }: Pick<ConnectionRow, 'mapping'>): Mapping {
  const read = readMapping(mapping);
  if (read.ok) return read.mapping;
  throw new Error(`The stored mapping cannot be used (${read.faults.join('; ')}): run retention connect django again`);
}
