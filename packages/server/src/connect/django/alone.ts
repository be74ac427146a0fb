import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../db/database.ts';

/** Key of the advisory lock under which one process at a time reads the connected app. */
const READING = 7_235_031;

const LOOK_AGAIN_MS = 500;

/**
 * Runs `work` while no other process reads the connected app; null: another one does. `lost` is aborted where the lock is lost
 * with its connection: another process may begin, so this one has to end.
 */
export function alone<T>(database: Database, work: (lost: AbortSignal) => Promise<T>): Promise<T | null> {
  return database.session(async (client) => {
    const lost = new AbortController();
    const lose = (): void => lost.abort(new Error('the connection that held the lock of reading was lost'));
    client.once('error', lose);
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [READING]);
    if (rows[0]?.locked !== true) {
      client.off('error', lose);
      return null;
    }
    try {
      return await work(lost.signal);
    } finally {
      client.off('error', lose);
      if (!lost.signal.aborted) await client.query('SELECT pg_advisory_unlock($1)', [READING]);
    }
  });
}

/** The same, once the other process is done; `onWait` is told when it has to wait. */
export async function aloneAfterwards<T extends object>(
  database: Database,
  { signal, onWait }: { readonly signal: AbortSignal; readonly onWait: () => void },
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const done = await alone(database, work);
    if (done !== null) return done;
    if (attempt === 0) onWait();
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
}
