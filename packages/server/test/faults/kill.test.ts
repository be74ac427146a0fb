import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { testClock } from '../clock.ts';
import { expectCountsToHold } from '../counts.ts';
import { Keeper } from './keeper.ts';
import { Ledger } from './ledger.ts';
import { Load, progress } from './load.ts';
import { freeze, signal, type Process } from './postgres-process.ts';
import { chooseSeed, Random } from './random.ts';
import { until } from './until.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** Kills in total; more of them by hand: FAULT_KILLS=400. */
const KILLS = Number(process.env['FAULT_KILLS'] ?? 14);
const TIMEOUT_MS = 60_000 + KILLS * 15_000;

const FAULTS = {
  'kill -9 of the server': ({ keeper }: Stage) => keeper.server.kill('SIGKILL'),
  'kill -9 of the postmaster': (stage: Stage) => killSome(stage, (all) => all.slice(0, 1)),
  'kill -9 of one process of PostgreSQL': (stage: Stage) => killSome(stage, (all) => [stage.random.pick(all.slice(1))]),
  'kill -9 of all of PostgreSQL': (stage: Stage) => killSome(stage, (all) => all),
  'PostgreSQL frozen for a moment': (stage: Stage) => freezeFor(stage, stage.random.whole(200, 1500)),
  // Longer than requests wait: they are answered with 503, and their events are stored nevertheless.
  'PostgreSQL frozen for longer than requests wait': async (stage: Stage) => {
    await progress(stage.load, 'the fault before');
    await freezeFor(stage, 6_000);
  },
};
type Fault = keyof typeof FAULTS;

interface Stage {
  readonly workspace: Workspace;
  readonly keeper: Keeper;
  readonly load: Load;
  readonly random: Random;
}

/** Its processes as soon as it has some besides the postmaster: recovering will do, being away will not. */
async function running({ workspace }: Stage): Promise<readonly Process[]> {
  await until('PostgreSQL runs', () => workspace.postgres().length > 1);
  return workspace.postgres();
}

async function killSome(stage: Stage, choose: (all: readonly Process[]) => readonly Process[]): Promise<void> {
  for (const victim of choose(await running(stage))) signal(victim, 'SIGKILL');
}

async function freezeFor(stage: Stage, milliseconds: number): Promise<void> {
  const thaw = await freeze(await running(stage));
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
        await FAULTS[fault]({ workspace, keeper, load, random });
        // Mostly not before it has recovered; sometimes in the middle of that.
        if (random.chance(0.75)) await progress(load, fault);
        await delay(random.whole(100, 900));
      }
      await progress(load, 'the last fault');
      await load.stop();
      const code = await keeper.stop();
      expect(code, `${keeper.server.output()}\n${workspace.postgresLog()}`).toBe(0);
      await until('PostgreSQL has stopped with the server', () => workspace.postgres().length === 0);
      const counts = await workspace.read(async (database) => {
        await expectCountsToHold({ database, clock: testClock(now), projectZone: 'Europe/Moscow' });
        return ledger.check(database);
      });
      const answers = [...load.statuses].map(([status, times]) => `${status}: ${times}`).join(', ');
      process.stdout.write(`${JSON.stringify(counts)}; answers ${answers}; fallen ${keeper.fallen.length}\n`);
      expect([...load.statuses.keys()].toSorted((one, other) => one - other)).toEqual([0, 200, 503]);
      expect(keeper.fallen).toEqual([]);
    },
  );
});
