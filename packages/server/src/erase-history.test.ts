import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { storedCounts } from '../test/counts.ts';
import { openTestDatabase } from '../test/database.ts';
import { crowdedHistory, history, PROJECT_ZONES, type History } from '../test/reference/history.ts';
import { play, type Compared, type Incident, type Stage } from '../test/reference/play.ts';
import { openStage } from '../test/reference/stage.ts';
import type { World } from '../test/reference/world.ts';
import type { CatchUpDeps } from './catch-up.ts';
import { createPersonHash } from './db/person-hash.ts';
import { erasePeople, removeEvents } from './erase.ts';
import { TEST_CONFIG } from './http/config.fixture.ts';
import { rebuild } from './rebuild.ts';

/** People of the crowded history, and how many of them are erased; histories of few in which somebody is. */
const CROWD = Number(process.env['ERASE_CROWD'] ?? 40);
const ERASED = Math.round(CROWD * 0.4);
const HISTORIES = Number(process.env['ERASE_HISTORIES'] ?? 2);
const SEED = Number(process.env['ERASE_SEED'] ?? 20_240_115);

const test = await openTestDatabase();
const { database, clock } = test;
const personHash = createPersonHash(TEST_CONFIG.erasureKey);
const stages = new Map<string, Stage>();

beforeAll(async () => {
  for (const zone of PROJECT_ZONES) stages.set(zone, await openStage(test, zone));
});

function rows<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return database.session(async (client) => (await client.query(text, [...values])).rows as Row[]);
}

async function empty(): Promise<void> {
  const [tables] = await rows<{ names: string }>(
    `SELECT string_agg(quote_ident(relname), ', ') AS names FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
       AND relname NOT IN ('migration', 'audit')`,
  );
  await rows(`TRUNCATE ${tables?.names ?? ''}`);
}

/** The same numbers in the same order wherever they are drawn. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Some of them, whichever it falls on. */
function drawn<T>(all: readonly T[], count: number, random: () => number): T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .slice(0, count)
    .map(({ one }) => one);
}

/** What is counted must be what is counted anew from the rows that are left, months included. */
async function expectAggregates(deps: CatchUpDeps): Promise<void> {
  const months = () => rows('SELECT day::text, actions, people FROM month_actions ORDER BY day, actions');
  const counted = await storedCounts(database);
  const countedMonths = await months();
  await rebuild(deps, { from: 0, to: -1 });
  expect(await storedCounts(database)).toEqual(counted);
  expect(await months()).toEqual(countedMonths);
}

/** Nights that were missed are judged, and months counted: what is counted anew later differs by the incident alone. */
async function lookAtEverybody(deps: CatchUpDeps): Promise<void> {
  await rebuild(deps, { from: 0, to: -1 });
}

/** Plays a history in which something happens to it, and compares every number with one in which nothing had to. */
async function differences(told: History, compared: Compared, incidents: readonly Incident[]): Promise<string> {
  const stage = stages.get(told.project_zone);
  if (stage === undefined) throw new Error(`no stage in ${told.project_zone}`);
  await empty();
  return (await play(told, stage, compared, incidents)).slice(0, 20).join('\n');
}

function erasing(told: History, when: number, count: number, random: () => number): Incident {
  const deps = { database, clock, projectZone: told.project_zone, personHash };
  return {
    when,
    async happens(world: World) {
      await lookAtEverybody(deps);
      const user_ids = drawn([...world.people.keys()], count, random);
      expect(await erasePeople(deps, user_ids)).toBe(user_ids.length);
      for (const user_id of user_ids) world.erase(user_id);
      await stages.get(told.project_zone)?.catchUp();
      await expectAggregates(deps);
    },
  };
}

interface StoredEvent {
  readonly user_id: string;
  readonly id: string;
  readonly type: string;
  readonly day: number;
  readonly feature: string | null;
}

function removing(told: History, when: number, share: number, random: () => number): Incident {
  const deps = { database, clock, projectZone: told.project_zone };
  return {
    when,
    async happens(world: World) {
      await lookAtEverybody(deps);
      const all = await rows<StoredEvent>(
        `SELECT user_id, id, type, local_day - DATE '1970-01-01' AS day, metadata->>'feature' AS feature FROM event
         ORDER BY user_id, occurred_at, type, feature, local_day`,
      );
      const gone = drawn(all, Math.ceil(all.length * share), random);
      const removals = gone.map(({ user_id, id }) => ({ user_id, ids: [id] }));
      expect(await removeEvents(deps, removals)).toBe(gone.length);
      for (const { user_id, feature, ...event } of gone) {
        world.removeEvent(user_id, { ...event, feature: feature ?? undefined });
      }
      await stages.get(told.project_zone)?.catchUp();
      await expectAggregates(deps);
    },
  };
}

it(
  `${ERASED} of ${CROWD} people erased: every number is that of a history without them`,
  { timeout: 900_000 },
  async () => {
    const [told] = fc.sample(crowdedHistory(CROWD, 45), { numRuns: 1, seed: SEED });
    if (told === undefined) throw new Error('no history was drawn');
    const compared = { cells: 0, lists: 0 };
    expect(await differences(told, compared, [erasing(told, 70, ERASED, dice(SEED))])).toBe('');
    process.stdout.write(
      `erase: ${ERASED} of ${CROWD}, ${compared.cells} cells and ${compared.lists} lists, none differs\n`,
    );
  },
);

it.each([
  [
    'people erased',
    (told: History, random: () => number) =>
      [35, 85].map((when) => erasing(told, when, 1 + Math.floor(random() * 2), random)),
  ],
  [
    'events removed',
    (told: History, random: () => number) => [50, 90].map((when) => removing(told, when, 0.3, random)),
  ],
] as const)(
  `${HISTORIES} histories with %s: every number is that of a history without them`,
  { timeout: 900_000 },
  async (_, incidents) => {
    const compared = { cells: 0, lists: 0 };
    await fc.assert(
      fc.asyncProperty(history, fc.nat(), async (told, seed) => {
        const found = await differences(told, compared, incidents(told, dice(seed)));
        if (found !== '') throw new Error(found);
      }),
      { numRuns: HISTORIES, seed: SEED, endOnFailure: true },
    );
  },
);
