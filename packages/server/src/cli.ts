import { Command as Program } from 'commander';
import type { Beside } from './beside.ts';
import { backupCommand } from './backup/backup-command.ts';
import { restoreCommand } from './backup/restore-command.ts';
import { catchUpVisibly } from './catch-up-command.ts';
import { clockFrom, systemClock } from './clock.ts';
import { importEventsCommand } from './collect/import/command.ts';
import type { Command, CommandContext, Tools } from './command.ts';
import { connectDjangoCommand } from './connect/django/command.ts';
import { connectExportCommands } from './connect/export/command.ts';
import { describeVariables, environment, loadConfig, type Config } from './config.ts';
import { attachDatabase } from './db/attach.ts';
import { createPersonHash, type PersonHash } from './db/person-hash.ts';
import { demoCommand } from './demo/command.ts';
import { eraseUserCommand } from './erase-command.ts';
import { exportUserCommand } from './export-command.ts';
import { hashPasswordCommand } from './hash-password-command.ts';
import { erasePeople } from './erase.ts';
import { importUsersCommand } from './host/import-users.ts';
import { listenForStop } from './interrupt.ts';
import { openLogger } from './logger.ts';
import { measureCommand } from './measure-command.ts';
import { metricsCommand } from './measure/command.ts';
import { commandSecrets } from './secrets.ts';
import { profileCommand, refreshCommand } from './profile/commands.ts';
import { configuredChannels } from './speaking.ts';
import { createReadStandings } from './standing.ts';
import { tokenCommand } from './token-command.ts';
import { triggersCommand } from './trigger/command.ts';
import { VERSION } from './version.ts';

/** A server with an app beside it, for a program that brings one. */
export interface Neighbourhood {
  readonly beside: Beside;
  /** Makes the environment in which it stands out of the one that was found. */
  readonly environment: (found: ReturnType<typeof environment>) => ReturnType<typeof environment>;
}

function serveCommand(neighbourhood?: Neighbourhood): Command {
  return {
    register: (program) =>
      program
        .command('serve')
        .description('starts the server alone; `npm start` starts it with a demo beside')
        .addHelpText('after', variables)
        .action(() =>
          reported(async () => {
            const config = configuration(neighbourhood?.environment(environment()));
            // Only here: other commands start faster without the whole HTTP side.
            const { serve } = await import('./serve.ts');
            await serve(config, neighbourhood?.beside);
          }),
        ),
  };
}

const migrateCommand: Command = {
  register: (program, { run }) =>
    program
      .command('migrate')
      .description('brings the tables up to date; every other command does so as well')
      .action(() => run(({ print }) => Promise.resolve(print('The tables are up to date.')))),
};

/** The rooms' commands join here, after `serve`. */
const COMMANDS: readonly Command[] = [
  migrateCommand,
  importUsersCommand,
  importEventsCommand,
  refreshCommand,
  profileCommand,
  tokenCommand,
  hashPasswordCommand,
  metricsCommand,
  measureCommand,
  triggersCommand(({ config, database, clock }) => ({
    database,
    clock,
    configured: configuredChannels(config),
    readStandings: createReadStandings(config.timezone),
  })),
  connectDjangoCommand,
  connectExportCommands,
  backupCommand,
  restoreCommand(({ config, clock }) => (database, personHash, user_ids) => {
    return erasePeople({ database, clock, projectZone: config.timezone, personHash }, user_ids);
  }),
  exportUserCommand,
  eraseUserCommand,
  demoCommand,
];

/** Runs `retention` with these arguments. Failures are printed and become the exit code. */
export async function main(args: readonly string[], neighbourhood?: Neighbourhood): Promise<void> {
  // A reader like `head` may have seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  await createProgram(neighbourhood).parseAsync(args, { from: 'user' });
}

/** Every command with its options, none of them run: the documentation is made from it, and held to it. */
export function createProgram(neighbourhood?: Neighbourhood): Program {
  const program = new Program('retention')
    .description('A retention system: takes in what users do, and knows who is about to leave and why.')
    .version(VERSION)
    .addHelpText('after', variables)
    .showHelpAfterError('(--help says more)');
  for (const command of [serveCommand(neighbourhood), ...COMMANDS]) command.register(program, { run });
  return program;
}

const run: CommandContext['run'] = (work) =>
  reported(async () => {
    const config = configuration();
    const logger = openLogger(config.logLevel ?? 'warn');
    for (const warning of config.warnings) logger.warn(warning);
    const stop = listenForStop({ force: () => process.exit(130) });
    const database = await attachDatabase({
      config,
      logger,
      applicationName: 'retention command',
      connections: 8,
      statementTimeoutMs: 0,
      signal: stop.signal,
    });
    try {
      const clock = config.now === null ? systemClock : clockFrom(config.now);
      const print = (line: string): void => void process.stdout.write(`${line}\n`);
      const deps = { database, clock, projectZone: config.timezone };
      const catchUp: Tools['catchUp'] = (options) => catchUpVisibly(deps, stop.signal, options);
      const personHash = lazyPersonHash(config);
      await work({ config, database, clock, logger, personHash, signal: stop.signal, print, catchUp });
    } finally {
      await database.close();
    }
    if (stop.signal.aborted) process.exitCode = 130;
  });

/** Most commands need no secret, and generate none. */
function lazyPersonHash(config: Config): PersonHash {
  let hash: PersonHash | null = null;
  return (user_id) => (hash ??= createPersonHash(commandSecrets(config).erasureKey))(user_id);
}

/** A person reads one line; who asks for details gets the stack. */
async function reported(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') {
      process.stderr.write('retention: stopped\n');
      process.exitCode = 130;
      return;
    }
    const detailed = ['debug', 'trace'].includes(environment()['RETENTION_LOG_LEVEL'] ?? '');
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
    process.stderr.write(`retention: ${detailed ? (stack ?? message) : message}\n`);
    process.exitCode = 1;
  }
}

function configuration(found = environment()): Config {
  const loaded = loadConfig(found);
  if ('config' in loaded) return loaded.config;
  throw new Error(['the configuration cannot be used:', ...loaded.faults.map((fault) => `  ${fault}`)].join('\n'));
}

function variables(): string {
  return `\nEnvironment, all optional:\n${describeVariables()}\n`;
}
