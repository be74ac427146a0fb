import type { Clock } from './clock.ts';
import type { CatchUpWith } from './command.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { PageDoor } from './http/page.ts';
import type { Logger } from './logger.ts';
import type { ServeConfig } from './secrets.ts';

/** What an app that lives in the same process is given before anything is served. */
export interface Surroundings {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborted when the server is asked to stop. */
  readonly signal: AbortSignal;
  /** Judges and counts all that has changed, with a line that says how far it has come. */
  catchUp(options?: CatchUpWith): Promise<void>;
}

/** A host app in the same process, at the same address. */
export interface Neighbour {
  /** What it settles of the configuration where the owner has not. */
  readonly settles: Partial<Pick<Config, 'port' | 'webhookUrl' | 'appUrl'>>;
  /** Adds its routes; `/` is its own. The configuration is whole now, with its secrets. */
  serve(door: PageDoor, config: ServeConfig): void | Promise<void>;
  /** The server listens at this address, like `http://127.0.0.1:3000`. */
  start(address: string): void;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

export interface Visit {
  /** Null: there is none this time. */
  readonly neighbour: Neighbour | null;
  /** Paragraphs for whoever has started the server, under its addresses. */
  readonly notes: readonly string[];
}

/** Asked once at every start, when the database is there and its tables are up to date. */
export type Beside = (surroundings: Surroundings) => Promise<Visit>;
