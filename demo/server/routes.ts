import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Surroundings } from '@retention/server/beside';
import type { HostApi, HostCallName, HostError } from '../host-api.ts';
import { change, stateOf, type Change, type ChangeDeps } from './change.ts';
import * as doings from './doings.ts';
import { Fields } from './fields.ts';
import * as habits from './habits.ts';
import { notSignedIn, Refusal, somebodyElse } from './refusal.ts';
import type { RetentionLink } from './retention.ts';
import { languageOf, type createSessions, type Visitor } from './session.ts';
import { cancel, pay, startTrial } from './subscription.ts';
import type { BotAnswer, TelegramBot } from './telegram-bot.ts';
import { WEBHOOK_PATH } from './webhook.ts';

export const API_PATH = '/app/api/';
const BODY_BYTES = 64 * 1024;
const WEBHOOK_BYTES = 256 * 1024;
/** Nobody waits longer for another system to be told. */
const LONGEST_WAIT_MS = 2_000;

export interface RouteDeps extends ChangeDeps {
  readonly logger: Pick<Surroundings['logger'], 'error'>;
  readonly sessions: ReturnType<typeof createSessions>;
  readonly retention: Pick<RetentionLink, 'token' | 'redeem' | 'tell'>;
  readonly bot: Pick<TelegramBot, 'link'>;
  readonly webhook: (body: Buffer, signature: string) => Promise<BotAnswer>;
}

/** The calls that change something of whoever makes them. */
function changesOf({ retention }: RouteDeps) {
  return {
    'habits/create': habits.create,
    'habits/complete': habits.complete,
    'habits/undo': habits.undo,
    'habits/amnesty': habits.amnesty,
    'habits/delete': habits.remove,
    'goals/create': doings.createGoal,
    'goals/progress': doings.setProgress,
    'goals/delete': doings.deleteGoal,
    'journal/create': doings.writeJournal,
    'journal/delete': doings.deleteEntry,
    'wheel/set': doings.setWheel,
    'plans/create': doings.createPlan,
    'plans/move': doings.movePlan,
    'plans/done': doings.setPlanDone,
    'plans/delete': doings.deletePlan,
    'chat/send': doings.sendChat,
    'subscription/start-trial': startTrial,
    'subscription/pay': pay(retention.redeem),
    'subscription/cancel': cancel,
    'referrals/create': doings.invite,
    'settings/set': doings.setSettings,
    'feedback/create': doings.giveFeedback,
  } satisfies Readonly<Partial<Record<HostCallName, Change>>>;
}

/** The other calls: together with the changes they are the whole of HostApi, or it does not compile. */
type OtherCallName = Exclude<HostCallName, keyof ReturnType<typeof changesOf>>;
type Answered<Name extends HostCallName> = HostApi[Name]['response'];

interface Call {
  readonly visitor: Visitor;
  readonly fields: Fields;
  readonly reply: FastifyReply;
}

type Others = { readonly [Name in OtherCallName]: (call: Call) => Promise<Answered<Name>> };

function othersOf(deps: RouteDeps): Others {
  const { sessions, retention, bot } = deps;
  const personOf = async ({ visitor }: Call): Promise<number> => {
    const session = await sessions.find(visitor);
    if (session === null) throw notSignedIn();
    return session.user_id;
  };
  return {
    'session/get': async ({ visitor, reply }) => {
      const renewed = await sessions.renew(visitor);
      if (renewed !== null) void reply.header('set-cookie', renewed.cookie);
      return { session: renewed?.session ?? null };
    },
    'session/create': async ({ visitor, fields, reply }) => {
      const { answer, cookie } = await sessions.create(fields, visitor);
      void reply.header('set-cookie', cookie);
      void retention.tell();
      return answer;
    },
    'session/delete': async ({ visitor, reply }) => {
      void reply.header('set-cookie', await sessions.end(visitor));
      return {};
    },
    'session/token': async (call) => ({ token: await retention.token(await personOf(call)) }),
    'state/get': async (call) => ({ state: await stateOf(deps, await personOf(call)) }),
    'telegram/link': async (call) => ({ url: await bot.link(await personOf(call)) }),
  };
}

/** The backend of the page, and the webhook of the retention system, in a part of the server with manners of its own. */
export async function serveApi(http: FastifyInstance, deps: RouteDeps): Promise<void> {
  const { sessions, retention, logger, webhook } = deps;
  await http.register((part, _options, done) => {
    part.removeAllContentTypeParsers();
    // As bytes: what a signature covers is what came.
    part.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    part.setErrorHandler((error, request, reply) => refuse(error, languageOf(visitorOf(request)), reply, logger));

    for (const [name, work] of Object.entries<Change>(changesOf(deps))) {
      call(part, name, async ({ visitor, fields }, speak) => {
        const session = await sessions.find(visitor);
        if (session === null) throw notSignedIn();
        speak(session.locale);
        if (visitor.person !== null && visitor.person !== String(session.user_id)) throw somebodyElse();
        const changed = await change(deps, session.user_id, fields, work);
        const told = retention.tell();
        // The page asks the retention system for words in the new language next: it should know it by then.
        if (name === 'settings/set') await Promise.race([told, pause(LONGEST_WAIT_MS, undefined, { ref: false })]);
        return changed;
      });
    }
    for (const [name, answer] of Object.entries<(call: Call) => Promise<object>>(othersOf(deps))) {
      call(part, name, answer);
    }
    part.post(WEBHOOK_PATH, { bodyLimit: WEBHOOK_BYTES }, async (request, reply) => {
      const signature = request.headers['retention-signature'];
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { status, headers = {}, body } = await webhook(bytes, typeof signature === 'string' ? signature : '');
      return reply.code(status).headers(headers).send(body);
    });
    done();
  });

  type Speak = (language: 'ru' | 'en') => void;
  function call(part: FastifyInstance, name: string, answer: (call: Call, speak: Speak) => Promise<object>): void {
    part.post(`${API_PATH}${name}`, { bodyLimit: BODY_BYTES }, async (request, reply) => {
      const visitor = visitorOf(request);
      let language = languageOf(visitor);
      const speak: Speak = (own) => {
        language = own;
      };
      try {
        return await answer({ visitor, fields: new Fields(jsonOf(request)), reply }, speak);
      } catch (error) {
        return refuse(error, language, reply, logger);
      }
    });
  }
}

function visitorOf({ headers }: FastifyRequest): Visitor {
  const person = headers['x-person'];
  return {
    cookie: headers.cookie ?? '',
    accept_language: headers['accept-language'] ?? '',
    person: typeof person === 'string' ? person : null,
  };
}

/** Only as JSON: a form of another site, which carries the cookie along, cannot say that. */
function jsonOf({ headers, body }: FastifyRequest): unknown {
  if (!/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
    throw new Refusal(415, 'Нужен Content-Type: application/json', 'Content-Type must be application/json');
  }
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString() : '');
  } catch {
    throw new Refusal(400, 'Тело запроса не JSON', 'The body is not JSON');
  }
}

const TOO_LARGE = { ru: 'Слишком много за один раз', en: 'This is too much at once' };
const MALFORMED = { ru: 'Запрос не разобрать', en: 'The request cannot be read' };
const FAILED = { ru: 'Что-то пошло не так: попробуй ещё раз', en: 'Something went wrong: try again' };

function refuse(
  error: unknown,
  language: 'ru' | 'en',
  reply: FastifyReply,
  logger: Pick<Surroundings['logger'], 'error'>,
): FastifyReply {
  const say = (status: number, message: string): FastifyReply => {
    const body: HostError = { message };
    return reply.code(status).send(body);
  };
  if (error instanceof Refusal) return say(error.status, error.text[language]);
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  if (status === 413) return say(413, TOO_LARGE[language]);
  if (typeof status === 'number' && status < 500) return say(400, MALFORMED[language]);
  logger.error({ err: error }, 'OnePercent: a request failed');
  return say(500, FAILED[language]);
}
