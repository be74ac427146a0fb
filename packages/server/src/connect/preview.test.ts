import { afterAll, describe, expect, it } from 'vitest';
import { openDjangoHost } from '../../test/open-django-host.ts';
import { previewOf } from './django/count.ts';
import { openHostDatabase } from './django/host-database.ts';
import { proposeMapping } from './django/inspect.ts';
import type { EventSource, Mapping } from './django/mapping.ts';
import { printPreview, type Preview } from './preview.ts';
import { eventsAfter, peopleAfter } from './django/read.ts';

const NOW = Date.UTC(2024, 0, 15, 10, 30);
const host = await openDjangoHost({ users: 60, rows: 600 });
const database = openHostDatabase(host.readerUrl);
afterAll(() => database.close());
const { mapping: usual } = await database.look((look) => proposeMapping(look, 'Europe/Moscow'));
if (usual === null) throw new Error('no mapping');

function preview(mapping: Mapping): Promise<Preview> {
  return database.look((look) => previewOf(look, mapping, NOW));
}

/** What reading comes to. */
async function taken(mapping: Mapping): Promise<Record<string, number>> {
  return database.look(async (look) => {
    const { people } = await peopleAfter(look, mapping, null, 10_000);
    const counts: Record<string, number> = { users: people.length };
    for (const source of mapping.events) {
      counts[source.name] = (await eventsAfter(look, mapping, source, null, 10_000)).events.length;
    }
    return counts;
  });
}

function lines(of: Preview): string[] {
  const printed: string[] = [];
  printPreview(of, (line) => printed.push(line), { json: false });
  return printed;
}

describe('the preview', () => {
  it('counts what will be read', async () => {
    const until = '2023-09-01T00:00:00Z';
    const changed = usual.events.map((source): EventSource => ({ ...source, until }));
    for (const mapping of [usual, { ...usual, events: changed }]) {
      const { sources } = await preview(mapping);
      const counted = Object.fromEntries(sources.map(({ name, rows }) => [name, rows]));
      expect(counted).toMatchObject(await taken(mapping));
    }
  });

  it('accounts for every row there is', async () => {
    const { sources } = await preview(usual);
    for (const { from, rows, left_out } of sources) {
      const [{ n } = {}] = await host.query(`SELECT count(*)::int AS n FROM ${from}`);
      expect(rows + left_out.reduce((sum, { rows }) => sum + rows, 0)).toBe(n);
    }
    const habits = sources.find(({ name }) => name === 'habits');
    const [{ first, last } = {}] = await host.query(`SELECT min(completed_at) AS first, max(completed_at) AS last
      FROM habits_habitlog JOIN users_user u ON u.id = user_id WHERE u.is_active`);
    const instant = (value: unknown): number => (value instanceof Date ? value.getTime() : 0);
    expect([Date.parse(habits?.first ?? ''), Date.parse(habits?.last ?? '')]).toEqual([instant(first), instant(last)]);
  });

  it('shows ten of each as they would be taken, and no secret', async () => {
    const { examples } = await preview(usual);
    expect(examples.map(({ of, rows }) => [of, rows.length])).toEqual([
      ['people', 10],
      ['events', 10],
    ]);
    expect(examples[0]?.rows[0]).toMatchObject({ user_id: '1', email: 'user1@example.com' });
    expect(new Set(examples[1]?.rows.map(({ type }) => type)).size).toBeGreaterThan(3);
    expect(JSON.stringify(examples)).not.toContain('pbkdf2');
  });

  it('says of how many people a fact cannot be taken', async () => {
    await host.query(
      "UPDATE users_profile SET timezone = 'Mars/Olympus' WHERE user_id IN (SELECT id FROM users_user WHERE is_active ORDER BY id LIMIT 2)",
    );
    const { notes } = await preview(usual);
    expect(notes).toEqual([expect.stringMatching(/^2 people: "timezone" must be an IANA zone.*Mars\/Olympus/)]);
    await host.query("UPDATE users_profile SET timezone = 'Europe/Berlin' WHERE timezone = 'Mars/Olympus'");
  });
});

describe('the printed preview', () => {
  it('fits into 100 columns, with its figures in columns', async () => {
    const printed = lines(await preview(usual));
    expect(Math.max(...printed.map((line) => [...line].length))).toBeLessThanOrEqual(100);
    expect(printed[0]).toMatch(/^source +becomes +from +rows +first +last$/);
    expect(printed).toContainEqual(
      expect.stringMatching(/^users +people +users_user +\d+ +2022-\d\d-\d\d {2}2023-\d\d-\d\d$/),
    );
    expect(printed).toContainEqual(expect.stringMatching(/^ {4}left out: \d+, is_active is not true$/));
    expect(printed).toContain('people, 10 of them as they would be taken:');
  });

  it('lets nothing of the host write over the terminal, and cuts long texts', () => {
    const source = {
      name: 'n',
      what: 'people',
      from: 'a\u001b[2J',
      rows: 1_234_567,
      left_out: [],
      first: null,
      last: null,
    };
    const rows = [{ user_id: 1, email: `x\r\n${'y'.repeat(50)}` }];
    const printed = lines({
      sources: [source],
      examples: [{ of: 'people', rows }],
      notes: ['word '.repeat(40).trim()],
    });
    expect(printed.join('')).not.toMatch(/\p{C}/u);
    expect(printed[1]).toContain('1,234,567');
    expect(printed).toContain(`1        x\ufffd\ufffd${'y'.repeat(28)}…`);
    expect(Math.max(...printed.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('is one line as JSON', async () => {
    const printed: string[] = [];
    const shown = await preview(usual);
    printPreview(shown, (line) => printed.push(line), { json: true });
    expect(printed.map((line): unknown => JSON.parse(line))).toEqual([shown]);
  });
});
