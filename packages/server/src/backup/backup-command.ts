import { join, resolve } from 'node:path';
import { formatInstant } from '@retention/domain/day';
import type { Command, Tools } from '../command.ts';
import { auditCommand } from '../db/audit.ts';
import { count, createProgress, duration, type Screen } from '../progress.ts';
import { hashInForce, keyCheck, secretsFileOf, secretsOfEnvironment } from './keys.ts';
import type { Manifest } from './manifest.ts';
import { takeBackup, type BackedUp } from './take.ts';

export interface BackupCommandOptions {
  /** `--without-secrets` makes it false. */
  readonly secrets: boolean;
}

/** `retention backup [FOLDER]`. */
export const backupCommand: Command = {
  register: (program, { run }) =>
    program
      .command('backup')
      .argument('[folder]', 'a folder that is not there yet; DATA_DIR/backups/<instant> where it is left out')
      .description('write the whole database into a folder, beside a server that goes on serving')
      .option('--without-secrets', 'leave the generated secrets out')
      .addHelpText('after', HELP)
      .action((folder: string | undefined, { withoutSecrets = false }: { readonly withoutSecrets?: boolean }) =>
        run(async (tools) => {
          await makeBackup(folder ?? null, { secrets: !withoutSecrets }, { ...tools, screen: process.stderr });
        }),
      ),
};

export interface BackupTools extends Pick<Tools, 'config' | 'database' | 'clock' | 'signal' | 'print'> {
  readonly screen: Screen;
}

/** Takes a backup and says what is in it. See takeBackup for what it throws. */
export async function makeBackup(
  given: string | null,
  { secrets }: BackupCommandOptions,
  { config, database, clock, signal, print, screen }: BackupTools,
): Promise<{ readonly folder: string; readonly manifest: Manifest }> {
  const name = formatInstant(clock.now()).replaceAll(':', '-');
  const folder = given === null ? join(config.dataDir, 'backups', name) : resolve(given);
  const secretsFile = secrets ? secretsFileOf(config) : null;
  await auditCommand({ database, clock }, 'backup', { secrets: secretsFile !== null });
  const progress = createProgress(screen);
  const start = performance.now();
  const manifest = await takeBackup(
    { database, clock, timezone: config.timezone },
    {
      folder,
      secretsFile,
      erasure_key_check: keyCheck(hashInForce(config)),
      signal,
      onProgress: (reached) => progress.show((seconds) => describe(reached, seconds)),
    },
  ).finally(() => progress.end());
  const seconds = (performance.now() - start) / 1_000;
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, 0);
  print(`Backup: ${folder}`);
  const rate = count(Math.round(rows / Math.max(seconds, 0.001)));
  print(`Rows: ${count(rows)}, ${(bytes / 1e6).toFixed(1)} MB, in ${duration(seconds)}, ${rate} rows/s`);
  for (const line of sayOfSecrets(manifest, secretsOfEnvironment(config))) print(line);
  print(`Back again: npx retention restore ${folder}`);
  return { folder, manifest };
}

function sayOfSecrets({ secrets }: Manifest, environment: readonly string[]): string[] {
  const lines =
    secrets === null
      ? [
          'No secrets are in it. Keep DATA_DIR/secrets.json elsewhere: without it links in messages that were sent are dead,',
        ]
      : ['The generated secrets are in it: whoever has this folder can log in as the owner. Keep it like a password.'];
  if (secrets === null) lines.push('browsers take no pushes any more, and people who were erased are not known again.');
  if (environment.length > 0) lines.push(`Not in it, since your environment gives them: ${environment.join(', ')}`);
  return lines;
}

function describe({ table, rows, about }: BackedUp, seconds: number): string {
  const rate = count(Math.round(rows / Math.max(seconds, 0.001)));
  const share = Math.min(99, Math.floor((rows / Math.max(about, 1)) * 100));
  return `Backing up ${table}: ${share} %, ${count(rows)} of about ${count(about)} rows, ${rate}/s`;
}

const HELP = `
Everything is in it as of one moment: whatever was acknowledged before it began. It works beside running servers, with the
embedded PostgreSQL and with DATABASE_URL. Each table is a file of its own, text in gzip, so that another PostgreSQL can
read it; manifest.json is written last: a folder without it is no backup.

Examples:
  $ retention backup
  $ retention backup /mnt/backups/$(date +%F)
`;
