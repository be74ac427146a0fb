import { erasePeople, removeEvents, type EraseDeps } from '../../erase.ts';

/** What reading another app needs of its own side. */
export interface ConnectDeps extends EraseDeps {
  /** Months for which raw events are kept; null: for ever. */
  readonly eventsKeepMonths: number | null;
  /** Removes everything about these people, as if they had never been. Answers how many there were. */
  erasePeople(user_ids: readonly string[], signal: AbortSignal): Promise<number>;
  /** Removes these events, the days they made, and what was counted of them. Answers how many there were. */
  removeEvents(
    removals: readonly { readonly user_id: string; readonly ids: readonly string[] }[],
    signal: AbortSignal,
  ): Promise<number>;
}

export function connectDeps(own: EraseDeps & Pick<ConnectDeps, 'eventsKeepMonths'>): ConnectDeps {
  const { database, clock, projectZone, personHash, eventsKeepMonths } = own;
  const deps: EraseDeps = { database, clock, projectZone, personHash };
  return {
    ...deps,
    eventsKeepMonths,
    erasePeople: (user_ids, signal) => erasePeople(deps, user_ids, signal),
    removeEvents: (removals, signal) => removeEvents(deps, removals, signal),
  };
}
