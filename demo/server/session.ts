import { createHash, randomBytes } from 'node:crypto';
import { DAY_MS, formatInstant } from '@retention/domain/day';
import type { Clock } from '@retention/server/clock';
import type { Database } from '@retention/server/database';
import type { HostApi, Session } from '../host-api.ts';
import type { Fields } from './fields.ts';
import { Refusal } from './refusal.ts';
import { accountSql } from './sql.ts';
import { sessionOf } from './state.ts';

const COOKIE = 'onepercent_session';
const DAYS = 30;

export interface SessionDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** Of people who say none. */
  readonly projectZone: string;
}

/** What a browser sent along. */
export interface Visitor {
  readonly cookie: string;
  readonly accept_language: string;
  /** Whom the page believes to be here; null where it does not say. */
  readonly person: string | null;
}

export function createSessions({ database, clock, projectZone }: SessionDeps) {
  async function open(user_id: number): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    await database.query(accountSql.op_session_add, [hashOf(secret), user_id, ending()]);
    return cookieOf(secret);
  }

  const ending = (): string => formatInstant(clock.now() + DAYS * DAY_MS);

  async function find({ cookie }: Visitor): Promise<Session | null> {
    const secret = secretOf(cookie);
    if (secret === null) return null;
    const [found] = await database.query<Session>(accountSql.op_session_find, [
      hashOf(secret),
      formatInstant(clock.now()),
    ]);
    return found === undefined ? null : sessionOf(found);
  }

  return {
    find,
    /** Who comes back stays: the session lasts as long again. Answers the cookie that says so. */
    async renew({ cookie }: Visitor): Promise<{ readonly session: Session; readonly cookie: string } | null> {
      const secret = secretOf(cookie);
      if (secret === null) return null;
      const values = [hashOf(secret), formatInstant(clock.now()), ending()];
      const [found] = await database.query<Session>(accountSql.op_session_renew, values);
      return found === undefined ? null : { session: sessionOf(found), cookie: cookieOf(secret) };
    },
    async create(
      fields: Fields,
      visitor: Visitor,
    ): Promise<{ readonly answer: HostApi['session/create']['response']; readonly cookie: string }> {
      const as = fields.word('as', { ru: 'Кто', en: '"as"' }, ['ready', 'new']);
      const user_id = as === 'ready' ? await readyPerson(database) : await register(fields, visitor);
      const cookie = await open(user_id);
      const session = await find({ ...visitor, cookie });
      if (session === null) throw new Error('a session that was opened just now is not there');
      return { answer: { session }, cookie };
    },
    /** Ends it; answers the cookie that makes the browser forget it. */
    async end({ cookie }: Visitor): Promise<string> {
      const secret = secretOf(cookie);
      if (secret !== null) {
        await database.query(accountSql.op_session_end, [hashOf(secret), formatInstant(clock.now())]);
      }
      return `${COOKIE}=; Path=/app/; Max-Age=0; HttpOnly; SameSite=Lax`;
    },
  };

  async function register(fields: Fields, visitor: Visitor): Promise<number> {
    const first_name = fields.has('first_name') ? fields.text('first_name', { ru: 'Имя', en: 'The name' }, 60) : null;
    const locale = fields.has('locale')
      ? fields.word('locale', { ru: 'Язык', en: 'The language' }, ['ru', 'en'])
      : languageOf(visitor);
    const timezone = fields.has('timezone')
      ? fields.zone('timezone', { ru: 'Часовой пояс', en: 'The time zone' })
      : projectZone;
    const name = first_name ?? (locale === 'ru' ? 'Друг' : 'Friend');
    const values = [name, locale, timezone, formatInstant(clock.now())];
    const [added] = await database.query<{ user_id: number }>(accountSql.op_account_add, values);
    if (added === undefined) throw new Error('nobody was registered');
    return added.user_id;
  }
}

async function readyPerson(database: Database): Promise<number> {
  const [ready] = await database.query<{ user_id: number }>(accountSql.op_account_ready);
  if (ready !== undefined) return ready.user_id;
  throw new Refusal(404, 'Готового человека здесь нет: начни с начала', 'There is no ready person here: begin anew');
}

/** Russian, unless the browser asks for English first. */
export function languageOf({ accept_language }: Pick<Visitor, 'accept_language'>): 'ru' | 'en' {
  return /^\s*en\b/i.test(accept_language) ? 'en' : 'ru';
}

function cookieOf(secret: string): string {
  return `${COOKIE}=${secret}; Path=/app/; Max-Age=${DAYS * 86_400}; HttpOnly; SameSite=Lax`;
}

function secretOf(cookie: string): string | null {
  const found = cookie
    .split(';')
    .map((part) => part.trim().split('='))
    .find(([name]) => name === COOKIE);
  const secret = found?.[1] ?? '';
  return secret === '' ? null : secret;
}

/** Whoever reads the table cannot come in with what they read. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
