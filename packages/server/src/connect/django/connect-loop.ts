import type { Logger } from '../../logger.ts';
import { alone } from './alone.ts';
import { DJANGO, sql, storedMapping, type ConnectionRow } from './connections.ts';
import type { ConnectDeps } from './deps.ts';
import { openHostDatabase } from './host-database.ts';
import type { Refusal } from './host-row.ts';
import type { Listener } from './store.ts';
import { sweep, type Round } from './sweep.ts';
import { sync } from './sync.ts';

export interface ConnectLoopDeps extends ConnectDeps {
  readonly logger: Logger;
  /** The host's database; null: the server does not read it. */
  readonly url: string | null;
}

/** How often what is new is taken. */
const EVERY_MS = 5 * 60_000;
/** Comparing everybody takes a tenth of the time at most. */
const COMPARING_MS = EVERY_MS / 10;
/** And rests for so long when everybody has been compared. */
const REST_MS = 60 * 60_000;

/** Reads the connected app now and again from `start` to `stop`. What fails is logged, noted, and tried again. */
export function createConnectLoop(deps: ConnectLoopDeps) {
  const { database, logger, url } = deps;
  const stopping = new AbortController();
  const round: Round = { gone: null };
  const said = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  const once = (what: string, say: () => void): void => {
    if (!said.has(what)) say();
    said.add(what);
  };

  async function look(): Promise<void> {
    try {
      const [connection] = await database.query<ConnectionRow>(sql.connection_read, [DJANGO]);
      if (connection !== undefined && url === null) {
        once('url', () =>
          logger.warn('an app is connected, and RETENTION_DJANGO_DATABASE_URL is not set: it is not read'),
        );
      } else if (connection === undefined && url !== null) {
        once('command', () => logger.info('no app is connected yet: run retention connect django'));
      } else if (connection !== undefined && url !== null) {
        await alone(database, async (lost) => {
          // The command may have saved another mapping until it gave the lock back.
          const [present = connection] = await database.query<ConnectionRow>(sql.connection_read, [DJANGO]);
          await read(url, present, AbortSignal.any([stopping.signal, lost]));
        });
      }
    } catch (error) {
      if (!stopping.signal.aborted)
        logger.error({ err: error }, 'the connected app could not be read: it is tried again');
    }
  }

  async function read(url: string, connection: ConnectionRow, signal: AbortSignal): Promise<void> {
    const host = openHostDatabase(url);
    const refused = createRefusals(logger);
    try {
      const mapping = storedMapping(connection);
      const synced = await sync(deps, host, mapping, { listener: refused, signal });
      const { people, stored, removed, incomplete } = synced;
      if (people + stored + removed > 0) logger.info({ people, stored, removed }, 'what is new in the app is taken');
      if (incomplete.length > 0) {
        once(incomplete.join(), () =>
          logger.warn({ sources: incomplete }, 'their history is not whole: run retention connect django again'),
        );
      }
      if (isRoundDue(connection, deps.clock.now())) {
        const options = { round, listener: refused, signal, most_ms: COMPARING_MS, confirmErasure: false };
        const swept = await sweep(deps, host, mapping, options);
        const { held, finished, ...changed } = swept;
        if (changed.stored + changed.removed + changed.erased > 0)
          logger.info(changed, 'what differed from the app is mended');
        if (finished && held !== null) logger.error({ people: held }, HELD_TEXT);
      }
    } catch (error) {
      if (signal.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      await database.query(sql.connection_failed, [DJANGO, reason, new Date(deps.clock.now())]);
      throw error;
    } finally {
      refused.log();
      await host.close();
    }
  }

  function begin(): void {
    running = look().finally(() => {
      if (!stopping.signal.aborted) timer = setTimeout(begin, EVERY_MS).unref();
    });
  }

  return {
    start: begin,
    /** Reads once, now. */
    tick: look,
    /** Stops between two transactions. */
    stop(): Promise<void> {
      stopping.abort();
      clearTimeout(timer);
      return running;
    },
  };
}

export const HELD_TEXT =
  'so many people are gone from the app that none of them was erased; if that is right, run retention connect django --confirm-erasure';

function isRoundDue({ swept_after, swept_at }: ConnectionRow, now: number): boolean {
  return swept_after !== null || swept_at === null || now - swept_at >= REST_MS;
}

/** Rows are refused again each time they are read: a line with the first reason is enough. */
function createRefusals(logger: Logger): Listener & { log(): void } {
  const first: Refusal[] = [];
  let count = 0;
  return {
    refuse(refusal) {
      if (count++ === 0) first.push(refusal);
    },
    say: (text) => logger.warn(text),
    went: () => undefined,
    log() {
      const [refusal] = first;
      if (refusal === undefined) return;
      logger.debug({ rows: count, source: refusal.source, reason: refusal.reason }, 'rows of the app were refused');
    },
  };
}
