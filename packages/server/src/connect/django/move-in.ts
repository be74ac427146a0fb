import { aloneAfterwards } from './alone.ts';
import { DJANGO, sql } from './connections.ts';
import type { ConnectDeps } from './deps.ts';
import type { HostDatabase } from './host-database.ts';
import type { Mapping } from './mapping.ts';
import { sweep, type Swept } from './sweep.ts';
import { sync } from './sync.ts';
import { takeHistory, type TakeOptions, type Taken } from './take.ts';

export interface MoveInOptions extends TakeOptions {
  /** Erase people who are gone from the app, however many they are. */
  readonly confirmErasure: boolean;
  /** Given the figures when something is taken at all; they grow. */
  readonly onBegin: (moved: MovedIn) => void;
}

export interface MovedIn {
  readonly taken: Taken;
  /** What came of comparing everybody; null: in one look without a break there is nothing to compare. */
  swept: Swept | null;
}

/**
 * Takes what is not taken yet of the app. Where an earlier time was interrupted, had another mapping, or was whole, everybody is
 * compared as well: then the same is there as if it had been taken now, in one go.
 */
export function moveIn(
  deps: ConnectDeps,
  host: HostDatabase,
  mapping: Mapping,
  options: MoveInOptions,
): Promise<MovedIn> {
  const { database, clock } = deps;
  const { listener, signal, confirmErasure } = options;
  const onWait = (): void => listener.say('A server reads the app just now: waiting for it');
  return aloneAfterwards(database, { signal, onWait }, async (lost) => {
    const taking = { ...options, signal: AbortSignal.any([signal, lost]) };
    let moved: MovedIn | null = null;
    const onBegin = (taken: Taken): void => options.onBegin((moved = { taken, swept: null }));
    const taken = await takeHistory(deps, host, mapping, taking, onBegin);
    moved ??= { taken, swept: null };
    if (taken.again || confirmErasure) {
      const synced = await sync(deps, host, mapping, taking);
      const whole = { round: { gone: null }, most_ms: Infinity, confirmErasure };
      const swept = await sweep(deps, host, mapping, { ...taking, ...whole });
      moved.swept = { ...swept, stored: swept.stored + synced.stored, removed: swept.removed + synced.removed };
    } else await database.query(sql.connection_swept, [DJANGO, new Date(clock.now()), null]);
    return moved;
  });
}
