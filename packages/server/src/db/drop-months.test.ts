import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { formatDay, parseDay, type Day } from '@retention/domain/day';
import { expectCountsToHold, storedCounts } from '../../test/counts.ts';
import { openTestDatabase } from '../../test/database.ts';
import { insertRows } from '../../test/insert.ts';
import { catchUp } from '../catch-up.ts';
import { importEvents } from '../collect/import/command.ts';
import { DROP_DUTY, dutiesOf } from '../duties.ts';
import { openFolder, witness } from '../file/file.fixture.ts';
import { currentProfile } from '../profile/profile.ts';
import { createTimetable } from '../timetable.ts';
import { createPartitions, dropMonths, firstKeptDay } from './partition.ts';
import { createPersonHash } from './person-hash.ts';

const { database, clock } = await openTestDatabase({ now: '2024-05-10T09:00:00Z' });
const projectZone = 'Europe/Moscow';
const personHash = createPersonHash('a key of the tests');
const deps = { database, clock, projectZone, personHash };
const folder = openFolder();

function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === null) throw new RangeError(text);
  return parsed;
}

async function rows<Row>(text: string): Promise<Row[]> {
  return database.session(async (client) => (await client.query(text)).rows as Row[]);
}

async function months(): Promise<string[]> {
  const found = await rows<{ name: string }>(
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'event'::regclass ORDER BY name",
  );
  return found.map(({ name }) => name.slice('event_'.length));
}

/** Some people, each active on one day of each month since January. */
async function bringIn(keep: number | null = null, from = 1) {
  const lines = ['user_id,timestamp,type'];
  for (let person = 0; person < 5; person++) {
    for (let month = from; month <= 5; month++) {
      lines.push(`${person},2024-0${month}-0${person + 1}T10:00:00Z,habit_completed`);
    }
  }
  const tools = {
    ...deps,
    config: { timezone: projectZone, eventsKeepMonths: keep },
    signal: new AbortController().signal,
  };
  const file = folder.write(lines.join('\n'));
  return importEvents(file, { column: new Map(), map: new Map() }, { ...tools, ...witness() });
}

/** Does the duties of the night. */
async function night(eventsKeepMonths: number | null): Promise<string[]> {
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
  const duties = dutiesOf(deps, logger, { personHash, eventsKeepMonths }).filter(({ name }) => name === DROP_DUTY);
  const timetable = createTimetable({ database, clock, zone: projectZone, duties, logger });
  await timetable.tick();
  await timetable.stop();
  return lines;
}

it.each([
  ['2024-05-10', 3, '2024-02-01'],
  ['2024-05-31', 12, '2023-05-01'],
  ['2024-01-01', 3, '2023-10-01'],
])('on %s events of %i whole months are kept: from %s on', (today, kept, first) => {
  expect(formatDay(firstKeptDay(day(today), kept))).toBe(first);
});

it('all are kept where nothing is said', () => {
  expect(firstKeptDay(day('2024-05-10'), null)).toBe(-Infinity);
});

describe('months that are over for longer', () => {
  it('go in the night, and take no figure with them', async () => {
    await bringIn();
    await catchUp(deps, { wait: true });
    expect(await months()).toEqual(['2023_12', '2024_01', '2024_02', '2024_03', '2024_04', '2024_05']);
    const profile = async () => (await currentProfile(deps, '3')).profile;
    const before = [await storedCounts(database), await rows('SELECT * FROM active_day'), await profile()];
    await night(null);
    expect(await months()).toHaveLength(6);
    clock.set('2024-05-11T09:00:00Z');
    const aged = await profile();
    expect(await night(3)).toEqual(expect.arrayContaining([expect.stringContaining('"months":["2023-12","2024-01"]')]));
    expect(await months()).toEqual(['2024_02', '2024_03', '2024_04', '2024_05']);
    expect([await storedCounts(database), await rows('SELECT * FROM active_day')]).toEqual(before.slice(0, 2));
    expect(await profile()).toEqual(aged);
    expect(await rows('SELECT count(*)::int AS events FROM event')).toEqual([{ events: 20 }]);
    await expectCountsToHold(deps);
  });

  it('take no repeat of an event that is gone: it would count twice', async () => {
    const again = await bringIn(3);
    expect(again).toMatchObject({ stored: 0, known: 19, refused: { count: 6 } });
    expect(folder.refused(again.file)[0]).toMatchObject({
      line: 2,
      reason: '"timestamp" is not after 2024-02-01: RETENTION_EVENTS_KEEP_MONTHS keeps no older events',
    });
    await expectCountsToHold(deps);
  });

  it('stay until what has changed of them is counted', async () => {
    await insertRows(database, 'change', [{ user_id: '1', id: 1, day: '2024-02-05', gained: false }]);
    const before = day('2024-04-01');
    expect(await dropMonths(database, before)).toEqual({ dropped: ['2024-03'], awaited: ['2024-02'] });
    await catchUp(deps, { wait: true });
    expect(await dropMonths(database, before)).toEqual({ dropped: ['2024-02'], awaited: [] });
  });

  it('go where it was interrupted before', async () => {
    await createPartitions(database).ensure(day('2023-01-01'), day('2023-02-01'));
    await rows('ALTER TABLE event DETACH PARTITION event_2023_01');
    expect(await dropMonths(database, day('2023-03-01'))).toEqual({ dropped: ['2023-01', '2023-02'], awaited: [] });
    expect(await rows("SELECT FROM pg_class WHERE relname ~ '^event_2023'")).toEqual([]);
  });

  it('are made again where somebody needs them', async () => {
    await createPartitions(database).ensure(day('2024-02-10'), day('2024-02-10'));
    expect(await months()).toContain('2024_02');
  });
});
