import { parseDay, type Day } from '@retention/domain/day';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { createPartitions } from './partition.ts';

const { database } = await openTestDatabase();

function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === null) throw new RangeError(text);
  return parsed;
}

function partitions(): Promise<string[]> {
  return database.session(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'event'::regclass ORDER BY name",
    );
    return rows.map(({ name }) => name);
  });
}

test('makes every month of the range once, however many ask at once', async () => {
  const [one, other] = [createPartitions(database), createPartitions(database)];
  const range = [day('2023-12-31'), day('2024-02-01')] as const;
  await Promise.all([one.ensure(...range), other.ensure(...range), one.ensure(...range)]);
  await createPartitions(database).ensure(...range);
  expect(await partitions()).toEqual(['event_2023_12', 'event_2024_01', 'event_2024_02']);
});

test('a partition takes every day of its month, and one event of an id', async () => {
  await createPartitions(database).ensure(day('2024-02-01'), day('2024-02-29'));
  const insert = (on: string): Promise<unknown> =>
    database.session((client) =>
      client.query(
        `INSERT INTO event VALUES ('1', '00000000-0000-4000-8000-000000000000', 'session_start', now(), now(), $1)`,
        [on],
      ),
    );
  await insert('2024-02-29');
  await expect(insert('2024-02-01')).rejects.toThrow('event_2024_02_pkey');
});

test('a month is not made while nobody asks, and what is no month is refused', async () => {
  const before = await partitions();
  await createPartitions(database).ensure(day('2024-02-10'), day('2024-02-01'));
  expect(await partitions()).toEqual(before);
  await expect(createPartitions(database).ensure(day('9999-12-31'), day('9999-12-31'))).rejects.toThrow(RangeError);
});

test('writers who hold the table do not have to end first', async () => {
  await database.transaction(async (transaction) => {
    await transaction.query({ name: 'held', text: 'LOCK TABLE event IN ROW EXCLUSIVE MODE', params: [], columns: [] });
    await createPartitions(database).ensure(day('2030-01-01'), day('2030-01-01'));
  });
  expect(await partitions()).toContain('event_2030_01');
});
