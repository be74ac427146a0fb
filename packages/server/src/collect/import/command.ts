import { Option } from 'commander';
import { formatDay, localDay, utcDay, type Day } from '@retention/domain/day';
import { EVENT_TYPES } from '@retention/domain/event';
import { group, type Command, type Tools } from '../../command.ts';
import { auditCommand } from '../../db/audit.ts';
import { createPartitions, firstKeptDay } from '../../db/partition.ts';
import { WAS_ERASED } from '../../db/person-hash.ts';
import { groupOf } from '../../file/group.ts';
import { importFile, type ImportTools } from '../../file/import.ts';
import { acceptFile, pairs, type FileOptions } from '../../file/options.ts';
import type { Summary } from '../../file/summary.ts';
import { eventId } from './event-id.ts';
import { EVENT_COLUMNS, readEventRow } from './event-row.ts';
import { createOccurrences } from './occurrences.ts';
import { shadowTriggers } from './shadow.ts';
import { createRowStore, type ImportedEvent } from './store-rows.ts';

export interface EventFileOptions extends FileOptions {
  /** Their name of a type → ours. */
  readonly map: ReadonlyMap<string, string>;
}

/** Events in one transaction: beyond it nothing is gained, and people are locked for longer. */
const CHUNK_ROWS = 5_000;
/** People are parted into so many groups; the rows gathered for all of them take 40 MB. */
const GROUPS = 8;

/** `retention import events FILE`. Spec section 8. */
export const importEventsCommand: Command = {
  register: (program, { run }) => {
    const command = group(program, 'import', 'bring in what is known already').command('events');
    acceptFile(command, [...EVENT_COLUMNS.required, ...EVENT_COLUMNS.optional])
      .description('events of any age from a file; safe to interrupt and to run again')
      .addOption(
        new Option('--map <theirs=ours>', 'what the file calls a type of event; may be repeated')
          .argParser(pairs(EVENT_TYPES, 'type'))
          .default(new Map(), 'the types below'),
      )
      .addHelpText('after', HELP)
      .action((file: string, options: EventFileOptions) =>
        run(async (tools) => {
          await auditCommand(tools, 'import_events', {});
          await importEvents(file, options, { ...tools, screen: process.stderr });
          await tools.catchUp({ history: true });
          tools.print(
            'Every trigger is in shadow now: nothing leaves by itself until you switch it on in the dashboard.',
          );
        }),
      );
  },
};

export interface EventImportTools extends ImportTools, Pick<Tools, 'database' | 'clock' | 'personHash'> {
  readonly config: Pick<Tools['config'], 'timezone'> & Partial<Pick<Tools['config'], 'eventsKeepMonths'>>;
}

/** Imports a file of events; see importFile for what it throws. */
export async function importEvents(file: string, options: EventFileOptions, tools: EventImportTools): Promise<Summary> {
  const { config, database, clock, personHash } = tools;
  const projectZone = config.timezone;
  const store = createRowStore({ database, partitions: createPartitions(database), projectZone, personHash });
  const keptFrom = firstKeptDay(localDay(clock.now(), projectZone), config.eventsKeepMonths ?? null);
  const occurrences = createOccurrences();
  let shadowed: Promise<void> | null = null;
  try {
    return await importFile<ImportedEvent>(
      file,
      options,
      {
        columns: EVENT_COLUMNS,
        chunkRows: CHUNK_ROWS,
        chunkOf: ({ user_id }) => groupOf(user_id, GROUPS),
        lanes: 2,
        read(values) {
          const row = readEventRow(values, { types: options.map, timezone: options.timezone, now: clock.now() });
          if (typeof row === 'string') return row;
          const { user_id, event } = row;
          // Where the person is it may have been the day before.
          if (utcDay(event.occurred_at) <= keptFrom) return tooOld(keptFrom);
          return { user_id, event: { ...event, id: eventId(row, occurrences) }, ownId: event.id !== null };
        },
        async store(rows, again) {
          await (shadowed ??= shadowTriggers(database, clock.now()));
          const { stored, repeated, erased } = await store(rows, clock.now(), again);
          const refusalOf = ({ user_id }: ImportedEvent): string | null => (erased.has(user_id) ? WAS_ERASED : null);
          return { stored, known: repeated, refusalOf };
        },
      },
      tools,
    );
  } finally {
    occurrences.close();
  }
}

/** Its days could not be told from those that were counted before their events were dropped: they would count twice. */
function tooOld(keptFrom: Day): string {
  return `"timestamp" is not after ${formatDay(keptFrom)}: RETENTION_EVENTS_KEEP_MONTHS keeps no older events`;
}

/** Five on a line. */
const TYPE_LINES = Array.from(
  { length: Math.ceil(EVENT_TYPES.length / 5) },
  (_, line) => `  ${EVENT_TYPES.slice(line * 5, line * 5 + 5).join(', ')}`,
);

const HELP = `
Columns, in any order:
  user_id     the host's id, taken as it stands: 00001 is not 1
  timestamp   ISO 8601 with a zone, like 2024-01-15T10:30:00Z; not before 1900, not in the future
  type        one of the types below, or mapped to one with --map
  id          optional: a UUID of the event. Without one the event is known by what it says, and identical rows of one
              file are events of their own
  metadata    optional: a JSON object of at most 4 KiB

Types:
${TYPE_LINES.join(',\n')}

Import users first where you can: their zones decide on which local day an event fell.

Examples:
  $ retention import events history.csv
  $ retention import events history.csv.gz --column uid=user_id --column at=timestamp --map purchase=session_start
  $ retention import events history.ndjson --timezone Europe/Moscow
  $ psql -c "\\copy (SELECT …) TO STDOUT CSV HEADER" | retention import events -
`;
