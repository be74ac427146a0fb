import { formatDay, localDay, utcDay, type Day, type Instant } from '@retention/domain/day';
import type { Tools } from '../../command.ts';
import { createPartitions, firstKeptDay } from '../../db/partition.ts';
import { WAS_ERASED } from '../../db/person-hash.ts';
import { groupOf } from '../../file/group.ts';
import type { FileImport } from '../../file/import.ts';
import { createRowStore, type ImportedEvent } from './store-rows.ts';

export interface EventTakingTools extends Pick<Tools, 'database' | 'clock' | 'personHash'> {
  readonly config: Pick<Tools['config'], 'timezone'> & Partial<Pick<Tools['config'], 'eventsKeepMonths'>>;
}

/** Events in one transaction: beyond it nothing is gained, and people are locked for longer. */
const CHUNK_ROWS = 5_000;
/** People are parted into so many groups; the rows gathered for all of them take 40 MB. */
const GROUPS = 8;

/** How events of files are stored, whoever wrote the files. */
export type EventTaking = Required<Pick<FileImport<ImportedEvent>, 'chunkRows' | 'chunkOf' | 'lanes' | 'store'>> & {
  /** Why an event of that moment is not taken, `field` being what the file calls the moment; null: it is. */
  tooOld(occurred_at: Instant, field: string): string | null;
};

export function createEventTaking({ config, database, clock, personHash }: EventTakingTools): EventTaking {
  const projectZone = config.timezone;
  const store = createRowStore({ database, partitions: createPartitions(database), projectZone, personHash });
  const keptFrom: Day = firstKeptDay(localDay(clock.now(), projectZone), config.eventsKeepMonths ?? null);
  return {
    chunkRows: CHUNK_ROWS,
    chunkOf: ({ user_id }) => groupOf(user_id, GROUPS),
    lanes: 2,
    async store(rows, again) {
      const { stored, repeated, erased } = await store(rows, clock.now(), again);
      const refusalOf = ({ user_id }: ImportedEvent): string | null => (erased.has(user_id) ? WAS_ERASED : null);
      return { stored, known: repeated, refusalOf };
    },
    // Its days could not be told from those that were counted before their events were dropped: they would count twice.
    // Where the person is it may have been the day before.
    tooOld: (occurred_at, field) =>
      utcDay(occurred_at) > keptFrom
        ? null
        : `"${field}" is not after ${formatDay(keptFrom)}: RETENTION_EVENTS_KEEP_MONTHS keeps no older events`,
  };
}
