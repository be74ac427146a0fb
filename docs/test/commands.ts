import { readFileSync } from 'node:fs';
import { createProgram } from '@retention/server/cli';
import { fencesOf, proseOf, ROOT, wholeOf } from './pages.ts';
import { commandsOf, type Words } from './shell.ts';

/** Other programs that pages call; one that is not here is most likely misspelt. */
const PROGRAMS =
  'apt-get cat cd chmod chown cp createdb curl date docker echo export git gunzip install journalctl jq kill ln ls mkdir mv node openssl pg_dump pg_restore pip psql python rm set sleep sudo systemctl tar tee useradd'.split(
    ' ',
  );

type Program = ReturnType<typeof createProgram>;

/** What a page tells to run, and is not there: no such command, or not with these options. */
export function commandFaults(page: string): readonly string[] {
  const program = createProgram();
  const markdown = wholeOf(page);
  const blocks = fencesOf(markdown).filter(({ language }) => ['sh', 'bash', 'shell', 'console'].includes(language));
  // In a sentence a command may be named without what it wants.
  const inline = [...proseOf(markdown).matchAll(/`((?:npx )?retention [a-z][^`]*|npm (?:run|test|start)[^`]*)`/g)];
  return [
    ...blocks.flatMap(({ text }) => commandsOf(text)).map((words) => faultOf(program, words, 'run')),
    ...inline.flatMap(([, text = '']) => commandsOf(text)).map((words) => faultOf(program, words, 'named')),
  ].filter((fault) => fault !== null);
}

function faultOf(program: Program, words: Words, use: 'run' | 'named'): string | null {
  const [name = '', ...rest] = words;
  if (name === 'npx' && rest[0] === 'retention') return retentionFault(program, rest.slice(1), use);
  if (name === 'npx')
    return ['vitest', 'vitepress'].includes(rest[0] ?? '') ? null : `nothing is known of npx ${rest[0]}`;
  if (name === 'retention') return retentionFault(program, rest, use);
  if (name === 'npm') return npmFault(rest);
  if (name === 'docker') return retentionInDocker(program, rest, use);
  return PROGRAMS.includes(name) || name.startsWith('./') || name.startsWith('/')
    ? null
    : `there is no program '${name}'`;
}

/** What runs in a container of ours: `docker compose exec retention retention COMMAND`, `docker run … retention COMMAND`. */
function retentionInDocker(program: Program, rest: readonly string[], use: 'run' | 'named'): string | null {
  const at = rest.findLastIndex((word) => word === 'retention');
  const command = rest[at + 1];
  const isOurs = command !== undefined && program.commands.some((one) => one.name() === command);
  return at !== -1 && isOurs ? retentionFault(program, rest.slice(at + 1), use) : null;
}

function npmFault([command = '', ...rest]: readonly string[]): string | null {
  if (['start', 'test', 'install', 'i', 'ci', 'audit', 'pack'].includes(command)) return null;
  if (command !== 'run') return `npm ${command}: not known here`;
  const at = rest.findIndex((word) => word === '-w' || word === '--workspace');
  const folder = at === -1 ? '' : `${rest[at + 1]}/`;
  const script = rest.find((word, place) => !word.startsWith('-') && (at === -1 || place !== at + 1)) ?? '';
  const { scripts } = JSON.parse(readFileSync(`${ROOT}${folder}package.json`, 'utf8')) as { scripts: object };
  return Object.hasOwn(scripts, script) ? null : `npm run ${script}: ${folder}package.json has no such script`;
}

function retentionFault(program: Program, words: readonly string[], use: 'run' | 'named'): string | null {
  let command = program;
  let at = 0;
  for (let next = program; at < words.length; at++) {
    const found = next.commands.find((one) => one.name() === words[at]);
    if (found === undefined) break;
    command = next = found;
  }
  const said = `retention ${words.join(' ')}`;
  const rest = words.slice(at);
  if (command === program && !rest.every((word) => ['--help', '--version', '-V'].includes(word)))
    return `${said}: no such command`;
  let args = 0;
  for (let place = 0; place < rest.length; place++) {
    const word = rest[place] ?? '';
    if (!word.startsWith('-') || word === '-') {
      // A redirection and what follows it belong to the shell.
      if (/^\d?[<>]/.test(word)) break;
      args++;
      continue;
    }
    if (word === '--help') return null;
    const option = command.options.find(({ long, short }) => [long, short].includes(word.split('=')[0]));
    if (option === undefined) return `${said}: there is no option ${word}`;
    if ((option.required || option.optional) && !word.includes('=')) place++;
  }
  const wanted = command.registeredArguments.filter(({ required }) => required).length;
  const most = command.registeredArguments.some(({ variadic }) => variadic)
    ? Infinity
    : command.registeredArguments.length;
  if (args > most) return `${said}: too many arguments`;
  return use === 'run' && args < wanted ? `${said}: an argument is missing` : null;
}
