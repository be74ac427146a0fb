import { formatDay, localDay, utcDay } from '@retention/domain/day';
import { createOccurrences } from '../../collect/import/occurrences.ts';
import { createRowStore, type ImportedEvent } from '../../collect/import/store-rows.ts';
import type { Tools } from '../../command.ts';
import { createPartitions, firstKeptDay } from '../../db/partition.ts';
import { WAS_ERASED } from '../../db/person-hash.ts';
import { groupOf } from '../../file/group.ts';
import { importRows, type ImportTools } from '../../file/import.ts';
import type { Summary } from '../../file/summary.ts';
import type { ExportFiles, ExportReading } from './files.ts';
import { exportedId } from './id.ts';
import type { LeftOut, RowReader } from './row.ts';
import type { ExportShape } from './shape.ts';

export interface TakeTools extends ImportTools, Pick<Tools, 'database' | 'clock' | 'personHash'> {
  readonly config: Pick<Tools['config'], 'timezone' | 'eventsKeepMonths'>;
}

export interface TakeOptions {
  readonly refused: string;
  readonly json?: true;
}

export interface TakenEvents {
  readonly summary: Summary;
  readonly left_out: ReadonlyMap<LeftOut, number>;
}

/** Events in one transaction: beyond it nothing is gained, and people are locked for longer. */
const CHUNK_ROWS = 5_000;
/** People are parted into so many groups, that transactions need not wait for each other. */
const GROUPS = 8;

/**
 * Takes the events of an export: those of users, by the types of the mapping. Every trigger is to be in shadow before. See
 * importRows for what it throws.
 */
export async function takeEvents(
  files: ExportFiles,
  shape: ExportShape,
  reader: RowReader,
  options: TakeOptions,
  tools: TakeTools,
): Promise<TakenEvents> {
  const { config, database, clock, personHash, signal } = tools;
  const projectZone = config.timezone;
  const store = createRowStore({ database, partitions: createPartitions(database), projectZone, personHash });
  const keptFrom = firstKeptDay(localDay(clock.now(), projectZone), config.eventsKeepMonths);
  const occurrences = createOccurrences();
  const left_out = new Map<LeftOut, number>();
  const reading = files.open(signal);

  function read(row: Readonly<Record<string, unknown>>): ImportedEvent | string | null {
    const found = reader.event(row, clock.now());
    if (typeof found === 'string') return found;
    if ('left_out' in found) {
      left_out.set(found.left_out, (left_out.get(found.left_out) ?? 0) + 1);
      return null;
    }
    const { user_id, event } = found;
    // Where the person is it may have been the day before.
    if (utcDay(event.occurred_at) <= keptFrom) {
      return `"${shape.time}" is before ${formatDay(keptFrom)}: RETENTION_EVENTS_KEEP_MONTHS keeps no older events`;
    }
    // With a corrected mapping the same event may come again at another time.
    return { user_id, event: { ...event, id: exportedId(shape, row, user_id, occurrences) }, ownId: true };
  }

  try {
    const summary = await importRows<ImportedEvent>(
      {
        name: files.name,
        blocks: () => reading.blocks(),
        reached: () => ({ bytes: reading.read(), total: files.total }),
      },
      options,
      {
        chunkRows: CHUNK_ROWS,
        chunkOf: ({ user_id }) => groupOf(user_id, GROUPS),
        lanes: 2,
        read(row) {
          const found = read(row);
          return typeof found === 'string' ? placed(found, reading) : found;
        },
        async store(rows, again) {
          const { stored, repeated, erased } = await store(rows, clock.now(), again);
          const refusalOf = ({ user_id }: ImportedEvent): string | null => (erased.has(user_id) ? WAS_ERASED : null);
          return { stored, known: repeated, refusalOf };
        },
      },
      tools,
    );
    return { summary, left_out };
  } finally {
    occurrences.close();
  }
}

/** A line is one of a file: where there are several, the reason says of which. */
function placed(reason: string, reading: ExportReading): string {
  const file = reading.current();
  return file === null ? reason : `${file}: ${reason}`;
}
