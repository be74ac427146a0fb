import { Option } from 'commander';
import { EVENT_TYPES } from '@retention/domain/event';
import { group, type Command } from '../../command.ts';
import { auditCommand } from '../../db/audit.ts';
import { importFile, type ImportTools } from '../../file/import.ts';
import { acceptFile, pairs, type FileOptions } from '../../file/options.ts';
import type { Summary } from '../../file/summary.ts';
import { eventId } from './event-id.ts';
import { EVENT_COLUMNS, readEventRow } from './event-row.ts';
import { createEventTaking, type EventTakingTools } from './event-taking.ts';
import { createOccurrences } from './occurrences.ts';
import { shadowTriggers } from './shadow.ts';
import type { ImportedEvent } from './store-rows.ts';

export interface EventFileOptions extends FileOptions {
  /** Their name of a type → ours. */
  readonly map: ReadonlyMap<string, string>;
}

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

export interface EventImportTools extends ImportTools, EventTakingTools {}

/** Imports a file of events; see importFile for what it throws. */
export async function importEvents(file: string, options: EventFileOptions, tools: EventImportTools): Promise<Summary> {
  const { database, clock } = tools;
  const { tooOld, ...taking } = createEventTaking(tools);
  const occurrences = createOccurrences();
  let shadowed: Promise<void> | null = null;
  try {
    return await importFile<ImportedEvent>(
      file,
      options,
      {
        ...taking,
        columns: EVENT_COLUMNS,
        read(values) {
          const row = readEventRow(values, { types: options.map, timezone: options.timezone, now: clock.now() });
          if (typeof row === 'string') return row;
          const { user_id, event } = row;
          const refusal = tooOld(event.occurred_at, 'timestamp');
          if (refusal !== null) return refusal;
          return { user_id, event: { ...event, id: eventId(row, occurrences) }, ownId: event.id !== null };
        },
        async store(rows, again) {
          await (shadowed ??= shadowTriggers(database, clock.now()));
          return taking.store(rows, again);
        },
      },
      tools,
    );
  } finally {
    occurrences.close();
  }
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
