import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { history, PROJECT_ZONES, type History } from '../../test/reference/history.ts';
import { play, type Compared, type Stage } from '../../test/reference/play.ts';
import { openStage } from '../../test/reference/stage.ts';

/** Random histories, of which every number and every list is compared with the reference. */
const HISTORIES = Number(process.env['PROVABLE_HISTORIES'] ?? 60);
/**
 * The same histories every time, so that a failure is news of the change at hand; another seed plays others. The seed and
 * the path of a failure, as it prints them, play that history alone, and look for a smaller one that fails too.
 */
const SEED = Number(process.env['PROVABLE_SEED'] ?? 1_401_113_132);
const PATH = process.env['PROVABLE_PATH'];
const MOST_LINES = 20;

const test = await openTestDatabase();
const stages = new Map<string, Stage>();

beforeAll(async () => {
  for (const zone of PROJECT_ZONES) stages.set(zone, await openStage(test, zone));
});

/** Empties the tables, so that every history begins with nothing. */
async function empty(): Promise<void> {
  await test.database.session(async (client) => {
    const { rows } = await client.query<{ tables: string }>(
      `SELECT string_agg(quote_ident(relname), ', ') AS tables FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
         AND relname NOT IN ('migration', 'audit')`,
    );
    await client.query(`TRUNCATE ${rows[0]?.tables}`);
  });
}

async function differing(told: History, compared: Compared): Promise<string> {
  const stage = stages.get(told.project_zone);
  if (stage === undefined) throw new Error(`no stage in ${told.project_zone}`);
  await empty();
  const found = await play(told, stage, compared);
  // One cause shows in many numbers.
  if (found.length > MOST_LINES) found.splice(MOST_LINES, Infinity, `and ${found.length - MOST_LINES} more`);
  return found.join('\n');
}

/** Plays so many histories; the first that differs ends it with its seed, and with what differs. */
async function expectSame(histories: number, seed: number): Promise<Compared> {
  const compared = { cells: 0, lists: 0 };
  await fc.assert(
    fc.asyncProperty(history, async (told) => {
      const found = await differing(told, compared);
      if (found !== '') throw new Error(found);
    }),
    PATH === undefined
      ? { numRuns: histories, seed, endOnFailure: true }
      : { numRuns: histories, seed, path: PATH, interruptAfterTimeLimit: 300_000 },
  );
  return compared;
}

it(
  `${HISTORIES} random histories: every number is the reference's, every list as long as its number`,
  { timeout: 900_000 },
  async () => {
    process.stdout.write(`provable: PROVABLE_SEED=${SEED}\n`);
    const { cells, lists } = await expectSame(HISTORIES, SEED);
    process.stdout.write(`provable: ${HISTORIES} histories, ${cells} cells and ${lists} lists, none differs\n`);
  },
);

it.skipIf(PATH !== undefined)('and they are whatever the zone of the process', { timeout: 120_000 }, async () => {
  const before = process.env['TZ'];
  try {
    for (const zone of ['Pacific/Apia', 'America/St_Johns']) {
      process.env['TZ'] = zone;
      // Whether it was heard at all.
      expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
      await expectSame(5, SEED);
    }
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
});
