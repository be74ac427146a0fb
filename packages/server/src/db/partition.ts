import { formatDay, parseDay, type Day } from '@retention/domain/day';
import type pg from 'pg';
import type { Database } from './database.ts';
import { loadStatements } from './statement.ts';

const sql = loadStatements(new URL('partition.sql', import.meta.url), ['partition_list', 'partition_awaited']);

/** The month partitions of `event`, made when the first event of a month arrives. */
export interface Partitions {
  /**
   * Sees to it that events of these local days (both included, and all between) can be stored. Call it before the
   * transaction that stores them. Costs a look into a set where everything is there.
   */
  ensure(firstDay: Day, lastDay: Day): Promise<void>;
}

/** Months since the year 0: 2024-01 → 24288. */
type Month = number;

/** Key of the advisory lock under which partitions are made. */
const MAKING_PARTITIONS = 7_235_003;

export function createPartitions(database: Database): Partitions {
  const ready = new Set<Month>();
  // One after another: the same month asked for twice at once is made once.
  let queue = Promise.resolve();
  return {
    async ensure(firstDay, lastDay) {
      const missing = months(monthOf(firstDay), monthOf(lastDay)).filter((month) => !ready.has(month));
      if (missing.length === 0) return;
      const made = queue.then(async () => {
        for (const month of missing) {
          if (!ready.has(month)) await create(database, month);
          ready.add(month);
        }
      });
      queue = made.catch(() => undefined);
      await made;
    },
  };
}

/**
 * The first day whose events are kept where so many whole months before the present one are; −Infinity: all are (null).
 */
export function firstKeptDay(today: Day, months: number | null): Day {
  if (months === null) return -Infinity;
  return parseDay(firstDate(monthOf(today) - months)) ?? -Infinity;
}

interface PartitionRow {
  readonly name: string;
  readonly month: string;
  /** It is no part of the table any more, or is about to be none: whoever began that was interrupted. */
  readonly leaving: boolean;
}

/** What became of the months before a day. */
export interface DroppedMonths {
  /** Months that are gone, like `2024-01`. */
  readonly dropped: readonly string[];
  /** Months that stay until what has changed of them is counted. */
  readonly awaited: readonly string[];
}

/**
 * Drops the events of whole months before this day: what is counted of them stays. A month of which something waits to be
 * counted is left for another time. Those who write and read other months are not stopped. May be interrupted and run again.
 */
export async function dropMonths(database: Database, before: Day, signal?: AbortSignal): Promise<DroppedMonths> {
  const dropped: string[] = [];
  const awaited: string[] = [];
  const partitions = await database.query<PartitionRow>(sql.partition_list);
  for (const { name, month, leaving } of partitions) {
    const first = parseDay(`${month}-01`);
    if (first === null || monthOf(first) >= monthOf(before)) continue;
    signal?.throwIfAborted();
    const [changes] = await database.query<{ awaited: boolean }>(sql.partition_awaited, [`${month}-01`]);
    if (!leaving && changes?.awaited === true) awaited.push(month);
    else {
      await drop(database, name);
      dropped.push(month);
    }
  }
  return { dropped, awaited };
}

/**
 * Detached first, which waits for those who use it and stops nobody; a table that belongs to none is dropped without
 * anybody noticing.
 */
async function drop(database: Database, name: string): Promise<void> {
  await database.session(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MAKING_PARTITIONS]);
    try {
      const { rows } = await client.query<{ pending: boolean }>(
        "SELECT inhdetachpending AS pending FROM pg_inherits WHERE inhparent = 'event'::regclass AND inhrelid = to_regclass($1)",
        [name],
      );
      const [state] = rows;
      if (state !== undefined) {
        const how = state.pending ? 'FINALIZE' : 'CONCURRENTLY';
        await client.query(`ALTER TABLE event DETACH PARTITION ${name} ${how}`);
      }
      await client.query(`DROP TABLE IF EXISTS ${name}`);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [MAKING_PARTITIONS]);
    }
  });
}

function monthOf(day: Day): Month {
  const text = formatDay(day);
  return Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
}

function months(first: Month, last: Month): Month[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** `2024-01-01`. Throws for what is no month of the calendar: its text becomes part of a statement. */
function firstDate(month: Month): string {
  const date = `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
  if (parseDay(date) === null) throw new RangeError(`${date} is no date of the calendar`);
  return date;
}

function nameOf(month: Month): string {
  return `event_${firstDate(month).slice(0, 7).replace('-', '_')}`;
}

/** `event_2024_01` → its month; null: not the name of a partition. */
export function partitionMonth(name: string): Month | null {
  const [, year, month] = /^event_(\d{4})_(0[1-9]|1[0-2])$/.exec(name) ?? [];
  return year === undefined || month === undefined ? null : Number(year) * 12 + Number(month) - 1;
}

/** Makes the table of a partition, without its key, in the transaction at hand. `fill` it, and it is attached. */
export async function makePartition(client: pg.ClientBase, month: Month, fill?: () => Promise<void>): Promise<void> {
  const from = firstDate(month);
  const name = nameOf(month);
  await client.query(`CREATE TABLE ${name} (LIKE event)`);
  await fill?.();
  await client.query(`ALTER TABLE ${name} ADD PRIMARY KEY (user_id, id)`);
  await client.query(
    `ALTER TABLE event ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${firstDate(month + 1)}')`,
  );
}

/** Made beside and attached: unlike CREATE TABLE … PARTITION OF, this does not wait for, or stop, those who write. */
async function create(database: Database, month: Month): Promise<void> {
  const name = nameOf(month);
  await database.session(async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MAKING_PARTITIONS]);
    const { rowCount } = await client.query(
      "SELECT FROM pg_inherits WHERE inhparent = 'event'::regclass AND inhrelid = to_regclass($1)",
      [name],
    );
    if (rowCount === 0) await makePartition(client, month);
    await client.query('COMMIT');
  });
}
