import { readFile, writeFile } from 'node:fs/promises';
import { InvalidArgumentError, Option, type Command as Program } from 'commander';
import { isZone } from '@retention/domain/day';
import { askOnTerminal, type Ask } from '../../ask.ts';
import { shadowTriggers } from '../../collect/import/shadow.ts';
import { group, type Command, type Tools } from '../../command.ts';
import { auditCommand } from '../../db/audit.ts';
import { describeReached } from '../../file/progress.ts';
import { count, createProgress } from '../../progress.ts';
import { findExports, type ExportFiles } from './files.ts';
import { firstMapping, guessMapping } from './guess.ts';
import { readExportMapping, writeExportMapping, type ExportMapping } from './mapping.ts';
import { takePeople } from './people.ts';
import { previewExport } from './preview.ts';
import { createRowReader, LEFT_OUT } from './row.ts';
import { EXPORT_KINDS, type ExportKind, type ExportShape } from './shape.ts';
import { EXPORT_SHAPES } from './shapes.ts';
import { SurveyOfRows, type Survey } from './survey.ts';
import { takeEvents, type TakenEvents, type TakeTools } from './take.ts';
import { printPreview } from '../preview.ts';

export interface ExportOptions {
  readonly mapping?: string;
  readonly timezone?: string;
  readonly refused?: string;
  readonly preview?: true;
  readonly yes?: true;
  readonly json?: true;
}

export interface ExportTools extends TakeTools, Pick<Tools, 'catchUp'> {
  readonly config: TakeTools['config'] & Pick<Tools['config'], 'publicUrl' | 'host' | 'port'>;
  /** Asks on the terminal; null where there is none. */
  readonly ask: Ask | null;
}

/** `retention connect posthog|amplitude|mixpanel FILE…`. Spec section 8. */
export const connectExportCommands: Command = {
  register(program, { run }) {
    const connect = group(program, 'connect', 'move in from a living app or another tool');
    for (const kind of EXPORT_KINDS) {
      addOptions(connect.command(kind), EXPORT_SHAPES[kind]).action((files: string[], options: ExportOptions) =>
        run(async (tools) => {
          const ask = askOnTerminal(tools.signal);
          await connectExport(kind, files, options, { ...tools, screen: process.stderr, ask });
        }),
      );
    }
  },
};

function addOptions(command: Program, { kind, title, wanted }: ExportShape): Program {
  return command
    .description(`events, and what is known of people, from an export of ${title}`)
    .argument('<files...>', 'files or folders: a row of JSON a line, CSV, or a small JSON array; plain or gzip')
    .option('--mapping <file>', `what becomes what (default: retention.${kind}.json, made where it is not there)`)
    .addOption(
      new Option(
        '--timezone <zone>',
        'zone of times that name none (default: that of the mapping, at first UTC)',
      ).argParser((zone: string) => {
        if (!isZone(zone)) throw new InvalidArgumentError('Name an IANA zone like Europe/Moscow.');
        return zone;
      }),
    )
    .option('--refused <file>', 'where refused rows go (default: beside the file, or beside the mapping)')
    .option('--preview', 'show what would be taken, and stop')
    .option('--yes', 'take it without asking')
    .option('--json', 'the preview and the summary as a line of JSON each')
    .addHelpText('after', help(kind, title, wanted));
}

/** Looks at the files, makes or reads the mapping, shows what would be taken, and takes it where that is wanted. */
export async function connectExport(
  kind: ExportKind,
  named: readonly string[],
  options: ExportOptions,
  tools: ExportTools,
): Promise<TakenEvents | null> {
  const { clock, signal, print, screen } = tools;
  const shape = EXPORT_SHAPES[kind];
  const files = await findExports(named, shape);
  const path = options.mapping ?? `retention.${kind}.json`;
  const there = await readMappingFile(path, kind, options.timezone);
  const lookedAtWith = there ?? firstMapping(shape, options.timezone ?? 'UTC');
  const survey = await look(files, shape, lookedAtWith, tools);
  if (signal.aborted) return null;
  if (survey.rows === 0) throw new Error(`There is not one row in ${files.name}`);
  const mapping = there ?? guessMapping(shape, survey, lookedAtWith.timezone);
  if (there === null) {
    await writeFile(path, writeExportMapping(mapping), { flag: 'wx' });
    screen.write(`${path} is made: it says what becomes what. Edit it, and run the same command again.\n`);
  }

  const reader = createRowReader(shape, mapping);
  const json = options.json === true;
  const preview = previewExport({ files, shape, survey }, mapping, reader, clock.now());
  printPreview(preview, print, { json });
  if (options.preview === true) return null;
  if (preview.sources.length === 0) {
    throw new Error(`Nothing would be taken: say in ${path} which of their events are ours`);
  }
  if (options.yes !== true && !(await wanted(tools, path))) return null;

  await auditCommand(tools, 'connect', { kind });
  // Before the first person: what is known of somebody may be enough to speak to them.
  await shadowTriggers(tools.database, clock.now());
  if (Object.keys(mapping.people).length > 0) {
    const people = await takePeople(files, reader, tools);
    if (!json) print(`people         ${count(people)}`);
  }
  if (signal.aborted) return null;
  const refused = options.refused ?? `${files.files.length === 1 ? files.name : path}.refused.ndjson`;
  const taken = await takeEvents(files, shape, reader, { refused, ...(json ? { json } : {}) }, tools);
  if (!json) for (const [why, rows] of taken.left_out) print(`  ${count(rows)} ${LEFT_OUT[why]}`);
  await tools.catchUp({ history: true });
  if (!json) {
    const server = tools.config.publicUrl ?? `http://${tools.config.host}:${tools.config.port}`;
    print('Every trigger is in shadow now: nothing leaves by itself until you switch it on.');
    print(`Who would get what: ${server.replace(/\/$/, '')}/admin/triggers/go-live`);
  }
  return taken;
}

/** The mapping as it stands, null where there is none yet. */
async function readMappingFile(
  path: string,
  kind: ExportKind,
  timezone: string | undefined,
): Promise<ExportMapping | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  let mapping: ExportMapping;
  try {
    mapping = readExportMapping(text, kind);
  } catch (error) {
    throw new Error(`${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (timezone !== undefined && timezone !== mapping.timezone) {
    throw new Error(`--timezone says ${timezone} and ${path} says ${mapping.timezone}: change it there`);
  }
  return mapping;
}

async function look(
  files: ExportFiles,
  shape: ExportShape,
  mapping: ExportMapping,
  { clock, signal, screen }: ExportTools,
): Promise<Survey> {
  const progress = createProgress(screen);
  const survey = new SurveyOfRows(shape, createRowReader(shape, mapping), mapping, clock.now());
  const reading = files.open(signal);
  try {
    for await (const rows of reading.blocks()) {
      survey.add(rows);
      if (signal.aborted) break;
      const reached = { rows: survey.rows, refused: 0, bytes: reading.read(), total: files.total };
      progress.show((seconds) => `Looking: ${describeReached(reached, seconds)}`);
    }
  } catch (error) {
    // Interrupted: that the file could not be read on is no news.
    if (!signal.aborted) throw error;
  } finally {
    progress.end();
  }
  return survey.done();
}

async function wanted({ ask, screen }: ExportTools, path: string): Promise<boolean> {
  if (ask === null) {
    screen.write(`Nothing is taken yet: with --yes this is taken, as ${path} says.\n`);
    return false;
  }
  return ask('Take this? [y/N] ');
}

function help(kind: ExportKind, title: string, wanted: string): string {
  return `
What is read is ${wanted}.

1. The files are looked at, and retention.${kind}.json is made: which field names your user, which of their events are
   which of ours, which properties are kept, what is known of people. Correct it; it is used as it stands from then on.
2. What would be taken is shown: ten rows, and how many of each event.
3. Only then it is taken, safe to interrupt and to run again. Rows of people who had not signed in are left out. Before
   the first row every trigger goes into shadow: nothing is sent because of a history.

An event is known by the id that ${title} gave it: what is taken once is not taken again, nor changed by another mapping.

Examples:
  $ retention connect ${kind} export.ndjson.gz --preview
  $ retention connect ${kind} export/ --timezone Europe/Moscow
  $ retention connect ${kind} january.csv february.csv --mapping ${kind}.json --yes
`;
}
