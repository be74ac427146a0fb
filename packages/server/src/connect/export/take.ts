import { createEventTaking, type EventTakingTools } from '../../collect/import/event-taking.ts';
import { createOccurrences } from '../../collect/import/occurrences.ts';
import type { ImportedEvent } from '../../collect/import/store-rows.ts';
import type { Tools } from '../../command.ts';
import { importRows, type ImportTools } from '../../file/import.ts';
import type { Summary } from '../../file/summary.ts';
import type { ExportFiles, ExportReading } from './files.ts';
import { exportedId } from './id.ts';
import type { LeftOut, RowReader } from './row.ts';
import type { ExportShape } from './shape.ts';

export interface TakeTools extends ImportTools, EventTakingTools {
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
  const { clock, signal } = tools;
  const { tooOld, ...taking } = createEventTaking(tools);
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
    const refusal = tooOld(event.occurred_at, shape.time);
    if (refusal !== null) return refusal;
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
        ...taking,
        read(row) {
          const found = read(row);
          return typeof found === 'string' ? placed(found, reading) : found;
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
