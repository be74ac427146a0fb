import { createHmac } from 'node:crypto';
import { openApp } from '@retention/server/app';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { TEST_CONFIG } from '../../packages/server/src/http/config.fixture.ts';
import type { TestDatabase } from '../../packages/server/test/database.ts';
import type { Changed, HostApi, HostCallName, State } from '../host-api.ts';
import { migrate } from './migrate.ts';
import { createRetention, type RetentionLink } from './retention.ts';
import { serveApi } from './routes.ts';
import { createSessions } from './session.ts';
import { playedBot, type TelegramBot } from './telegram-bot.ts';
import { createWebhook, WEBHOOK_PATH } from './webhook.ts';

/** What a call was answered with. */
export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly message: string;
}

/** A browser with its cookie. */
export interface Browser {
  ask<Name extends HostCallName>(
    name: Name,
    body: HostApi[Name]['request'] | object,
    headers?: Record<string, string>,
  ): Promise<Answer<HostApi[Name]['response']>>;
  /** A change that is expected to succeed. */
  change(name: HostCallName, body?: object): Promise<Changed>;
  state(): Promise<State>;
  cookie(): string;
}

/** The real retention app with the backend of OnePercent beside it, on one database and one clock, without a network. */
export async function openBackend(test: TestDatabase, bot: TelegramBot = playedBot) {
  const logger = pino({ level: 'silent' });
  const { database, clock } = test;
  await migrate(database);
  let away = false;
  const posted: { readonly path: string; readonly body: object }[] = [];
  const link: { retention: RetentionLink | null } = { retention: null };
  const app = await openApp({
    config: { ...TEST_CONFIG, webhookUrl: `http://127.0.0.1:9${WEBHOOK_PATH}` },
    database,
    clock,
    logger,
    beside: async ({ http }) => {
      const retention = createRetention({
        database,
        clock,
        logger,
        config: TEST_CONFIG,
        post: async (path, body) => {
          if (away) throw new Error('nobody answers');
          posted.push({ path, body });
          const headers = { authorization: `Bearer ${TEST_CONFIG.hostKey}`, 'content-type': 'application/json' };
          const answer = await http.inject({ method: 'POST', url: path, headers, payload: body });
          return { status: answer.statusCode, body: answer.json<unknown>() };
        },
      });
      link.retention = retention;
      const sessions = createSessions({ database, clock, projectZone: TEST_CONFIG.timezone });
      const secret = TEST_CONFIG.webhookSecret;
      // Told when the test says so.
      const quiet = { ...retention, tell: () => Promise.resolve() };
      const onChange = (): void => {
        void retention.tell();
      };
      const webhook = createWebhook({ database, clock, secret, sendMessage: bot.send, onChange });
      await serveApi(http, { database, clock, logger, sessions, retention: quiet, bot, webhook });
    },
  });
  const { retention } = link;
  if (retention === null) throw new Error('the backend was not assembled');
  afterAll(async () => {
    await app.close();
    await retention.stop();
  });

  function browser(): Browser {
    let cookie = '';
    const ask: Browser['ask'] = async (name, payload, headers = {}) => {
      const answer = await app.http.inject({
        method: 'POST',
        url: `/app/api/${name}`,
        headers: { 'content-type': 'application/json', cookie, ...headers },
        payload,
      });
      const set = answer.headers['set-cookie'];
      if (typeof set === 'string') cookie = set.split(';')[0] ?? '';
      const body = answer.json<HostApi[typeof name]['response'] & { readonly message?: string }>();
      return { status: answer.statusCode, body, message: body.message ?? '' };
    };
    return {
      ask,
      cookie: () => cookie,
      async change(name, body = {}) {
        const { status, body: changed, message } = await ask(name, body);
        if (status !== 200) throw new Error(`${name}: ${status} ${message}`);
        return changed as Changed;
      },
      state: async () => (await ask('state/get', {})).body.state,
    };
  }

  return {
    app,
    retention,
    posted,
    browser,
    setAway: (value: boolean) => {
      away = value;
    },
    /** Somebody who registers now. */
    async register(
      settings: { readonly timezone?: string; readonly locale?: 'ru' | 'en'; readonly first_name?: string } = {},
    ) {
      const own = browser();
      const { body } = await own.ask('session/create', { as: 'new', ...settings });
      return { ...own, user_id: body.session.user_id };
    },
    /** A call of the retention system, signed as it signs. */
    async webhook(call: object, signature?: string) {
      const payload = JSON.stringify(call);
      const t = Math.floor(clock.now() / 1000);
      const v1 = createHmac('sha256', TEST_CONFIG.webhookSecret).update(`${t}.${payload}`).digest('hex');
      const headers = { 'content-type': 'application/json', 'retention-signature': signature ?? `t=${t},v1=${v1}` };
      const answer = await app.http.inject({ method: 'POST', url: WEBHOOK_PATH, headers, payload });
      return { status: answer.statusCode, headers: answer.headers, body: answer.json<unknown>() };
    },
    /** Asks the retention system as the page does, with a token of this backend. */
    async asUser(own: Browser, path: string, payload: object = {}) {
      const { body } = await own.ask('session/token', {});
      const headers = { authorization: `Bearer ${body.token}`, 'content-type': 'application/json' };
      const answer = await app.http.inject({ method: 'POST', url: path, headers, payload });
      return { status: answer.statusCode, body: answer.json<unknown>() };
    },
  };
}
