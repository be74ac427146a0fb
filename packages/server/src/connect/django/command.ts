import type { Command as Program } from 'commander';
import { askOnTerminal, type Ask } from '../../ask.ts';
import { group, type Command, type Tools } from '../../command.ts';
import { auditCommand } from '../../db/audit.ts';
import { openRefused } from '../../file/refused.ts';
import { count, createProgress, duration, type Screen } from '../../progress.ts';
import { DJANGO, PEOPLE, sql, type SourceRow } from './connections.ts';
import { HELD_TEXT } from './connect-loop.ts';
import { previewOf } from './count.ts';
import { connectDeps, type ConnectDeps } from './deps.ts';
import { openHostDatabase, type HostDatabase } from './host-database.ts';
import type { Mapping } from './mapping.ts';
import { openMapping } from './mapping-file.ts';
import { moveIn, type MovedIn } from './move-in.ts';
import { printPreview, type Preview } from '../preview.ts';
import { printConnected, type ConnectSummary } from './summary.ts';
import type { Listener } from './store.ts';
import { isWhole } from './take.ts';

export interface DjangoOptions {
  readonly databaseUrl?: string;
  readonly mapping?: string;
  readonly preview?: true;
  readonly yes?: true;
  readonly json?: true;
  readonly confirmErasure?: true;
}

export interface DjangoTools extends Pick<Tools, 'database' | 'clock' | 'signal' | 'print' | 'catchUp' | 'personHash'> {
  readonly config: Pick<
    Tools['config'],
    'timezone' | 'djangoDatabaseUrl' | 'eventsKeepMonths' | 'publicUrl' | 'host' | 'port'
  >;
  readonly screen: Screen;
  /** Asks on the terminal; null where there is none. */
  readonly ask: Ask | null;
}

/** `retention connect django`. Spec section 8. */
export const connectDjangoCommand: Command = {
  register: (program, { run }) =>
    addOptions(group(program, 'connect', 'move in from a living app or another tool').command('django')).action(
      (options: DjangoOptions) =>
        run(async (tools) => {
          const ask = askOnTerminal(tools.signal);
          await connectDjango(options, { ...tools, screen: process.stderr, ask });
        }),
    ),
};

function addOptions(command: Program): Program {
  return command
    .description("people and their history from the app's own PostgreSQL, which is only read")
    .option('--database-url <url>', "the app's PostgreSQL (default: RETENTION_DJANGO_DATABASE_URL)")
    .option('--mapping <file>', 'what is taken from where (default: retention.django.json, made where it is not there)')
    .option('--preview', 'show what would be taken, and stop')
    .option('--yes', 'take it without asking')
    .option('--confirm-erasure', 'erase people who are gone from the app, however many they are')
    .option('--json', 'the preview and the summary as a line of JSON each')
    .addHelpText('after', HELP);
}

/** Looks at the app, shows what would be taken, and takes it where that is wanted. Null: nothing was taken. */
export async function connectDjango(options: DjangoOptions, tools: DjangoTools): Promise<ConnectSummary | null> {
  const { config, clock, print, screen, signal } = tools;
  const url = options.databaseUrl ?? config.djangoDatabaseUrl;
  if (url === null)
    throw new Error('--database-url is missing: give the one of the app, like postgresql://user@host/name');
  const path = options.mapping ?? 'retention.django.json';
  const say = (text: string): void => void screen.write(`${text}\n`);
  const host = openHostDatabase(url);
  try {
    const [mapping, preview] = await host.look(async (look) => {
      const { mapping } = await openMapping(path, look, config.timezone, say);
      return [mapping, await previewOf(look, mapping, clock.now())];
    });
    if (signal.aborted) return null;
    printPreview(preview, print, { json: options.json === true });
    if (options.preview === true) return null;
    if (options.yes !== true && !(await isWanted(tools, path, say))) return null;
    await auditCommand(tools, 'connect', { kind: DJANGO, confirm_erasure: options.confirmErasure === true });
    return await take({ mapping, preview, path }, host, options, tools);
  } finally {
    await host.close();
  }
}

async function isWanted({ ask }: DjangoTools, path: string, say: (text: string) => void): Promise<boolean> {
  if (ask !== null) return ask('Take this? [y/N] ');
  say(`Nothing is taken yet: with --yes this is taken, as ${path} says.`);
  return false;
}

interface Seen {
  readonly mapping: Mapping;
  readonly preview: Preview;
  readonly path: string;
}

const AGAIN = 'Run the same command again: it goes on from there';

async function take(
  { mapping, preview, path }: Seen,
  host: HostDatabase,
  { json = false, confirmErasure = false }: { readonly json?: boolean; readonly confirmErasure?: boolean },
  tools: DjangoTools,
): Promise<ConnectSummary> {
  const { config, database, clock, personHash, signal, print, screen } = tools;
  const { timezone: projectZone, eventsKeepMonths } = config;
  const deps = connectDeps({ database, clock, projectZone, personHash, eventsKeepMonths });
  const refused = await openRefused(path, undefined);
  const progress = createProgress(screen);
  const total = await rowsLeft(deps, mapping, preview);
  let gone = 0;
  const listener: Listener = {
    refuse: ({ reason, input }) => refused.add({ line: refused.count + 1, reason, input }),
    say: progress.say,
    went(source, rows) {
      gone += rows;
      progress.show((seconds) => describe(source, gone, total, refused.count, seconds));
    },
  };
  const start = performance.now();
  let moved: MovedIn | null = null;
  let failure: unknown = null;
  const onBegin = (begun: MovedIn): void => void (moved = begun);
  try {
    moved = await moveIn(deps, host, mapping, { listener, signal, confirmErasure, onBegin });
  } catch (error) {
    failure = error;
  }
  await refused.close();
  progress.end();
  if (moved === null) throw failure;
  const seconds = (performance.now() - start) / 1000;
  const finished = failure === null;
  const summary: ConnectSummary = { ...moved, refused, seconds, finished };
  printConnected(summary, json, print);
  if (signal.aborted) progress.say(`Interrupted. ${AGAIN}.`);
  else if (failure !== null) throw new Error(`Stopped: ${messageOf(failure)}. ${AGAIN}`, { cause: failure });
  if (!finished) return summary;
  await tools.catchUp({ history: true });
  if (json) return summary;
  print(`Everybody is judged and counted: ${duration((performance.now() - start) / 1000)} in all.`);
  for (const line of nextSteps(summary, config)) print(line);
  return summary;
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

/** How many people and rows are to be gone through. */
async function rowsLeft({ database }: ConnectDeps, mapping: Mapping, { sources }: Preview): Promise<number> {
  const rows = await database.query<SourceRow>(sql.sources_read, [DJANGO]);
  const whole = isWhole(mapping);
  const done = new Map(rows.map((row) => [row.source, whole(row) ? Infinity : row.rows_taken]));
  const [users] = sources.filter(({ what }) => what === PEOPLE);
  const events = sources.filter(({ what }) => what !== PEOPLE);
  const left = [{ name: PEOPLE, rows: users?.rows ?? 0 }, ...events].map(({ name, rows }) =>
    Math.max(0, rows - (done.get(name) ?? 0)),
  );
  const sum = left.reduce((sum, rows) => sum + rows, 0);
  // Who was connected before is compared afterwards.
  return rows.length > 0 ? sum + (users?.rows ?? 0) : sum;
}

/** ` 42 %  habits: 1,200,000 rows, 34,000/s, 12 s left, 3 refused`. */
function describe(source: string, gone: number, total: number, refused: number, seconds: number): string {
  const share = Math.min(99, Math.floor((gone / Math.max(total, 1)) * 100));
  const rate = `${count(gone)} rows, ${count(Math.round(gone / Math.max(seconds, 0.001)))}/s`;
  const left = duration((seconds * Math.max(0, total - gone)) / Math.max(gone, 1));
  const trouble = refused > 0 ? `, ${count(refused)} refused` : '';
  return `${String(share).padStart(3)} %  ${source}: ${rate}, ${left} left${trouble}`;
}

function nextSteps({ taken, swept }: ConnectSummary, config: DjangoTools['config']): string[] {
  const lines: string[] = [];
  if (swept !== null && swept.held !== null) lines.push(`${count(swept.held)}: ${HELD_TEXT}`);
  if (taken.shadowed) {
    const server = config.publicUrl ?? `http://${config.host}:${config.port}`;
    lines.push(
      'Every trigger is in shadow now: nothing leaves by itself until you switch it on.',
      `Who would get what: ${server.replace(/\/$/, '')}/admin/triggers/go-live`,
    );
  }
  if (config.djangoDatabaseUrl === null) {
    lines.push('Set RETENTION_DJANGO_DATABASE_URL for the server, and it takes what is new every 5 minutes.');
  }
  return lines;
}

const HELP = `
1. The app's tables are looked at, and retention.django.json is made: which table holds the users, and what of each becomes
   what. Correct it; it is used as it stands from then on.
2. What would be taken is shown: ten people, ten events, and how many of each.
3. Only then it is taken, safe to interrupt and to run again. Before the first row every trigger goes into shadow: nothing is
   sent because of a history.

Nothing is ever written to the app's database: a user who may only read is enough,
  CREATE ROLE retention LOGIN PASSWORD '…'; GRANT pg_read_all_data TO retention;
With RETENTION_DJANGO_DATABASE_URL set, the server takes what is new every 5 minutes, and what was changed or deleted.

Examples:
  $ retention connect django --database-url postgresql://retention@db.example.com/app --preview
  $ RETENTION_DJANGO_DATABASE_URL=postgresql://… retention connect django --yes
`;
