import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Registry } from 'prom-client';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../db/database.ts';
import type { Logger } from '../../logger.ts';
import type { Carrier, LinksOf, WebhookCarrier } from '../carrier.ts';
import { createCounters } from './counters.ts';
import { routeOf, routeToHost } from './route.ts';
import { sql } from './statements.ts';
import { createWorker } from './worker.ts';

export interface OutboxDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry: Registry;
  /** The zone of people of whom neither host nor client has said one. */
  readonly projectZone: string;
  /** One for each channel that is configured. What waits for another stays. They are not closed. */
  readonly carriers: readonly Carrier[];
  /** Null: the host is told nothing. */
  readonly webhook: WebhookCarrier | null;
  readonly linksOf: LinksOf;
  /** 0 ≤ x < 1. */
  readonly random?: () => number;
}

export interface Outbox {
  /** Looks for what is due now and from now on, every second. */
  start(): void;
  /** Takes nothing more, finishes what is under way and writes what became of it. */
  stop(): Promise<void>;
  /**
   * Ends the leases that are over, sends what is due and waits for what becomes of it. Answers how many were sent off. What a
   * rate makes wait stays for the next time.
   */
  runOnce(): Promise<number>;
}

const EVERY_MS = 1_000;
const LAPSED = 'its worker ended while it was being sent: it may have been taken';

/**
 * Sends what waits in the table `delivery`, once: a delivery is taken in a transaction before its provider is called, and
 * what may have been taken by the provider is never sent again by itself. Any number of processes may do it at the same
 * time; what one leaves behind another goes on with.
 */
export function createOutbox(deps: OutboxDeps): Outbox {
  const { database, clock, logger, registry, projectZone, linksOf, random = Math.random } = deps;
  const name = `${hostname()} ${process.pid} ${randomUUID()}`;
  const routes = deps.carriers.map((carrier) => routeOf(carrier, linksOf));
  if (deps.webhook !== null) routes.push(routeToHost(deps.webhook));
  const channels = routes.map(({ channel }) => channel);
  const counters = createCounters(registry);
  const workers = routes.map((route) =>
    createWorker({ database, clock, logger, counters, route, name, projectZone, random }),
  );
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  let away = false;

  /** Whoever finds that a lease has ended says so, also of channels this process does not serve. */
  async function lapse(): Promise<void> {
    const rows = await database.query<{ channel: string; deliveries: number }>(sql.outbox_lapse, [
      new Date(clock.now()),
      LAPSED,
    ]);
    for (const { channel, deliveries } of rows) {
      counters.lapsed(channel, deliveries);
      logger.warn({ channel, deliveries }, LAPSED);
    }
  }

  async function look(): Promise<void> {
    try {
      const [found] = await database.query<{ channels: readonly string[]; lapsed: boolean }>(sql.outbox_look, [
        channels,
        new Date(clock.now()),
      ]);
      away = false;
      if (found?.lapsed === true) await lapse();
      for (const worker of workers) if (found?.channels.includes(worker.channel) === true) worker.wake();
    } catch (error) {
      if (!away) logger.warn({ err: error }, 'the outbox could not be looked at: it is tried again every second');
      away = true;
    }
    if (!stopped) timer = setTimeout(begin, EVERY_MS).unref();
  }

  function begin(): void {
    looking = look();
  }

  return {
    start: begin,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      for (const worker of workers) worker.stop();
      await looking;
      await Promise.all(workers.map((worker) => worker.settled()));
    },
    async runOnce() {
      await lapse();
      await Promise.all(workers.map((worker) => worker.take(false)));
      const carried = await Promise.all(workers.map((worker) => worker.settled()));
      return carried.reduce((sum, each) => sum + each, 0);
    },
  };
}
