import { formatInstant, type Instant } from '@retention/domain/day';
import type { Clock } from '@retention/server/clock';
import type { Database } from '@retention/server/database';
import { SignJWT } from 'jose';
import type { Surroundings } from '@retention/server/beside';
import { Refusal } from './refusal.ts';
import { retentionSql } from './sql.ts';
import type { Account } from './state.ts';

/** What a host has to know of the retention system it works with. */
export interface RetentionConfig {
  /** Null where tokens are signed by somebody else (RETENTION_JWKS_URL). */
  readonly jwtSecret: string | null;
  readonly jwtAudience: string | null;
  readonly jwtIssuer: string | null;
  readonly hostKey: string;
}

export interface RetentionDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Pick<Surroundings['logger'], 'warn'>;
  readonly config: RetentionConfig;
  /** Carries a request to the retention system at this path; default: over HTTP to the address given to `start`. */
  readonly post?: Post;
}

export type Post = (path: string, body: object) => Promise<{ readonly status: number; readonly body: unknown }>;

export interface Redemption {
  readonly code: string;
  readonly user_id: number;
  /** The same again gets the same answer. */
  readonly redemption_id: string;
}

/** Percent off; or why there are none. */
export type Redeem = (
  redemption: Redemption,
) => Promise<{ readonly percent: number } | 'unknown' | 'used' | 'unreachable'>;

/** A token is good for so long: the page asks for another before, or when one is refused. */
const TOKEN_SECONDS = 3_600;
const MOST_PEOPLE = 500;
const ANSWER_MS = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

export type RetentionLink = ReturnType<typeof createRetention>;

/** All that this app says to the retention system from its backend: tokens, what is known of people, codes. */
export function createRetention(deps: RetentionDeps) {
  const { database, clock, logger, config } = deps;
  let address: string | null = null;
  const post = deps.post ?? overHttp;
  let pause_ms = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  let telling: Promise<void> | null = null;
  let stopped = false;

  async function overHttp(path: string, body: object): ReturnType<Post> {
    if (address === null) throw new Error('the retention system does not listen yet');
    const answer = await fetch(new URL(path, address), {
      method: 'POST',
      headers: { authorization: `Bearer ${config.hostKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { status: answer.status, body: await answer.json() };
  }

  /** Tells of everybody of whom there is something new. Throws where it could not be told: it stays to be told. */
  async function flush(): Promise<void> {
    for (;;) {
      const people = await database.query<FactsRow>(retentionSql.op_facts_due, [MOST_PEOPLE]);
      if (people.length === 0) return;
      const { status, body } = await post('/api/rest/host/users/batch/', { users: people.map(factsOf) });
      if (status >= 500 || status === 429) throw new Error(`it answered ${status}`);
      // What it will never take is no reason to go on asking.
      if (status !== 200 || hasErrors(body)) logger.warn({ status, body }, 'OnePercent: some facts were refused');
      const ids = people.map(({ user_id }) => user_id);
      await database.query(retentionSql.op_facts_told, [ids, people.map(({ facts }) => facts)]);
    }
  }

  async function tellAll(): Promise<void> {
    try {
      await flush();
      pause_ms = FIRST_PAUSE_MS;
    } catch (error) {
      if (stopped) return;
      logger.warn({ err: error }, 'OnePercent: the retention system could not be told: it is tried again');
      timer = setTimeout(() => void tell(), pause_ms).unref();
      pause_ms = Math.min(LONGEST_PAUSE_MS, pause_ms * 2);
    }
  }

  /** Tells of what is new. Nobody has to wait for it: what could not be told now is told later. */
  function tell(): Promise<void> {
    if (stopped || (address === null && deps.post === undefined)) return Promise.resolve();
    clearTimeout(timer);
    // What has changed while one round was under way is found by the next.
    telling = (telling ?? Promise.resolve()).then(tellAll);
    return telling;
  }

  const redeem: Redeem = async ({ code, user_id, redemption_id }) => {
    try {
      const { status, body } = await post('/api/rest/host/codes/redeem/', { code, user_id, redemption_id });
      if (status === 200) return { percent: percentOf(body) };
      if (status === 409) return 'used';
      return status >= 500 || status === 429 ? 'unreachable' : 'unknown';
    } catch (error) {
      logger.warn({ err: error }, 'OnePercent: a code could not be redeemed');
      return 'unreachable';
    }
  };

  return {
    flush,
    tell,
    redeem,
    /** A token by which the retention system knows the person. */
    async token(user_id: number): Promise<string> {
      const { jwtSecret, jwtAudience, jwtIssuer } = config;
      if (jwtSecret === null) {
        throw new Refusal(409, 'Токены выпускает другая система', 'Tokens are signed by another system here');
      }
      const seconds = Math.floor(clock.now() / 1000);
      const token = new SignJWT({ sub: String(user_id) })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + TOKEN_SECONDS);
      if (jwtAudience !== null) token.setAudience(jwtAudience);
      if (jwtIssuer !== null) token.setIssuer(jwtIssuer);
      return token.sign(new TextEncoder().encode(jwtSecret));
    },
    start(at: string): void {
      address = at;
      void tell();
    },
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await telling;
    },
  };
}

type FactsRow = Pick<
  Account,
  | 'user_id'
  | 'first_name'
  | 'locale'
  | 'timezone'
  | 'joined_at'
  | 'telegram_chat_id'
  | 'plan'
  | 'status'
  | 'trial_started_at'
  | 'trial_ends_at'
  | 'paid_since'
  | 'renewals'
> & { readonly facts: number; readonly xp: number };

/** A person as `POST …/host/users/batch/` wants them. */
function factsOf(row: FactsRow): object {
  const { user_id, first_name, locale, timezone, telegram_chat_id, plan, status, renewals, xp } = row;
  return {
    user_id,
    first_name,
    locale,
    timezone,
    telegram_chat_id,
    joined_at: formatInstant(row.joined_at),
    subscription: {
      plan,
      status,
      trial_started_at: written(row.trial_started_at),
      trial_ends_at: written(row.trial_ends_at),
      paid_since: written(row.paid_since),
      renewals,
    },
    xp,
  };
}

function written(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

function hasErrors(body: unknown): boolean {
  return (
    typeof body === 'object' &&
    body !== null &&
    'errors' in body &&
    Array.isArray(body.errors) &&
    body.errors.length > 0
  );
}

function percentOf(body: unknown): number {
  const percent = typeof body === 'object' && body !== null && 'percent' in body ? body.percent : 0;
  return typeof percent === 'number' ? percent : 0;
}
