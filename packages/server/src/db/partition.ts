import { formatDay, parseDay, type Day } from '@retention/domain/day';
import type { Database } from './database.ts';

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

/** Made beside and attached: unlike CREATE TABLE … PARTITION OF, this does not wait for, or stop, those who write. */
async function create(database: Database, month: Month): Promise<void> {
  const from = firstDate(month);
  const name = `event_${from.slice(0, 7).replace('-', '_')}`;
  await database.session(async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MAKING_PARTITIONS]);
    const { rowCount } = await client.query(
      "SELECT FROM pg_inherits WHERE inhparent = 'event'::regclass AND inhrelid = to_regclass($1)",
      [name],
    );
    if (rowCount === 0) {
      const range = `FROM ('${from}') TO ('${firstDate(month + 1)}')`;
      await client.query(`CREATE TABLE ${name} (LIKE event, PRIMARY KEY (user_id, id))`);
      await client.query(`ALTER TABLE event ATTACH PARTITION ${name} FOR VALUES ${range}`);
    }
    await client.query('COMMIT');
  });
}
