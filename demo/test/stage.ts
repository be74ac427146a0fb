import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, expect } from 'vitest';
import { openApp } from '../../packages/server/src/app.ts';
import { catchUp } from '../../packages/server/src/catch-up.ts';
import { loadConfig } from '../../packages/server/src/config.ts';
import { createOutbox } from '../../packages/server/src/deliver/outbox/outbox.ts';
import { createWebhook } from '../../packages/server/src/deliver/webhook.ts';
import { TEST_CONFIG } from '../../packages/server/src/http/config.fixture.ts';
import { configuredChannels } from '../../packages/server/src/speaking.ts';
import { createReadStandings } from '../../packages/server/src/standing.ts';
import { lookAtDue } from '../../packages/server/src/trigger/look.ts';
import type { TestDatabase } from '../../packages/server/test/database.ts';
import { onePercent } from '../server/beside.ts';
import { migrate } from '../server/migrate.ts';

const PAGE = fileURLToPath(new URL('../dist/index.html', import.meta.url));
const BUILD = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
/** An award, its webhook, the XP of it that comes back: no more rounds than that. */
const MOST_ROUNDS = 10;
const PATIENCE = { timeout: 30_000, interval: 20 };

/** An event as it lies in the database. */
export interface StoredEvent {
  readonly day: string;
  readonly type: string;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** XP for the journey; the day as a date, or since the first one. */
export interface Award<D = number> {
  readonly day: D;
  readonly reason: string;
  readonly xp: number;
}

/**
 * OnePercent beside the retention server as `npm start` puts them together, listening, on the clock of the test. Only what runs
 * every few seconds there runs here when the test says so: `settle`.
 */
export async function openStage({ database, clock }: TestDatabase) {
  await build();
  const complaints: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => void complaints.push(line) });
  await migrate(database);
  await database.session((client) =>
    client.query('INSERT INTO onepercent.filling (people, started_at, finished_at) VALUES (0, now(), now())'),
  );
  const loaded = loadConfig({});
  if (!('config' in loaded)) throw new Error('nothing set is a configuration');
  const config = { ...loaded.config, ...TEST_CONFIG };
  const { signal } = new AbortController();
  const around = { config, database, clock, logger, signal, catchUp: () => Promise.resolve() };
  const { neighbour } = await onePercent({ botToken: null })(around);
  if (neighbour === null) throw new Error('OnePercent did not come');
  const whole = { ...config, ...neighbour.settles };
  const { webhookUrl, timezone: projectZone } = whole;
  if (webhookUrl === null) throw new Error('OnePercent has named no webhook');
  const app = await openApp({ config: whole, database, clock, logger, beside: (door) => neighbour.serve(door, whole) });
  const address = await app.listen();
  neighbour.start(address);

  const looking = {
    database,
    clock,
    configured: configuredChannels(whole),
    readStandings: createReadStandings(projectZone),
  };
  const webhook = createWebhook({ config: { ...whole, webhookUrl }, clock });
  const outbox = createOutbox({
    database,
    clock,
    logger,
    registry: new Registry(),
    projectZone,
    carriers: [],
    webhook,
    linksOf: () => ({ action_url: '', unsubscribe_url: '', preferences_url: '' }),
  });
  afterAll(async () => {
    await outbox.stop();
    await webhook.close();
    await app.close();
    await neighbour.stop();
  });

  async function rows<Row extends object>(text: string): Promise<Row[]> {
    return database.session(async (client) => (await client.query<Row>(text)).rows);
  }

  /** The app tells of its people without anybody waiting for it. */
  async function told(): Promise<void> {
    const untold = () => rows('SELECT user_id FROM onepercent.account WHERE facts_told < facts');
    await expect.poll(untold, PATIENCE).toEqual([]);
  }

  return {
    address,
    clock,
    complaints,
    /** Lets the rooms do what is due until nothing is: judge, look, call the webhook, and hear what the app says to that. */
    async settle(): Promise<void> {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        await told();
        const judged = await catchUp({ database, clock, projectZone });
        const looked = await lookAtDue(looking);
        const called = await outbox.runOnce();
        if (judged === 0 && looked?.people === 0 && called === 0) return;
      }
      throw new Error('there is always something due');
    },
    /** All the XP a person has by the app's own books. */
    async xp(): Promise<number> {
      const [sum] = await rows<{ xp: number }>('SELECT sum(xp)::integer AS xp FROM onepercent.xp');
      return sum?.xp ?? 0;
    },
    /** Everything that was ever stored, on the local day it counts for. */
    events: () =>
      rows<StoredEvent>('SELECT local_day::text AS day, type, metadata FROM event ORDER BY occurred_at, id'),
    /** What the retention system has given the person for their journey, as the app has booked it on their local days. */
    awards: (zone: string) =>
      rows<Award<string>>(
        `SELECT (earned_at AT TIME ZONE '${zone}')::date::text AS day, substr(source, 11) AS reason, xp
         FROM onepercent.xp WHERE source LIKE 'retention/%' ORDER BY earned_at, source`,
      ),
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** `npm test` has built the page; whoever runs this test alone may not have. */
async function build(): Promise<void> {
  if (existsSync(PAGE)) return;
  const [code] = (await once(spawn(process.execPath, [BUILD], { stdio: 'inherit' }), 'exit')) as [number | null];
  if (code !== 0) throw new Error('the page could not be built');
}
