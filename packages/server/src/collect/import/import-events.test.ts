import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { existsSync, lstatSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../test/database.ts';
import type { Database } from '../../db/database.ts';
import { openFolder, witness } from '../../file/file.fixture.ts';
import { storeFacts } from '../../host/facts-store.ts';
import { importEvents, type EventFileOptions, type EventImportTools } from './command.ts';
import { createPersonHash } from '../../db/person-hash.ts';

const personHash = createPersonHash('');

const { database, connectionString, clock } = await openTestDatabase({ now: '2024-01-15T10:30:00Z' });
const folder = openFolder();
const MEMORY_MB = 80;

afterEach(async () => {
  await database.session(async (client) => client.query('TRUNCATE person, event, active_day'));
});

type Given = Partial<EventFileOptions> & Partial<EventImportTools> & { timezone?: string };

async function run(file: string, given: Given = {}) {
  const seen = witness();
  const options = { column: new Map(), map: new Map([['purchase', 'session_start']]), ...given };
  const tools = {
    config: { timezone: 'UTC' },
    database,
    clock,
    personHash,
    signal: new AbortController().signal,
    ...seen,
    ...given,
  };
  const summary = await importEvents(file, options, tools);
  return { summary, ...seen };
}

/** Everything the import wrote, but when. */
async function state() {
  return database.session(async (client) => {
    const events = await client.query(
      'SELECT user_id, id, type, occurred_at, local_day, metadata FROM event ORDER BY user_id, id, local_day',
    );
    const days = await client.query('SELECT * FROM active_day ORDER BY user_id, day');
    const people = await client.query('SELECT user_id, first_event_on, registered_on FROM person ORDER BY user_id');
    return { events: events.rows, days: days.rows, people: people.rows };
  });
}

async function count(): Promise<number> {
  const { events } = await state();
  return events.length;
}

const HEADER = 'user_id,timestamp,type';

/** A history of some months and people with identical rows near and far; every fifth brings metadata. */
function history(rows: number): string[] {
  return Array.from({ length: rows }, (_, index) => {
    const number = index % 11 === 10 ? index - 10 : index;
    const at = new Date(Date.UTC(2023, 8, 1) + ((number * 7919) % (120 * 24 * 60)) * 60_000).toISOString();
    return `user ${number % 37},${at},${number % 3 === 0 ? 'habit_completed' : 'purchase'}`;
  });
}

function csv(rows: readonly string[]): string {
  return `${HEADER}\n${rows.join('\n')}\n`;
}

/** A database whose transactions go wrong as told, by their number from 1. */
function faulty(fail: (number: number) => Error | 'after' | null): Database {
  let number = 0;
  return {
    ...database,
    transaction: async (work) => {
      const failure = fail(++number);
      if (failure instanceof Error) throw failure;
      const result = await database.transaction(work);
      if (failure === 'after') throw new Error('Connection terminated unexpectedly');
      return result;
    },
  };
}

describe('import events', () => {
  it('stores a history once, however often it is imported, in whatever order, packed or not', async () => {
    const rows = history(3000);
    const first = await run(folder.write(csv(rows)));
    expect(first.summary).toMatchObject({ read: 3000, stored: 3000, known: 0, finished: true, refused: { count: 0 } });
    const before = await state();
    expect(before.events).toHaveLength(3000);
    for (const content of [csv(rows), csv(rows.toReversed()), gzipSync(csv(rows))]) {
      const again = await run(folder.write(content));
      expect(again.summary).toMatchObject({ read: 3000, stored: 0, known: 3000 });
      expect(await state()).toEqual(before);
    }
    const ndjson = rows.map((row) => {
      const [user_id, timestamp, type] = row.split(',');
      return JSON.stringify({ user_id, timestamp, type });
    });
    expect((await run(folder.write(ndjson.join('\n')))).summary).toMatchObject({ stored: 0, known: 3000 });
    expect(await state()).toEqual(before);
  });

  it('keeps days in step with events', async () => {
    await run(folder.write(csv(history(2000))));
    const { rows } = await database.session((client) =>
      client.query(`SELECT user_id, day, actions, habit_completed FROM active_day
        EXCEPT SELECT user_id, local_day, count(*), count(*) FILTER (WHERE type = 'habit_completed') FROM event GROUP BY 1, 2`),
    );
    expect(rows).toEqual([]);
  });

  it('says what it read, in words or as JSON', async () => {
    const file = folder.write(csv(history(100)));
    const { printed } = await run(file);
    expect(printed[0]).toMatch(/^read {11}100 {3}in .* rows\/s$/);
    expect(printed.slice(1)).toEqual(['stored         100', 'already known    0', 'refused          0']);
    const json = await run(file, { json: true });
    expect(JSON.parse(json.printed.join())).toMatchObject({ read: 100, stored: 0, known: 100, finished: true });
  });

  it('continues where it was interrupted, wherever that was', async () => {
    const file = folder.write(csv(history(30_000)));
    await run(file);
    const whole = await state();
    for (const stop of [1, 2, 4]) {
      await database.session((client) => client.query('TRUNCATE person, event, active_day'));
      const controller = new AbortController();
      const stopping = faulty((number) => {
        if (number === stop) controller.abort();
        return null;
      });
      const { summary, shown } = await run(file, { database: stopping, signal: controller.signal });
      expect(summary.finished).toBe(false);
      expect(summary.stored).toBe(await count());
      expect(summary.stored).toBeLessThan(30_000);
      expect(shown.join('')).toContain('Interrupted. Run the same command again');
      const rest = await run(file);
      expect(rest.summary.stored + summary.stored).toBe(30_000);
      expect(await state()).toEqual(whole);
    }
  });

  it('goes on when the database comes back, also where nobody knows whether it had committed', async () => {
    const lost = new Error('Connection terminated');
    const shaky = faulty((number) => (number % 3 === 1 ? lost : number % 3 === 2 ? 'after' : null));
    const { summary, shown } = await run(folder.write(csv(history(12_000))), { database: shaky });
    expect(summary.stored + summary.known).toBe(12_000);
    expect(await count()).toBe(12_000);
    expect(shown.join('')).toContain('trying again');
  });

  it('gives up on a database that stays away, and says how to go on', async () => {
    const gone = faulty(() => new Error('connect ECONNREFUSED'));
    const file = folder.write(csv(history(10)));
    await expect(run(file, { database: gone, patienceMs: 50 })).rejects.toThrow(
      /^Stopped: connect ECONNREFUSED\. Run the same command again/,
    );
    expect(await count()).toBe(0);
  });

  it('stores the same file once when two import it at the same time', async () => {
    const file = folder.write(csv(history(8000)));
    const both = await Promise.all([run(file), run(file, { refused: folder.path('other.ndjson') })]);
    expect(both[0].summary.stored + both[1].summary.stored).toBe(8000);
    expect(await count()).toBe(8000);
  });

  it('knows an event again though its person has moved to another zone, across the end of a month', async () => {
    const file = folder.write(csv(['1,2023-10-31T22:30:00Z,purchase', '1,2023-10-01T01:00:00Z,purchase']));
    await run(file);
    for (const timezone of ['Asia/Tokyo', 'America/Los_Angeles']) {
      await storeFacts(database, [{ user_id: '1', said: { timezone } }], { now: clock.now(), zone: 'UTC', personHash });
      expect((await run(file)).summary).toMatchObject({ stored: 0, known: 2 });
    }
    expect(await count()).toBe(2);
  });

  it('takes an event once that brings its id twice, and stays quick afterwards', async () => {
    const id = '018f3c5e-7d2a-7cc1-9d0e-5a4b3c2d1e0f';
    const rows = [`1,2023-10-31T22:30:00Z,purchase,${id}`, `1,2023-10-31T22:30:00Z,purchase,${id}`];
    const { summary } = await run(folder.write(`${HEADER},id\n${rows.join('\n')}`));
    expect(summary).toMatchObject({ stored: 1, known: 1 });
  });

  it('refuses rows one by one, each with its line and reason, into a file beside', async () => {
    const file = folder.write(
      `${HEADER}\n1,2023-01-01T00:00:00Z,bought\n2,2023-01-01T00:00:00Z,purchase\n3,x,purchase\n`,
    );
    const { summary, printed } = await run(file);
    expect(summary).toMatchObject({ read: 3, stored: 1, refused: { count: 2 } });
    expect(folder.refused(file)).toEqual([
      {
        line: 2,
        reason: expect.stringContaining("Unknown event type 'bought'"),
        input: '1,2023-01-01T00:00:00Z,bought',
      },
      { line: 4, reason: expect.stringContaining('not a date'), input: '3,x,purchase' },
    ]);
    expect(printed.join('\n')).toContain(`see ${file}.refused.ndjson\n  line 2: Unknown`);
    writeFileSync(file, csv(['2,2023-01-01T00:00:00Z,purchase']));
    await run(file);
    expect(existsSync(`${file}.refused.ndjson`)).toBe(false);
  });

  it('fails where not one row could be taken', async () => {
    const file = folder.write(csv(['1,2023-01-01T00:00:00Z,bought']));
    await expect(run(file)).rejects.toThrow(/^None of the 1 rows could be taken. The first, line 2: Unknown/);
  });

  it('stores what comes before the place where a file breaks', async () => {
    const rows = history(20_000);
    const packed = gzipSync(csv(rows));
    await expect(run(folder.write(packed.subarray(0, packed.length / 2)))).rejects.toThrow(
      /gzip.*rows before are imported/s,
    );
    const half = await count();
    expect(half).toBeGreaterThan(1000);
    await expect(run(folder.write(`${csv(rows.slice(0, 50))}1,"open`))).rejects.toThrow('Line 52 opens a quote');
    expect(await count()).toBe(half);
  });

  it('does not begin where refused rows could not be written', async () => {
    const file = folder.write(csv(history(10)));
    await expect(run(file, { refused: folder.path('no/such/folder') })).rejects.toThrow(
      'Refused rows could not be written',
    );
    const precious = folder.write('precious', 'precious.txt');
    await expect(run(file, { refused: precious })).rejects.toThrow('holds something else');
    await expect(run(file, { refused: file })).rejects.toThrow('names the file to import');
    expect(statSync(precious).size).toBe(8);
    expect(await count()).toBe(0);
  });

  it('writes through a link and leaves it standing', async () => {
    const file = folder.write(csv(['1,2023-01-01T00:00:00Z,bought', '1,2023-01-01T00:00:00Z,purchase']));
    const target = folder.write('', 'target.ndjson');
    const link = folder.path('link.ndjson');
    symlinkSync(target, link);
    await run(file, { refused: link });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(target).size).toBeGreaterThan(10);
  });

  it('needs no more memory for a longer file', async () => {
    const rows = Array.from({ length: 300_000 }, (_, index) => {
      const at = new Date(Date.UTC(2023, 8, 1) + index * 30_000).toISOString();
      return `user ${(index * 31) % 500},${at},session_start`;
    });
    // Held in memory these rows would take twice as much, and the thread would be ended.
    const worker = new Worker(new URL('memory.fixture.ts', import.meta.url), {
      workerData: { file: folder.write(csv(rows)), connectionString, now: clock.now() },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    const [stored] = await once(worker, 'message');
    await once(worker, 'exit');
    expect(stored).toBe(300_000);
  }, 60_000);
});
