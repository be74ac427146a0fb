import { setTimeout as delay } from 'node:timers/promises';
import { formatInstant } from '@retention/domain/day';
import type { Surroundings } from '@retention/server/beside';
import { makeDemo } from '@retention/server/demo';
import { clearDemo } from '@retention/server/demo-clear';
import { lookInto } from '@retention/server/demo-found';
import { isSettled, migrate } from './migrate.ts';
import { makeReadyPerson } from './ready-person.ts';
import { READY_USER_ID } from './ready-story.ts';
import { fillingSql } from './sql.ts';

/** Enough for every chart to look alive, few enough for some seconds. */
export const DEMO = { users: 1_000, days: 365, seed: 1 } as const;
/** The ids of the demo's people begin here. */
const FIRST_ID = 1001;
/** Key of the advisory lock under which one process fills. */
const FILLING = 1_000_002;
const LOOK_AGAIN_MS = 250;

/** What a start has to do with this database. */
export type Place =
  /** Everybody in it is made up: the app is served. */
  | { readonly kind: 'demo'; readonly people: number }
  /** It holds real people, and is left alone. */
  | { readonly kind: 'real' }
  /** It is empty, and somebody's own (DATABASE_URL): nothing is made up in there unasked. */
  | { readonly kind: 'empty' };

export type FillTools = Surroundings & {
  readonly screen: { readonly isTTY?: boolean; write(text: string): unknown };
  /** How many people, for how long; less in tests. */
  readonly demo?: { readonly users: number; readonly days: number; readonly seed: number };
};

/** Fills an empty database, goes on where a filling was interrupted, and leaves every other alone. */
export function fill(tools: FillTools): Promise<Place> {
  const { database, signal } = tools;
  return database.session(async (client) => {
    for (;;) {
      const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [FILLING]);
      if (rows[0]?.locked === true) break;
      await delay(LOOK_AGAIN_MS, undefined, { signal });
    }
    try {
      return await fillAlone(tools);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [FILLING]);
    }
  });
}

async function fillAlone(tools: FillTools): Promise<Place> {
  const { database, config, clock, demo = DEMO } = tools;
  if (await isSettled(database)) {
    await migrate(database);
    const [filling] = await database.query<{ people: number; finished_at: number | null }>(fillingSql.op_filling_found);
    if (filling !== undefined && filling.finished_at !== null) return { kind: 'demo', people: filling.people };
    if (filling !== undefined) {
      await clearDemo(database, idsOf(filling.people));
      return fillFrom(tools, demo);
    }
  }
  const found = await lookInto(database);
  if (found.state === 'empty' && config.databaseUrl !== null) return { kind: 'empty' };
  if (found.state === 'empty') return fillFrom(tools, demo);
  if (found.state !== 'used' || found.demo_people * 2 < found.people) return { kind: 'real' };
  // Made by `retention demo`: only the ready person is missing.
  await migrate(database);
  await makeReadyPerson({ database, clock, projectZone: config.timezone });
  await tools.catchUp();
  await begin(tools, found.people);
  await finish(tools);
  return { kind: 'demo', people: found.people };
}

async function fillFrom(tools: FillTools, demo: typeof DEMO | NonNullable<FillTools['demo']>): Promise<Place> {
  const { database, config, clock, signal, screen } = tools;
  screen.write(`First start: filling an empty database with ${demo.users.toLocaleString('en')} made-up people …\n`);
  await migrate(database);
  await begin(tools, demo.users);
  // What it says at its end, the banner says better.
  const print = (): void => undefined;
  await makeDemo(demo, { ...tools, print });
  signal.throwIfAborted();
  await makeReadyPerson({ database, clock, projectZone: config.timezone });
  await tools.catchUp();
  await finish(tools);
  return { kind: 'demo', people: demo.users };
}

function begin({ database, clock }: FillTools, people: number): Promise<unknown> {
  return database.query(fillingSql.op_filling_begin, [people, formatInstant(clock.now())]);
}

function finish({ database, clock }: FillTools): Promise<unknown> {
  return database.query(fillingSql.op_filling_finish, [formatInstant(clock.now())]);
}

function idsOf(people: number): string[] {
  return [String(READY_USER_ID), ...Array.from({ length: people }, (_, at) => String(FIRST_ID + at))];
}
