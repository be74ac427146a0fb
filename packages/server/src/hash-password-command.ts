import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Command } from './command.ts';
import { asKept, hashAtOnce } from './host/password.ts';

const LEAST_CHARACTERS = 12;

/** So that the environment of a server need not hold the password of the dashboard itself. */
export const hashPasswordCommand: Command = {
  register: (program) => {
    const command = program
      .command('hash-password')
      .description('print the scrypt hash of a password, for RETENTION_ADMIN_PASSWORD')
      .addHelpText('after', HELP)
      // No database: nothing of it is asked or stored.
      .action(async () => {
        const password = asKept(await readPassword());
        if (password.length >= LEAST_CHARACTERS) process.stdout.write(`${hashAtOnce(password)}\n`);
        else command.error(`retention: the password is too short: give at least ${LEAST_CHARACTERS} characters`);
      });
  },
};

/** The first line of stdin. On a terminal it is asked for, and not shown. */
async function readPassword(): Promise<string> {
  const { stdin, stderr } = process;
  if (stdin.isTTY) stderr.write('Password: ');
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: unseen, terminal: stdin.isTTY });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (stdin.isTTY) stderr.write('\n');
  }
}

const HELP = `
The password is read from stdin, never from an argument: those are seen by everybody on the machine.

Example:
  $ RETENTION_ADMIN_PASSWORD=$(retention hash-password) retention serve
`;
