import { formatInstant, parseInstant, type Instant } from '@retention/domain/day';
import { RULES } from '@retention/domain/rule';
import { triggerDefinition } from '@retention/domain/trigger';
import { writeUserId } from '@retention/domain/user';
import type { Command, Tools } from '../command.ts';
import { dryRun, type DryRun, type WouldGet } from './dry-run.ts';
import type { LookDeps } from './look.ts';

export type LookDepsOf = (tools: Pick<Tools, 'config' | 'database' | 'clock'>) => LookDeps;

/** `retention triggers --at … --dry-run`. What a look needs is composed by the caller. */
export function triggersCommand(depsOf: LookDepsOf): Command {
  return {
    register: (program, { run }) =>
      program
        .command('triggers')
        .description('print who would get what at a moment; nothing is sent')
        .option('--at <instant>', 'the moment, ahead or past, like 2024-01-15T20:00:00+03:00 (default: now)')
        .requiredOption('--dry-run', 'say what would happen: messages leave by the server alone')
        .option('--json', 'one JSON object a line, for machines')
        .action((options: { at?: string; json?: true }) =>
          run(async (tools) => {
            const at = readMoment(options.at) ?? tools.clock.now();
            // What has changed is judged first: a look goes by it.
            await tools.catchUp();
            const deps = depsOf(tools);
            const found = await dryRun(deps, at, { signal: tools.signal });
            if (options.json === true) printJson(tools, found);
            else printTable(tools, found, at, deps.configured);
          }),
        ),
  };
}

function readMoment(text: string | undefined): Instant | null {
  if (text === undefined) return null;
  const at = parseInstant(text);
  if (typeof at === 'number') return at;
  const missing = at === 'no-zone' ? 'has no zone: end it with Z or an offset like +03:00' : 'is no instant';
  throw new Error(`--at is '${text}', which ${missing}; give one like 2024-01-15T20:00:00+03:00`);
}

function printJson({ print }: Tools, { triggers }: DryRun): void {
  for (const would of [...triggers.values()].flat()) {
    const until = would.until === null ? null : formatInstant(would.until);
    print(JSON.stringify({ ...would, user_id: writeUserId(would.user_id), until }));
  }
}

/** So many people of a type are named; the rest is counted. */
const MOST_NAMED = 10;

function printTable(
  { print }: Tools,
  { people, triggers }: DryRun,
  at: Instant,
  configured: LookDeps['configured'],
): void {
  print(`As of ${formatInstant(at)}, if nothing more happens until then: ${people} people looked at`);
  const channels = configured.size === 0 ? 'none' : [...configured].join(', ');
  print(`Channels configured in this shell, which a server may have more of: ${channels}`);
  for (const [type, found] of triggers) {
    const free = found.filter(({ held_by }) => held_by === null);
    print('');
    print(`${triggerDefinition(type).label.en} (${type}): ${found.length} match, ${free.length} would be spoken to`);
    for (const [rule, count] of held(found)) print(`  ${String(count).padStart(7)}  held: ${rule}`);
    for (const { user_id, channels } of free.slice(0, MOST_NAMED))
      print(`           ${user_id}  ${channels.join(', ')}`);
    if (free.length > MOST_NAMED) print(`           … and ${free.length - MOST_NAMED} more (--json lists all)`);
  }
}

function held(found: readonly WouldGet[]): [rule: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { held_by } of found) {
    if (held_by !== null) counts.set(RULES[held_by].label.en, (counts.get(RULES[held_by].label.en) ?? 0) + 1);
  }
  return [...counts];
}
