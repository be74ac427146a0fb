import type { Command as Program } from 'commander';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { PersonHash } from './db/person-hash.ts';
import type { Logger } from './logger.ts';

/**
 * A subcommand of `retention`, brought by a room and listed in `cli.ts`:
 *
 *     export const refreshCommand: Command = {
 *       register: (program, { run }) =>
 *         program
 *           .command('refresh')
 *           .description('writes the profile of every user')
 *           .action(() => run(async ({ database, clock, print }) => print(await refresh(database, clock.now())))),
 *     };
 *
 * What is wrong is thrown: an Error's message becomes the one line a person reads, and the exit code is 1.
 */
export interface Command {
  /** Adds itself to the program, or to one of its groups (`group(program, 'import')`). */
  register(program: Program, context: CommandContext): void;
}

export interface CommandContext {
  /**
   * Runs `work` with everything a command needs, closes it afterwards, and reports errors. The database is that of a
   * server running beside, or comes up for the time of the command.
   */
  run(work: (tools: Tools) => Promise<void>): Promise<void>;
}

export interface CatchUpWith {
  /** Events of the past have come in: how much people did in 30 days is counted anew as well. */
  readonly history?: boolean;
}

export interface Tools {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What those who were erased are remembered by, and whom the audit speaks of. */
  readonly personHash: PersonHash;
  /** Aborted by Ctrl-C or SIGTERM: finish the piece at hand, then return. A second one ends the process. */
  readonly signal: AbortSignal;
  /** Judges and counts all that has changed, with a line that says how far it has come. */
  catchUp(options?: CatchUpWith): Promise<void>;
  /** Writes a line to stdout, where answers go; logs and progress go to stderr. */
  print(line: string): void;
}

/** The group of commands of that name, like `import` of `import users` and `import events`. */
export function group(program: Program, name: string, description: string): Program {
  return program.commands.find((command) => command.name() === name) ?? program.command(name).description(description);
}
