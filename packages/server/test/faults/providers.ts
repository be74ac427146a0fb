import { openBotApi, type BotApiAnswer } from '../peers/bot-api.ts';
import type { Behaviour } from '../peers/http-peer.ts';
import { startPushService } from '../peers/push-service.ts';
import { startSmtp, type SmtpAct, type SmtpStage } from '../peers/smtp.ts';
import type { Random } from './random.ts';

/** A Bot API server, an SMTP server and a push service that count what they take, and often misbehave. */
export interface Providers {
  readonly telegram: { readonly token: string; readonly apiUrl: string };
  readonly smtpUrl: string;
  readonly pushHost: string;
  subscribe(publicKey: string): { readonly endpoint: string; readonly p256dh: string; readonly auth: string };
  /** How often any of them was spoken to. */
  requests(): number;
  /** How often each address of a channel has taken a message. */
  taken(): Readonly<Record<'telegram' | 'email' | 'push', ReadonlyMap<string, number>>>;
  close(): Promise<void>;
}

/** In percent; the rest is taken and answered as it should be. */
const BOT_API: readonly (readonly [percent: number, answer: BotApiAnswer])[] = [
  [3, { code: 429, description: 'Too Many Requests: retry after 2', retry_after: 2 }],
  [2, { code: 400, description: 'Bad Request: message is too long' }],
  [2, { code: 403, description: 'Forbidden: bot was blocked by the user' }],
  [6, { code: 500, description: 'Internal Server Error' }],
  [2, { status: 502, body: 'Bad Gateway' }],
  [2, 'reset_before'],
  [2, 'reset_after'],
  [1, 'timeout_before'],
  [1, 'timeout_after'],
];

const PUSH: readonly (readonly [percent: number, behaviour: Behaviour])[] = [
  [3, { status: 429, headers: { 'retry-after': '2' } }],
  [2, 400],
  [2, 410],
  [8, 503],
  [2, 'reset'],
  [2, 'reset_taken'],
  [1, 'silent'],
  [1, 'silent_taken'],
];

const SMTP: Partial<Record<SmtpStage, readonly (readonly [percent: number, act: SmtpAct])[]>> = {
  greeting: [[2, 'drop']],
  mail: [[0.3, '421 4.3.2 closing']],
  rcpt: [
    [3, '450 4.2.1 try later'],
    [2, '550 5.1.1 No such user'],
    [0.5, 'silent'],
  ],
  data: [
    [2, '554 5.7.1 spam'],
    [1, 'drop'],
  ],
  body: [[1, 'drop']],
  message: [
    [3, '451 4.3.0 local error'],
    [2, 'drop'],
    [2, 'take and drop'],
    [1, 'silent'],
    [1, 'take and be silent'],
  ],
};

export async function startProviders(random: Random): Promise<Providers> {
  let requests = 0;
  const choose = <T>(choices: readonly (readonly [percent: number, choice: T])[] = []): T | null => {
    requests++;
    let left = random.next() * 100;
    for (const [percent, choice] of choices) if ((left -= percent) < 0) return choice;
    return null;
  };
  const botApi = await openBotApi();
  botApi.answerBy(() => choose(BOT_API));
  const smtp = await startSmtp({ script: (stage) => choose(SMTP[stage]) });
  const push = await startPushService();
  push.otherwise(() => choose(PUSH) ?? 201);
  return {
    telegram: { token: botApi.token, apiUrl: botApi.url },
    smtpUrl: smtp.url,
    pushHost: push.host,
    subscribe(publicKey) {
      const { endpoint, keys } = push.subscribe(publicKey);
      return { endpoint, ...keys };
    },
    requests: () => requests,
    taken: () => ({
      telegram: counted(botApi.taken.map(({ chat_id }) => chat_id)),
      email: counted(smtp.taken.map(({ to }) => to)),
      push: counted(push.taken.map(({ endpoint }) => endpoint)),
    }),
    async close() {
      await Promise.all([botApi.close(), smtp.close(), push.close()]);
    },
  };
}

function counted(addresses: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const address of addresses) counts.set(address, (counts.get(address) ?? 0) + 1);
  return counts;
}
