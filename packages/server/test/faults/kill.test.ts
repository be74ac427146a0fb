import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Keeper } from './keeper.ts';
import { Ledger } from './ledger.ts';
import { Load, progress } from './load.ts';
import { freeze, signal } from './postgres-process.ts';
import { chooseSeed, Random } from './random.ts';
import { until } from './until.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** Kills in total; more of them by hand: FAULT_KILLS=400. */
const KILLS = Number(process.env['FAULT_KILLS'] ?? 20);
const TIMEOUT_MS = 60_000 + KILLS * 15_000;

const FAULTS = {
  'kill -9 of the server': ({ keeper }: Stage) => keeper.server.kill('SIGKILL'),
  'kill -9 of the postmaster': ({ workspace }: Stage) => killSome(workspace, ([postmaster]) => [postmaster]),
  'kill -9 of one process of PostgreSQL': ({ workspace, random }: Stage) =>
    killSome(workspace, ([, ...children]) => (children.length > 0 ? [random.pick(children)] : [])),
  'kill -9 of all of PostgreSQL': ({ workspace }: Stage) => killSome(workspace, (all) => all),
  'PostgreSQL frozen for a moment': ({ workspace, random }: Stage) => freezeFor(workspace, random.whole(200, 1500)),
  // Longer than requests wait: they are answered with 503, and their events are stored nevertheless.
  'PostgreSQL frozen for longer than requests wait': ({ workspace }: Stage) => freezeFor(workspace, 6_000),
};
type Fault = keyof typeof FAULTS;

interface Stage {
  readonly workspace: Workspace;
  readonly keeper: Keeper;
  readonly random: Random;
}

type Processes = ReturnType<Workspace['postgres']>;

function killSome(workspace: Workspace, choose: (all: Processes) => (Processes[number] | undefined)[]): void {
  for (const victim of choose(workspace.postgres())) if (victim !== undefined) signal(victim, 'SIGKILL');
}

async function freezeFor(workspace: Workspace, milliseconds: number): Promise<void> {
  const thaw = await freeze(workspace.postgres());
  await delay(milliseconds);
  await thaw();
}

/** As many kills as asked, of every kind, and some other misery between them. */
function plan(kills: number, random: Random): Fault[] {
  const kinds: Fault[] = [
    'kill -9 of the server',
    'kill -9 of the postmaster',
    'kill -9 of the server',
    'kill -9 of one process of PostgreSQL',
    'kill -9 of all of PostgreSQL',
  ];
  const chosen = Array.from({ length: kills }, (_, index) => kinds[index % kinds.length] ?? 'kill -9 of the server');
  return random.shuffled([
    ...chosen,
    'PostgreSQL frozen for a moment',
    'PostgreSQL frozen for a moment',
    'PostgreSQL frozen for longer than requests wait',
  ]);
}

// On the 20th nothing can lie in another month: repeats are found by the key of the partition. On the 4th they are looked
// up beforehand.
describe.each(['2024-03-20T12:00:00Z', '2024-03-04T12:00:00Z'])('at %s', (now) => {
  const workspace = openWorkspace();

  it(
    'whatever is killed under load, what was acknowledged is there exactly once',
    { timeout: TIMEOUT_MS },
    async () => {
      const seed = chooseSeed(`kill, ${now}`);
      const random = new Random(seed);
      const keeper = new Keeper(workspace, { RETENTION_NOW: now });
      await keeper.server.listening;
      const ledger = new Ledger();
      const load = new Load({ ledger, seed, now, targets: () => keeper.targets });
      await load.start();
      await progress(load, 'the start');
      for (const fault of plan(Math.ceil(KILLS / 2), random)) {
        await FAULTS[fault]({ workspace, keeper, random });
        // Mostly not before it has recovered; sometimes in the middle of that.
        if (random.chance(0.75)) await progress(load, fault);
        await delay(random.whole(100, 900));
      }
      await progress(load, 'the last fault');
      await load.stop();
      const code = await keeper.stop();
      expect(code, `${keeper.server.output()}\n${workspace.postgresLog()}`).toBe(0);
      await until('PostgreSQL has stopped with the server', () => workspace.postgres().length === 0);
      const counts = await workspace.read((database) => ledger.check(database));
      const answers = [...load.statuses].map(([status, times]) => `${status}: ${times}`).join(', ');
      process.stdout.write(`${JSON.stringify(counts)}; answers ${answers}; fallen ${keeper.fallen.length}\n`);
      expect([...load.statuses.keys()].filter((status) => ![0, 200, 503].includes(status))).toEqual([]);
      expect(keeper.fallen).toEqual([]);
    },
  );
});
