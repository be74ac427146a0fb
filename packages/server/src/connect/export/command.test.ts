import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../test/database.ts';
import type { Database } from '../../db/database.ts';
import { createPersonHash } from '../../db/person-hash.ts';
import { openFolder, witness } from '../../file/file.fixture.ts';
import type { CatchUpWith } from '../../command.ts';
import { connectExport, type ExportOptions, type ExportTools } from './command.ts';
import type { ExportMapping } from './mapping.ts';
import type { ExportKind } from './shape.ts';

const { database, clock } = await openTestDatabase({ now: '2026-02-01T00:00:00Z' });
const folder = openFolder();
const personHash = createPersonHash('a key of tests');
const mappingFile = folder.path('mapping.json');

afterEach(async () => {
  rmSync(mappingFile, { force: true });
  await database.session((client) => client.query('TRUNCATE person, event, active_day, trigger_setting'));
});

function sample(kind: ExportKind): string {
  return fileURLToPath(new URL(`../../../../../docs/sample/${kind}.ndjson`, import.meta.url));
}

type Given = Partial<ExportOptions> & { readonly tools?: Partial<ExportTools> };

async function run(kind: ExportKind, files: readonly string[], { tools: change, ...options }: Given = {}) {
  const seen = witness();
  const caughtUp: (CatchUpWith | undefined)[] = [];
  const tools: ExportTools = {
    config: {
      timezone: 'UTC',
      eventsKeepMonths: null,
      publicUrl: 'https://keep.example.com',
      host: 'localhost',
      port: 80,
    },
    database,
    clock,
    personHash,
    signal: new AbortController().signal,
    ask: null,
    catchUp: async (how) => void caughtUp.push(how),
    ...seen,
    ...change,
  };
  const refused = folder.path('refused.ndjson');
  const taken = await connectExport(kind, files, { mapping: mappingFile, refused, ...options }, tools);
  return { taken, caughtUp, ...seen };
}

function mapping(): ExportMapping {
  return JSON.parse(readFileSync(mappingFile, 'utf8')) as ExportMapping;
}

function correct(change: Partial<ExportMapping>): void {
  writeFileSync(mappingFile, JSON.stringify({ ...mapping(), ...change }));
}

function refusals(): string[] {
  const lines = readFileSync(folder.path('refused.ndjson'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { reason: string }).reason);
}

async function state() {
  return database.session(async (client) => {
    const events = await client.query(
      `SELECT user_id, id, type, to_char(occurred_at, 'MM-DD HH24:MI:SS.MS') AS at, local_day::text, metadata
       FROM event ORDER BY user_id, occurred_at, id`,
    );
    const people = await client.query(
      `SELECT user_id, email, first_name, timezone, joined_at::date::text AS joined FROM person ORDER BY user_id`,
    );
    const days = await client.query('SELECT user_id, day::text, actions FROM active_day ORDER BY user_id, day');
    return { events: events.rows, people: people.rows, days: days.rows };
  });
}

async function eventsAs(): Promise<string[]> {
  const { events } = await state();
  return events.map(({ user_id, at, type, metadata }) => `${user_id} ${at} ${type} ${JSON.stringify(metadata)}`);
}

describe('connect posthog', () => {
  it('guesses a mapping, and takes what it says', async () => {
    const { taken, caughtUp, printed } = await run('posthog', [sample('posthog')], { yes: true });
    expect(mapping()).toMatchObject({
      kind: 'posthog',
      user_id: ['properties.$user_id', 'distinct_id'],
      types: {
        'Habit Completed': 'habit_completed',
        $pageview: 'session_start',
        button_clicked: null,
        $identify: null,
      },
      metadata: { habit_done: { habit_id: 'properties.habitId', streak: 'properties.streak' } },
      people: { email: 'person_properties.email', joined_at: 'person_properties.created_at' },
    });
    expect(taken?.summary).toMatchObject({ read: 13, stored: 7, known: 1, left_out: 3, refused: { count: 2 } });
    expect([...(taken?.left_out ?? [])]).toEqual([
      ['nobody', 1],
      ['type', 2],
    ]);
    expect(await eventsAs()).toEqual([
      '1051 01-10 07:01:05.000 session_start null',
      '1051 01-10 07:02:00.500 habit_completed {"streak":3,"habit_id":12}',
      '1051 01-11 06:59:59.999 habit_completed {"streak":4,"habit_id":"12"}',
      '1051 01-11 21:30:00.000 journal_entry {"entry_id":903}',
      '1051 01-12 18:00:00.000 ai_coach_message {"session_id":"c-7","message_count":2}',
      '1051 01-12 18:05:00.000 feature_used {"feature":"goals"}',
      '1052 01-12 09:00:00.000 habit_completed {"habit_id":13}',
    ]);
    const { people, events } = await state();
    expect(people).toEqual([
      {
        user_id: '1051',
        email: 'anna@example.com',
        first_name: 'Анна',
        timezone: 'Europe/Moscow',
        joined: '2025-11-20',
      },
      { user_id: '1052', email: 'boris@example.com', first_name: null, timezone: null, joined: null },
    ]);
    // People come first: it is the 12th where Anna is.
    expect(events.find(({ type }) => type === 'journal_entry')).toMatchObject({ local_day: '2026-01-12' });
    expect(events[0]).toMatchObject({ id: '0192a1b0-0000-7000-8000-000000000003' });
    expect(refusals()).toEqual([
      expect.stringContaining('"timestamp" is missing'),
      expect.stringContaining('not JSON'),
    ]);
    expect(caughtUp).toEqual([{ history: true }]);
    expect(printed.slice(-2)).toEqual([
      expect.stringContaining('Every trigger is in shadow now'),
      'Who would get what: https://keep.example.com/admin/triggers/go-live',
    ]);
  });

  it('puts every trigger into shadow before the first row', async () => {
    await run('posthog', [sample('posthog')], { yes: true });
    const { rows } = await database.session((client) => client.query('SELECT DISTINCT mode FROM trigger_setting'));
    expect(rows).toEqual([{ mode: 'shadow' }]);
  });

  it('puts every trigger into shadow also where people are all there is to take', async () => {
    await run('posthog', [sample('posthog')], { preview: true });
    correct({ types: { $identify: 'session_start' }, until: '2020-01-01T00:00:00Z' });
    const { taken } = await run('posthog', [sample('posthog')], { yes: true });
    expect(taken?.summary.stored).toBe(0);
    expect((await state()).people).not.toEqual([]);
    const { rows } = await database.session((client) => client.query('SELECT DISTINCT mode FROM trigger_setting'));
    expect(rows).toEqual([{ mode: 'shadow' }]);
  });
});

describe('connect amplitude', () => {
  it('reads times as UTC, leaves devices out, and refuses what has no time', async () => {
    const { taken } = await run('amplitude', [sample('amplitude')], { yes: true });
    expect(taken?.summary).toMatchObject({ read: 14, stored: 7, known: 1, left_out: 4, refused: { count: 2 } });
    expect(await eventsAs()).toEqual([
      '1051 01-10 07:01:00.250 session_start null',
      '1051 01-10 07:02:00.500 habit_completed {"streak":3,"habit_id":12}',
      '1051 01-11 06:59:59.999 habit_completed {"habit_id":"12"}',
      '1051 01-11 21:30:00.000 journal_entry {"entry_id":903}',
      '1051 01-12 18:00:00.000 ai_coach_message {"session_id":"c-7"}',
      '1052 01-12 08:00:00.000 onboarding_completed {"variant":"b"}',
      '1052 01-12 10:00:00.000 habit_completed {"habit_id":13}',
    ]);
    expect(refusals()).toEqual([
      expect.stringContaining('"event_time" is missing'),
      expect.stringContaining('in the future'),
    ]);
    expect((await state()).people).toMatchObject([{ joined: '2025-11-20', timezone: 'Europe/Moscow' }, {}]);
  });
});

describe('connect mixpanel', () => {
  it('reads seconds and milliseconds', async () => {
    const { taken } = await run('mixpanel', [sample('mixpanel')], { yes: true });
    expect(taken?.summary).toMatchObject({ read: 11, stored: 5, known: 1, left_out: 3, refused: { count: 2 } });
    expect(await eventsAs()).toEqual([
      '1051 01-10 07:01:00.000 session_start null',
      '1051 01-10 07:02:00.000 habit_completed {"streak":3,"habit_id":12}',
      '1051 01-11 07:00:00.250 habit_completed {"streak":4,"habit_id":12}',
      '1051 01-11 08:00:00.000 journal_entry {"entry_id":903}',
      '1052 01-11 10:00:00.000 referral_sent {"channel":"telegram"}',
    ]);
  });

  it('tells a project that counts on a wall clock, and reads it so', async () => {
    const hour = 3600;
    const time = Date.UTC(2026, 0, 10, 23) / 1000;
    const rows = [0, 60].map((more) => ({
      event: 'Habit Completed',
      properties: { time: time + more, distinct_id: '1', mp_processing_time_ms: (time + more + 8 * hour + 2) * 1000 },
    }));
    const file = folder.write(rows.map((row) => JSON.stringify(row)).join('\n'));
    const { printed } = await run('mixpanel', [file], { preview: true });
    expect(printed.join('\n').replace(/\s+/g, ' ')).toContain('8 h behind the moments');
    await expect(run('mixpanel', [file], { timezone: 'America/Los_Angeles' })).rejects.toThrow('change it there');
    rmSync(mappingFile);
    await run('mixpanel', [file], { timezone: 'America/Los_Angeles', yes: true });
    expect(await eventsAs()).toEqual([
      '1 01-11 07:00:00.000 habit_completed null',
      '1 01-11 07:01:00.000 habit_completed null',
    ]);
  });
});

describe('what would be taken', () => {
  it('is shown, and nothing is taken without a yes', async () => {
    const silent = await run('amplitude', [sample('amplitude')]);
    expect(silent.taken).toBeNull();
    expect(silent.shown.join('')).toContain('with --yes this is taken');
    const questions: string[] = [];
    const ask = (answer: boolean) => async (question: string) => (questions.push(question), answer);
    const no = await run('amplitude', [sample('amplitude')], { tools: { ask: ask(false) } });
    const preview = await run('amplitude', [sample('amplitude')], { preview: true, tools: { ask: ask(true) } });
    expect([no.taken, preview.taken, questions]).toEqual([null, null, ['Take this? [y/N] ']]);
    expect((await state()).events).toEqual([]);
    const yes = await run('amplitude', [sample('amplitude')], { tools: { ask: ask(true) } });
    expect(yes.taken?.summary.stored).toBe(7);
  });

  it('says what is left out, and why', async () => {
    const { printed } = await run('amplitude', [sample('amplitude')], { preview: true, json: true });
    const [line = ''] = printed;
    expect(JSON.parse(line)).toMatchObject({
      sources: expect.arrayContaining([
        expect.objectContaining({ name: 'people', rows: 2 }),
        expect.objectContaining({
          name: 'events',
          what: 'habit_completed',
          from: 'Habit Completed',
          rows: 3,
          left_out: [
            { reason: 'without a user of yours (anonymous)', rows: 1 },
            { reason: 'refused, as their time or id cannot be used', rows: 2 },
          ],
          first: '2026-01-10T07:02:00.500Z',
        }),
      ]),
      examples: [
        {
          of: 'events',
          rows: expect.arrayContaining([
            {
              user_id: '1052',
              timestamp: '2026-01-12T08:00:00Z',
              type: 'onboarding_completed',
              metadata: '{"variant":"b"}',
            },
          ]),
        },
        { of: 'people', rows: expect.arrayContaining([expect.objectContaining({ email: 'anna@example.com' })]) },
      ],
      notes: expect.arrayContaining([
        expect.stringContaining('user_id (12 rows)'),
        expect.stringContaining('Paywall Shown (1)'),
        expect.stringContaining('email from user_properties.email'),
      ]),
    });
  });

  it('says that nobody is known by an id of theirs', async () => {
    const file = folder.write('{"event_type":"Habit Done","event_time":"2026-01-10 07:00:00","device_id":"d"}');
    const { printed } = await run('amplitude', [file], { preview: true });
    expect(printed.join('\n').replace(/\s+/g, ' ')).toContain('Not one row names a user of yours');
    const strange = folder.write('{"event_type":"Strange","event_time":"2026-01-10 07:00:00","user_id":"1"}');
    rmSync(mappingFile);
    await expect(run('amplitude', [strange], { yes: true })).rejects.toThrow('Nothing would be taken');
  });
});

describe('a mapping that was corrected', () => {
  it('is used as it stands', async () => {
    await run('amplitude', [sample('amplitude')], { preview: true });
    correct({
      types: { 'Habit Completed': 'journal_entry', 'Paywall Shown': 'feature_used' },
      metadata: {},
      people: {},
    });
    const { taken } = await run('amplitude', [sample('amplitude')], { yes: true });
    expect(taken?.left_out.get('unknown')).toBe(7);
    expect(await eventsAs()).toEqual([
      '1051 01-10 07:02:00.500 journal_entry null',
      '1052 01-12 09:30:00.000 feature_used null',
      '1052 01-12 10:00:00.000 journal_entry null',
    ]);
    expect((await state()).people).toMatchObject([{ email: null }, { email: null }]);
  });

  it('may name another field as the id, and says what is wrong with it', async () => {
    await run('amplitude', [sample('amplitude')], { preview: true });
    correct({ user_id: ['device_id'] });
    await run('amplitude', [sample('amplitude')], { yes: true });
    expect((await state()).people).toMatchObject([{ user_id: 'd3f1R' }]);
    correct({ timezone: 'Mars' });
    await expect(run('amplitude', [sample('amplitude')])).rejects.toThrow(`${mappingFile} cannot be used: "timezone"`);
  });

  it('does not bring in again what is there', async () => {
    await run('amplitude', [sample('amplitude')], { yes: true });
    const before = await state();
    correct({
      types: { ...mapping().types, 'Habit Completed': 'journal_entry' },
      metadata: {},
      timezone: 'Asia/Tokyo',
    });
    const { taken } = await run('amplitude', [sample('amplitude')], { yes: true });
    expect(taken?.summary).toMatchObject({ stored: 0, known: 8 });
    expect((await state()).events).toEqual(before.events);
  });
});

/** A long export in parts: people and days in turn, every eleventh row twice. */
function history(rows: number): string[] {
  return Array.from({ length: rows }, (_, index) => {
    const number = index % 11 === 10 ? index - 10 : index;
    const time = Date.UTC(2025, 8, 1) / 1000 + ((number * 7919) % (120 * 24 * 60)) * 60;
    const properties = {
      time,
      distinct_id: `user ${number % 37}`,
      $email: `u${number % 37}@example.com`,
      $insert_id: `i${number}`,
    };
    return JSON.stringify({ event: number % 3 === 0 ? 'Habit Completed' : 'App Opened', properties });
  });
}

describe('taking again', () => {
  const rows = history(3_000);
  const one = folder.write(gzipSync(rows.slice(0, 1_200).join('\n')), 'one.json.gz');
  const two = folder.write(rows.slice(1_200).join('\n'), 'two.json');

  it('changes nothing, in whatever order the files come', async () => {
    const first = await run('mixpanel', [one, two], { yes: true });
    const before = await state();
    expect(before.events).toHaveLength(first.taken?.summary.stored ?? 0);
    expect(first.taken?.summary).toMatchObject({ read: 3_000, known: 272 });
    const again = await run('mixpanel', [two, one], { yes: true });
    expect(again.taken?.summary).toMatchObject({ stored: 0, known: 3_000 });
    expect(await state()).toEqual(before);
  });

  it('goes on where it was interrupted, wherever that was', async () => {
    await run('mixpanel', [one, two], { yes: true });
    const whole = await state();
    for (const stop of [1, 3]) {
      await database.session((client) => client.query('TRUNCATE person, event, active_day'));
      const controller = new AbortController();
      const tools = {
        database: counting((number) => number === stop && controller.abort()),
        signal: controller.signal,
      };
      const stopped = await run('mixpanel', [one, two], { yes: true, tools });
      expect(stopped.taken?.summary.finished ?? false).toBe(false);
      expect((await state()).events.length).toBeLessThan(whole.events.length);
      await run('mixpanel', [one, two], { yes: true });
      expect(await state()).toEqual(whole);
    }
  });

  it('says of which file a row was refused', async () => {
    const odd = folder.write(`${rows[0]}\n{"event":"Habit Completed","properties":{"distinct_id":"1"}}`, 'odd.json');
    await run('mixpanel', [one, odd], { yes: true });
    expect(refusals()).toEqual([expect.stringMatching(/odd\.json: "properties\.time" is missing/)]);
  });
});

/** A database that is told of each transaction, by its number from 1. */
function counting(told: (number: number) => unknown): Database {
  let number = 0;
  return {
    ...database,
    transaction: (work) => {
      told(++number);
      return database.transaction(work);
    },
  };
}
