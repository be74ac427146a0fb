import { USER_ID_CHARACTERS, readUserId } from '@retention/domain/user';
import { askOnTerminal } from './ask.ts';
import type { Command, Tools } from './command.ts';
import { auditCommand } from './db/audit.ts';
import { allowAgain, eraseForGood } from './erase.ts';
import { heldAbout } from './erase/held.ts';
import { count } from './progress.ts';

interface Options {
  readonly yes?: true;
  readonly allowAgain?: true;
}

/** `retention erase-user USER`. Spec section 8. */
export const eraseUserCommand: Command = {
  register: (program, { run }) =>
    program
      .command('erase-user')
      .argument('<user>', 'the id of a user, as the host knows it')
      .description('remove everything held about a user, as if they had never been; it cannot be undone')
      .option('--yes', 'erase without asking')
      .option('--allow-again', 'let somebody who was erased come in again, from now on')
      .addHelpText('after', HELP)
      .action((input: string, options: Options) =>
        run(async (tools) => {
          const user_id = readUserId(input);
          if (user_id === null) throw new Error(`A user id is 1 to ${USER_ID_CHARACTERS} characters long`);
          await (options.allowAgain === true ? letIn(tools, user_id) : eraseUser(tools, user_id, options.yes === true));
        }),
      ),
};

async function eraseUser(tools: Tools, user_id: string, yes: boolean): Promise<void> {
  const { config, database, clock, personHash, signal, print } = tools;
  const held = await heldAbout(tools, user_id);
  print(held.size === 0 ? 'Nothing is held about this user.' : 'Held about this user, and about to go:');
  for (const [table, rows] of held) print(`  ${count(rows).padStart(10)}  ${table}`);
  if (!yes && !(await agreed(signal))) {
    print('Nothing was erased.');
    return;
  }
  await auditCommand(tools, 'user_erase', {}, user_id);
  const deps = { database, clock, projectZone: config.timezone, personHash };
  const { events, held: was } = await eraseForGood(deps, user_id, signal);
  print(
    was
      ? `Erased, ${count(events)} events among it; every figure is counted as if they had never been. What is sent for them is refused from now on.`
      : 'There was nothing to erase. Is the id right? What is sent for it is refused from now on; --allow-again takes that back.',
  );
}

async function letIn(tools: Tools, user_id: string): Promise<void> {
  const { print } = tools;
  await auditCommand(tools, 'user_allow', {}, user_id);
  const erased = await allowAgain(tools, user_id);
  print(erased ? 'They may come in again: what is sent for them is taken from now on.' : 'They had not been erased.');
}

/** Whether the person at the terminal agrees. Throws where there is nobody to ask. */
function agreed(signal: AbortSignal): Promise<boolean> {
  const ask = askOnTerminal(signal);
  if (ask === null) throw new Error('There is no terminal to ask on: pass --yes to erase without being asked');
  return ask('Erase all of this? [y/N] ');
}

const HELP = `
What remains is a keyed hash (RETENTION_ERASURE_KEY): by it every door knows that the person was erased, and the audit
says when it was done. Backups made before still hold them: a restore leaves them out where the database that it
replaces knows of the erasure, else erase them again.

Examples:
  $ retention export-user 123 --out 123.json
  $ retention erase-user 123
  $ retention erase-user 123 --allow-again
`;
