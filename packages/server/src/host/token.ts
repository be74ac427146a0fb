import { createSecretKey } from 'node:crypto';
import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import type { Instant } from '@retention/domain/day';
import { readUserId } from '@retention/domain/user';
import type { Clock } from '../clock.ts';
import { ApiError } from '../http/errors.ts';

/** What the host may say of who is calling; `user` where it says nothing. Spec section 7. */
export const RANKS = ['user', 'analyst', 'admin', 'owner'] as const;
export type Role = (typeof RANKS)[number];

/** Whether a role may do what `least` may. */
export function reaches(role: Role, least: Role): boolean {
  return RANKS.indexOf(role) >= RANKS.indexOf(least);
}

export interface Identity {
  /** The user of a token; of a login to the dashboard the account, `owner` for the built-in one. */
  readonly user_id: string;
  readonly role: Role;
  /** By a token of the host, or by a login to the dashboard that somebody got by a password. */
  readonly kind: 'token' | 'owner' | 'account';
  /** The login to the dashboard by which they came; null by a token of the host itself. */
  readonly session: number | null;
  /** When the proof ends. Infinity: never. */
  readonly expires_at: Instant;
}

export interface TokenRules {
  /** Secret of HS256 tokens. */
  readonly jwtSecret: string | null;
  /** Where the public keys of RS256 and ES256 tokens are. */
  readonly jwksUrl: string | null;
  readonly jwtAudience: string | null;
  readonly jwtIssuer: string | null;
}

/** Clocks of two machines differ by a little. */
const LEEWAY_SECONDS = 30;
/** A token is looked at anew after this, so that a key withdrawn from the key set stops working. */
const REMEMBERED_MS = 5 * 60_000;
/** Most tokens remembered: about 5 MB. */
const MOST_REMEMBERED = 10_000;
/** Longer than any sane token, short enough that a full memory stays small. */
const LONGEST_REMEMBERED = 2048;
const KEYS_RETRY_SECONDS = 5;

/** The user tokens: who does this one speak of? The same token comes with every request, so the answer is remembered. */
export function createTokens(rules: TokenRules, clock: Clock) {
  const checks = createChecks(rules);
  const remembered = new Map<string, { readonly identity: Identity; readonly until: Instant }>();

  function remember(token: string, identity: Identity): void {
    if (token.length > LONGEST_REMEMBERED) return;
    if (remembered.size >= MOST_REMEMBERED) {
      const [oldest] = remembered.keys();
      if (oldest !== undefined) remembered.delete(oldest);
    }
    const until = Math.min(identity.expires_at + LEEWAY_SECONDS * 1000, clock.now() + REMEMBERED_MS);
    remembered.set(token, { identity, until });
  }

  async function verify(token: string): Promise<Identity> {
    const payload = await checks.payload(token, new Date(clock.now()));
    const user_id = readUserId(payload.sub);
    if (user_id === null) {
      throw ApiError.unauthorized('The token names nobody: "sub" must be the id of the user, an integer or a string');
    }
    const { exp } = payload;
    const expires_at = exp === undefined ? Infinity : exp * 1000;
    const identity = { user_id, role: readRole(payload.role), kind: 'token', session: null, expires_at } as const;
    remember(token, identity);
    return identity;
  }

  return {
    /** Throws ApiError 401 where the token does not hold, 503 where the key set cannot be fetched. */
    identify(token: string): Identity | Promise<Identity> {
      const known = remembered.get(token);
      if (known === undefined) return verify(token);
      if (clock.now() < known.until) return known.identity;
      remembered.delete(token);
      return verify(token);
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;

function readRole(role: unknown): Role {
  return RANKS.find((rank) => rank === role) ?? 'user';
}

/**
 * The kind of key fixes the algorithms it may be used with: a secret makes HS256 and nothing else, the key set RS256 and
 * ES256 and nothing else. The header of a token only chooses between the two.
 */
function createChecks({ jwtSecret, jwksUrl, jwtAudience, jwtIssuer }: TokenRules) {
  const secret = jwtSecret === null ? null : createSecretKey(jwtSecret, 'utf8');
  const keySet = jwksUrl === null ? null : createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 3000 });
  const claims: JWTVerifyOptions = {
    clockTolerance: LEEWAY_SECONDS,
    ...(jwtAudience === null ? {} : { audience: jwtAudience }),
    ...(jwtIssuer === null ? {} : { issuer: jwtIssuer }),
  };
  return {
    async payload(token: string, currentDate: Date): Promise<JWTPayload> {
      try {
        const options = { ...claims, currentDate };
        if (keySet !== null && (secret === null || decodeProtectedHeader(token).alg !== 'HS256')) {
          return (await jwtVerify(token, keySet, { ...options, algorithms: ['RS256', 'ES256'] })).payload;
        }
        if (secret === null)
          throw ApiError.unauthorized('This server has no key for user tokens: none can be accepted');
        return (await jwtVerify(token, secret, { ...options, algorithms: ['HS256'] })).payload;
      } catch (error) {
        throw refusal(error);
      }
    },
  };
}

function refusal(error: unknown): unknown {
  if (error instanceof ApiError) return error;
  if (error instanceof errors.JWTExpired) return ApiError.unauthorized('The token has expired: get a new one');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return ApiError.unauthorized(
      `The token is not for here: its "${error.claim}" is ${CLAIM_FAULTS[error.reason] ?? 'wrong'}`,
    );
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return ApiError.unauthorized('The token names no key of the key set: its "kid" must be one of them');
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return ApiError.unauthorized('The token is signed with an algorithm that is not accepted here');
  }
  if (isUnreadable(error)) return ApiError.unauthorized('The token is not valid: its signature or its form is wrong');
  // What is left is the key set: it could not be fetched, or what came is none. The caller can do nothing about it.
  const message = `The keys of user tokens cannot be fetched. Send the request again in ${KEYS_RETRY_SECONDS} seconds`;
  return ApiError.unavailable(message, KEYS_RETRY_SECONDS);
}

const CLAIM_FAULTS: Readonly<Record<string, string>> = {
  missing: 'missing',
  invalid: 'not of the right kind',
  check_failed: 'not the one expected',
};

function isUnreadable(error: unknown): boolean {
  return (
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSENotSupported ||
    // decodeProtectedHeader of something that is no token at all
    (error instanceof TypeError && error.message === 'Invalid Token or Protected Header formatting')
  );
}
