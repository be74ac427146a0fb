import { createWriteStream, rmSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { USER_ID_CHARACTERS, readUserId } from '@retention/domain/user';
import type { Command } from './command.ts';
import { auditCommand } from './db/audit.ts';
import { heldAbout } from './erase/held.ts';
import { exportUser, type ExportDeps } from './export-user.ts';

/** `retention export-user USER`. Spec section 8. */
export const exportUserCommand: Command = {
  register: (program, { run }) =>
    program
      .command('export-user')
      .argument('<user>', 'the id of a user, as the host knows it')
      .description('print everything held about a user, as one JSON object')
      .option('--out <file>', 'write it to a new file, which only you can read')
      .addHelpText('after', HELP)
      .action((input: string, options: { out?: string }) =>
        run(async (tools) => {
          const { config, database, clock, personHash } = tools;
          const user_id = readUserId(input);
          if (user_id === null) throw new Error(`A user id is 1 to ${USER_ID_CHARACTERS} characters long`);
          if ((await heldAbout(tools, user_id)).size === 0) throw new Error('Nothing is held about this user');
          await auditCommand(tools, 'user_export', {}, user_id);
          const deps = { database, clock, projectZone: config.timezone, personHash };
          if (options.out === undefined) await exportUser(deps, user_id, process.stdout);
          else await exportTo(deps, user_id, options.out);
        }),
      ),
};

/** A file that is whole, or none. */
async function exportTo(deps: ExportDeps, user_id: string, path: string): Promise<void> {
  const out = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  // A file that is there already is left as it is.
  const opened = Promise.withResolvers<void>();
  out.once('open', () => opened.resolve()).once('error', opened.reject);
  await opened.promise;
  try {
    await exportUser(deps, user_id, out);
    out.end();
    await finished(out);
  } catch (error) {
    out.destroy();
    rmSync(path, { force: true });
    throw error;
  }
}

const HELP = `
The document holds what the host has said, what the user did, what was made of it, and what was sent: also their segment
and churn risk, which no screen shows to users. It is theirs, and yours to hand over. Secrets are left out: keys of push
subscriptions, tokens that bind a chat.

Examples:
  $ retention export-user 123 --out 123.json
  $ retention export-user 123 | jq '.events | length'
`;
