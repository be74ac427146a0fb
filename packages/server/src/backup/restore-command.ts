import { resolve } from 'node:path';
import { askOnTerminal, type Ask } from '../ask.ts';
import type { Command, Tools } from '../command.ts';
import { auditCommand } from '../db/audit.ts';
import { count, createProgress, duration, type Screen } from '../progress.ts';
import { checkBackup } from './check.ts';
import { hashInForce, hashOfBackup, keyCheck, putSecrets } from './keys.ts';
import { restoreBackup, type ErasePeople, type Restored } from './restore.ts';
import { restoreSql } from './statements.ts';

export interface RestoreCommandOptions {
  /** What is there may be replaced. */
  readonly replace: boolean;
  /** Without asking. */
  readonly yes: boolean;
  /** Whether the secrets of the backup are put in force. */
  readonly secrets: boolean;
}

interface Flags {
  readonly replace?: boolean;
  readonly yes?: boolean;
  readonly withoutSecrets?: boolean;
}

export interface RestoreTools extends Pick<Tools, 'config' | 'database' | 'clock' | 'signal' | 'print'> {
  readonly screen: Screen;
  readonly erasePeople: ErasePeople;
  /** Asks on the terminal; null where there is none. */
  readonly ask: Ask | null;
}

/** `retention restore FOLDER`. */
export function restoreCommand(eraseWith: (tools: Tools) => ErasePeople): Command {
  return {
    register: (program, { run }) =>
      program
        .command('restore')
        .argument('<folder>', 'what retention backup has written')
        .description('put a backup into the place of what is in the database')
        .option('--replace', 'also where the database holds people: they are replaced')
        .option('--yes', 'without asking')
        .option('--without-secrets', 'keep the secrets that are here')
        .addHelpText('after', HELP)
        .action((folder: string, { replace = false, yes = false, withoutSecrets = false }: Flags) =>
          run(async (tools) => {
            const ask = askOnTerminal(tools.signal);
            const given = { ...tools, screen: process.stderr, ask, erasePeople: eraseWith(tools) };
            await restoreFrom(folder, { replace, yes, secrets: !withoutSecrets }, given);
          }),
        ),
  };
}

/** Restores a backup and says what that means. Throws where it cannot be, or may not be. */
export async function restoreFrom(
  given: string,
  options: RestoreCommandOptions,
  tools: RestoreTools,
): Promise<Restored | null> {
  const { config, database, clock, signal, print, screen, erasePeople } = tools;
  const folder = resolve(given);
  const progress = createProgress(screen);
  const start = performance.now();
  const manifest = await checkBackup(folder, {
    signal,
    onProgress: (bytes, of) => progress.show(() => `Checking the files: ${Math.floor((bytes / of) * 100)} %`),
  }).finally(() => progress.end());
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  print(`Backup of ${manifest.taken_at}: ${count(rows)} rows, whole`);
  if (!(await mayReplace(options, tools))) return null;
  const withSecrets = options.secrets && manifest.secrets !== null;
  const hashNow = hashInForce(config);
  const hashAfter = config.erasureKey === null && withSecrets ? hashOfBackup(folder) : hashNow;
  await auditCommand({ database, clock }, 'restore', { taken_at: manifest.taken_at });
  const filling = createProgress(screen);
  const restored = await restoreBackup({ database, clock, erasePeople, hashNow, hashAfter }, manifest, {
    folder,
    signal,
    onProgress: (table, reached) => filling.show((seconds) => describe(table, reached, rows, seconds)),
  }).finally(() => filling.end());
  const seconds = (performance.now() - start) / 1_000;
  print(`Restored: ${count(rows)} rows in ${duration(seconds)}, ${count(Math.round(rows / seconds))} rows/s`);
  for (const line of explain(restored)) print(line);
  const sameKey = manifest.erasure_key_check === keyCheck(hashAfter);
  if (!sameKey && manifest.erasure_key_check !== null) print(OTHER_KEY);
  if (manifest.timezone !== config.timezone) {
    print(
      `It was taken with RETENTION_TIMEZONE=${manifest.timezone}, and now it is ${config.timezone}: set it as it was.`,
    );
  }
  if (withSecrets) sayOfSecrets(putSecrets(folder, config, clock.now()), print);
  print('Restart the servers that run. Then switch the triggers on in the dashboard, one type after another.');
  return restored;
}

async function mayReplace({ replace, yes }: RestoreCommandOptions, { database, ask }: RestoreTools): Promise<boolean> {
  const [known] = await database.query<{ people: number; used: boolean }>(restoreSql.restore_people_known);
  if (known?.used !== true) return true;
  const held = `The database holds ${count(known.people)} people`;
  if (!replace) throw new Error(`${held}: --replace puts the backup into their place. Nothing was changed`);
  if (yes) return true;
  if (ask === null) throw new Error(`${held}: --yes replaces them without asking. Nothing was changed`);
  return ask(`${held}, and all that came after the backup is lost. Replace them? [y/N] `);
}

function explain({ cancelled, uncertain, erased }: Restored): string[] {
  const lines = [
    'Every trigger is in shadow now: what was sent since the backup is not known, and nothing is to be sent twice.',
  ];
  if (cancelled > 0) lines.push(`Messages that were waiting then were cancelled: ${count(cancelled)}`);
  if (uncertain > 0) lines.push(`Messages that were being sent then are listed as uncertain: ${count(uncertain)}`);
  if (erased > 0) lines.push(`People who were erased since were erased again: ${count(erased)}`);
  lines.push('Everybody has to log in again. Accounts that were changed since are as they were left.');
  return lines;
}

function sayOfSecrets(aside: string | null, print: (line: string) => void): void {
  print('The secrets of the backup are in force from the next start on.');
  if (aside !== null) print(`Those that were here are kept in ${aside}`);
}

const OTHER_KEY =
  'The erasure key is another than that of the backup: people who were erased before it are not known again. Set RETENTION_ERASURE_KEY as it was.';

function describe(table: string, reached: number, rows: number, seconds: number): string {
  const rate = count(Math.round(reached / Math.max(seconds, 0.001)));
  return `Restoring ${table}: ${Math.floor((reached / Math.max(rows, 1)) * 100)} %, ${count(reached)} of ${count(rows)} rows, ${rate}/s`;
}

const HELP = `
Every file is checked before anything is touched. Until all is complete the database stays as it is, also for servers that
run; interrupted anywhere, it is as before. A backup of an older version is brought up to date. Nothing leaves by itself
afterwards: every trigger is in shadow, messages that were waiting are cancelled, and people who were erased since the
backup are not brought back.

Examples:
  $ retention restore /mnt/backups/2024-01-15
  $ retention restore /mnt/backups/2024-01-15 --replace
`;
