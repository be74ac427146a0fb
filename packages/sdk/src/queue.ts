import type { EventType } from '@retention/domain/event';
import type { Environment } from './environment.ts';

/** An event that waits to be sent. */
export interface Waiting {
  readonly id: string;
  readonly type: EventType;
  /** The client's clock, epoch milliseconds. */
  readonly tracked_at: number;
  /** The clock that only goes forward, where it was tracked in this very page. */
  readonly monotonic?: number;
  readonly metadata?: Record<string, unknown>;
  /** Characters of what is kept of it: about what it takes in a batch. */
  readonly text: string;
}

export type Queue = ReturnType<typeof createQueue>;

const ID_CHARACTERS = 36;

/**
 * What has been tracked and not been acknowledged. Each event has a key of its own in the storage of the browser, so that
 * tabs never overwrite each other's, and writing one reads none. What the storage does not take is kept in memory.
 *
 * Ids are UUIDs of version 7, made of the time and a number that goes up: their order is that of tracking.
 */
export function createQueue(environment: Environment, user_id: string) {
  const { storage } = environment;
  const prefix = `retention/${user_id}/`;
  /** Tracked in this page. */
  const own = new Map<string, { readonly text: string; readonly monotonic: number }>();
  let latest = 0;
  let sequence = 0;

  /** 12 digits of the time, 3 that tell apart what happened in the same millisecond, the rest by chance. */
  function nextId(now: number): string {
    // Where the clock stands or goes back, the number goes on.
    sequence = now > latest ? 0 : (sequence + 1) % 4096;
    latest = Math.max(latest + (sequence === 0 ? 1 : 0), now);
    const time = hex(latest, 12);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(sequence, 3)}-8${chance(3)}-${chance(12)}`;
  }

  /** They tell tabs apart, and are no secret. */
  function chance(digits: number): string {
    return hex(Math.floor(environment.random() * 16 ** digits), digits);
  }

  /** The ids that other pages have left in the storage, or this one before it was loaded anew. */
  function foreign(): string[] {
    return (storage?.keys() ?? [])
      .filter((key) => key.startsWith(prefix) && key.length === prefix.length + ID_CHARACTERS)
      .map((key) => key.slice(prefix.length))
      .filter((id) => !own.has(id));
  }

  /** What this page has tracked. */
  function ownEvents(): Waiting[] {
    return [...own].flatMap(([id, { text, monotonic }]) => read(id, text, monotonic));
  }

  function remove(id: string): void {
    own.delete(id);
    storage?.remove(prefix + id);
  }

  return {
    /** Keeps an event. False: only this page knows of it. `metadata` is JSON. */
    add(type: EventType, metadata: string | undefined): boolean {
      const now = environment.now();
      const id = nextId(now);
      const rest = metadata === undefined ? '' : `,"metadata":${metadata}`;
      const text = `{"type":${JSON.stringify(type)},"tracked_at":${now}${rest}}`;
      own.set(id, { text, monotonic: environment.monotonic() });
      return storage?.write(prefix + id, text) === true;
    },
    own: ownEvents,
    /** What any page has tracked for this user in this browser, in that order. What cannot be read is thrown away. */
    all(): Waiting[] {
      const found = foreign().flatMap((id) => {
        const event = read(id, storage?.read(prefix + id) ?? '');
        if (event.length === 0) remove(id);
        return event;
      });
      return [...found, ...ownEvents()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
    },
    count: (): number => own.size + foreign().length,
    remove,
    /** Another tab has removed that key: the event was acknowledged there. True if it was one of this page. */
    forget: (key: string): boolean => key.startsWith(prefix) && own.delete(key.slice(prefix.length)),
    /** Whether a key of the storage is an event of this user. */
    holds: (key: string): boolean => key.startsWith(prefix),
  };
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

/** The event in it, or nothing: people look into storages, and so do other programs. */
function read(id: string, text: string, monotonic?: number): Waiting[] {
  try {
    const kept: unknown = JSON.parse(text);
    if (!isKept(kept)) return [];
    return [{ ...kept, id, text, ...(monotonic === undefined ? {} : { monotonic }) }];
  } catch {
    return [];
  }
}

/** Which types there are, the server knows best: what an older or newer page has kept is not judged here. */
function isKept(kept: unknown): kept is Pick<Waiting, 'type' | 'tracked_at' | 'metadata'> {
  return (
    typeof kept === 'object' &&
    kept !== null &&
    'type' in kept &&
    typeof kept.type === 'string' &&
    'tracked_at' in kept &&
    Number.isFinite(kept.tracked_at)
  );
}
