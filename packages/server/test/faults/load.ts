import { setTimeout as delay } from 'node:timers/promises';
import { eventsBatch } from '@retention/domain/contract/events';
import { hostUsers } from '@retention/domain/contract/host';
import { EVENT_TYPES } from '@retention/domain/event';
import { HOST_KEY, signToken } from '../../src/http/app.fixture.ts';
import { openClient, type Answer, type Client } from './client.ts';
import { isRepeatable, type Ledger, type SentBatch, type SentEvent } from './ledger.ts';
import { Random } from './random.ts';
import { until } from './until.ts';

export interface LoadOptions {
  readonly ledger: Ledger;
  readonly seed: number;
  /** Events lie within the six days before this instant. */
  readonly now: string;
  /** Where to send just now; several: each batch to all of them at once. */
  readonly targets: () => readonly string[];
}

interface Person {
  readonly user_id: string;
  readonly timezone: string | undefined;
  readonly token: string;
}

const ZONES = [undefined, 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'Europe/Berlin'];
const CLIENTS = 12;
const PEOPLE = 200;
const ANNOUNCED = 20;
const SIX_DAYS_MS = 6 * 86_400_000;
/** How long one batch may take to be acknowledged, faults and all. */
const PATIENCE_MS = 60_000;

/** Many clients that send events as an SDK would: what has an id is sent again until it is acknowledged. */
export class Load {
  /** How often each status was answered; 0: no whole answer came. */
  readonly statuses = new Map<number, number>();
  /** Batches that were acknowledged. */
  acknowledged = 0;
  readonly #options: LoadOptions;
  readonly #running: Promise<void>[] = [];
  #people: readonly Person[] = [];
  #stopping = false;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** Announces some people, and begins. */
  async start(): Promise<void> {
    this.#people = await Promise.all(
      Array.from({ length: PEOPLE }, async (_, index) => {
        const user_id = index % 2 === 0 ? String(index) : `человек ${index}`;
        return { user_id, timezone: ZONES[index % ZONES.length], token: await signToken({ sub: user_id }) };
      }),
    );
    await this.#announce();
    for (let number = 0; number < CLIENTS; number++) {
      const running = this.#client(new Random(this.#options.seed + number));
      running.catch(() => undefined); // stop() throws it
      this.#running.push(running);
    }
  }

  /** Ends when every client has finished what it was sending. Throws where something went wrong. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running);
  }

  async #announce(): Promise<void> {
    const users = this.#people.slice(0, ANNOUNCED).map(({ user_id, timezone = 'Australia/Lord_Howe' }) => ({
      user_id,
      timezone,
      joined_at: new Date(Date.parse(this.#options.now) - 40 * 86_400_000).toISOString(),
    }));
    const [target = ''] = this.#options.targets();
    const client = openClient();
    const { status, body } = await client.post(`${target}${hostUsers.path}`, HOST_KEY, JSON.stringify({ users }));
    client.close();
    if (status !== 200) throw new Error(`announcing was answered with ${status}: ${body}`);
  }

  async #client(random: Random): Promise<void> {
    const clients = [openClient(), openClient()];
    try {
      while (!this.#stopping) {
        const batch = this.#batch(random);
        this.#options.ledger.add(batch);
        await this.#deliver(clients, batch, random);
        // So that the load is many commits rather than many events, and the check at the end stays quick.
        await delay(random.whole(0, 40));
      }
    } finally {
      for (const client of clients) client.close();
    }
  }

  #batch(random: Random): SentBatch {
    const { repeatable } = this.#options.ledger;
    // An SDK that was killed before it could note the answer sends all of it again.
    if (random.chance(0.05) && repeatable.length > 0) return random.pick(repeatable);
    const { user_id, timezone } = random.pick(this.#people);
    const withIds = random.chance(0.8);
    const size = random.chance(0.1) ? random.whole(20, 100) : random.whole(1, 10);
    const events = Array.from({ length: size }, () => this.#event(random, withIds));
    const [first] = events;
    if (withIds && first !== undefined && random.chance(0.1)) events.push(first);
    return { user_id, timezone, events: events.slice(0, 100), acknowledged: false };
  }

  #event(random: Random, withId: boolean): SentEvent {
    return {
      type: random.pick(EVENT_TYPES),
      timestamp: new Date(Date.parse(this.#options.now) - random.whole(1_000, SIX_DAYS_MS)).toISOString(),
      ...(withId && { id: random.uuid() }),
      metadata: {
        n: this.#options.ledger.nextNumber(),
        streak: random.whole(0, 40),
        feature: random.pick(['journal', 'planning', 'ssp', 'unheard of']),
        duration_seconds: random.whole(0, 900),
        progress: random.whole(50, 99),
      },
    };
  }

  async #deliver(clients: readonly Client[], batch: SentBatch, random: Random): Promise<void> {
    const repeatable = isRepeatable(batch);
    const deadline = performance.now() + PATIENCE_MS;
    const body = JSON.stringify({ events: batch.events, timezone: batch.timezone });
    const token = this.#people.find(({ user_id }) => user_id === batch.user_id)?.token ?? '';
    for (;;) {
      const targets = this.#options.targets();
      // Without ids to one of them alone: that it is stored twice when it is sent twice is right.
      const chosen = repeatable ? targets : targets.slice(0, 1);
      const answers = await Promise.all(chosen.map((target, index) => this.#send(clients[index], target, token, body)));
      if (answers.some((answer) => answer?.status === 200)) {
        this.#options.ledger.acknowledge(batch);
        this.acknowledged++;
        return;
      }
      const wrong = answers.find((answer) => answer !== null && answer.status !== 503);
      if (wrong) throw new Error(`a batch was answered with ${wrong.status}: ${wrong.body}`);
      if (!repeatable) return;
      if (performance.now() > deadline) throw new Error(`a batch was not taken within ${PATIENCE_MS / 1000} s`);
      await delay(random.whole(20, 80));
    }
  }

  async #send(client: Client | undefined, target: string, token: string, body: string): Promise<Answer | null> {
    const answer = (await client?.post(`${target}${eventsBatch.path}`, token, body).catch(() => null)) ?? null;
    const status = answer?.status ?? 0;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    return answer;
  }
}

/** Waits until more batches are acknowledged than can have been on their way: ingestion goes on. */
export async function progress(load: Load, after: string, withinMs = 45_000): Promise<void> {
  const before = load.acknowledged;
  await until(`ingestion goes on after ${after}`, () => load.acknowledged > before + 2 * CLIENTS, withinMs);
}
