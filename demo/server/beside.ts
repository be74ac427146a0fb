import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Beside, Neighbour, Surroundings } from '@retention/server/beside';
import { serveRootPage } from '@retention/server/root-page';
import { VIEWS } from '../views.ts';
import { fill, type Place } from './fill.ts';
import { createRetention, type RetentionLink } from './retention.ts';
import { serveApi } from './routes.ts';
import { createSessions } from './session.ts';
import { createBot, playedBot, type TelegramBot } from './telegram-bot.ts';
import { createWebhook, WEBHOOK_PATH } from './webhook.ts';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

export interface OnePercentOptions {
  /** Token of a Telegram bot of the app's own; null: none. */
  readonly botToken: string | null;
}

/** OnePercent beside the retention server, where the database holds nobody real. */
export function onePercent({ botToken }: OnePercentOptions): Beside {
  return async (surroundings) => {
    const place = await fill({ ...surroundings, screen: process.stderr });
    if (place.kind !== 'demo') return { neighbour: null, notes: [noteOf(place)] };
    return { neighbour: await createNeighbour(surroundings, botToken), notes: notesOf(place.people, surroundings) };
  };
}

async function createNeighbour(surroundings: Surroundings, botToken: string | null): Promise<Neighbour> {
  const { config, database, clock, logger } = surroundings;
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const webhookUrl = config.webhookUrl ?? `http://${loopback(config.host)}:${port}${WEBHOOK_PATH}`;
  let retention: RetentionLink | null = null;
  const tell = (): void => {
    void retention?.tell();
  };
  const bot: TelegramBot =
    botToken === null ? playedBot : createBot(botToken, { database, clock, logger, onChange: tell });
  return {
    settles: { port, webhookUrl },
    async serve(door, whole) {
      retention = createRetention({ database, clock, logger, config: whole });
      const webhook = createWebhook({
        database,
        clock,
        secret: whole.webhookSecret,
        sendMessage: bot.send,
        onChange: tell,
      });
      const sessions = createSessions({ database, clock, projectZone: whole.timezone });
      await serveApi(door.http, { database, clock, logger, sessions, retention, bot, webhook });
      serveRootPage(door, { folder: DIST, name: '/', views: VIEWS, not_built: NOT_BUILT });
    },
    start(address) {
      const { port: listens } = new URL(address);
      retention?.start(`http://${loopback(config.host)}:${listens}`);
      bot.start();
    },
    async stop() {
      await Promise.all([retention?.stop(), bot.stop()]);
    },
  };
}

/** The webhook has to be named before anything listens. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** How this machine reaches what listens at `host`. */
function loopback(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function notesOf(people: number, { config }: Surroundings): string[] {
  const where =
    config.databaseUrl === null ? `in ${join(config.dataDir, 'postgres')}` : 'in the database of DATABASE_URL';
  const who = `${people.toLocaleString('en')} people who never were`;
  return [
    `These are demo data: ${who}, and Аня to try OnePercent with,\n${where}.\nFor real people: npx retention serve, which keeps its own data and begins empty.`,
  ];
}

function noteOf({ kind }: Exclude<Place, { kind: 'demo' }>): string {
  if (kind === 'real') {
    return 'This database holds people already: nothing was made up, and / leads to the dashboard.\nTo see the demo, start with another DATA_DIR and without DATABASE_URL.';
  }
  return 'The database of DATABASE_URL is empty, and was left so: / leads to the dashboard.\nTo see the demo, start without DATABASE_URL, or fill it: npx retention demo.';
}

const NOT_BUILT = `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>OnePercent ещё не собран</title>
<h1>OnePercent ещё не собран</h1>
<p>Выполните <code>npm run build</code> в папке проекта и обновите эту страницу. <code>npm start</code> собирает её сам.</p>
<p lang="en">OnePercent has not been built yet. Run <code>npm run build</code> in the folder of the project and reload
this page. <code>npm start</code> builds it by itself.</p>
</html>
`;
