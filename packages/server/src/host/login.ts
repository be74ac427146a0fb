import { createSecretKey, hkdfSync } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { ROLES } from '@retention/domain/contract/accounts';
import type { Instant } from '@retention/domain/day';
import type { Clock } from '../clock.ts';
import { ApiError } from '../http/errors.ts';
import { isSameSecret } from './proof.ts';
import type { Identity } from './token.ts';

/** The account that every installation has. */
export const BUILT_IN: Identity = { user_id: 'owner', role: 'owner' };

/** A working day and a little: whoever logs in in the morning is not thrown out at work. */
const LOGIN_MS = 12 * 3_600_000;

export interface LoginRules {
  readonly adminPassword: string;
  readonly hostKey: string;
}

export interface Login {
  /** What the browser keeps. */
  readonly token: string;
  readonly expires_at: Instant;
}

/**
 * Logins to the dashboard. Nothing is stored: a login is a token that this server has signed, good in every process of
 * the installation and after a restart. The key is made of the password, so that a new password ends them all.
 */
export function createLogins({ adminPassword, hostKey }: LoginRules, clock: Clock) {
  const key = createSecretKey(
    Buffer.from(hkdfSync('sha256', adminPassword, hostKey, 'retention: a login to the dashboard', 32)),
  );
  return {
    /** A keyboard may compose й of two characters where the environment has one; a copied line may bring a space along. */
    isPassword: (given: string): boolean => isSameSecret(asKept(given), asKept(adminPassword)),

    /** When a login that begins now ends: after twelve hours, but not later than `latest`. Whole seconds. */
    end,

    /** A login that begins now. */
    async begin({ user_id, role }: Identity, latest: Instant): Promise<Login> {
      const expires_at = end(latest);
      const claims = new SignJWT({ sub: user_id, role, exp: expires_at / 1000 });
      return { token: await claims.setProtectedHeader({ alg: 'HS256' }).sign(key), expires_at };
    },

    /** Throws ApiError 401 where the token does not hold (any more). */
    async identify(token: string): Promise<Identity> {
      const { sub, role } = await claimsOf(token);
      const known = ROLES.find((each) => each === role);
      if (sub === undefined || known === undefined) throw ended();
      return { user_id: sub, role: known };
    },
  };

  function end(latest: Instant): Instant {
    return Math.floor(Math.min(clock.now() + LOGIN_MS, latest) / 1000) * 1000;
  }

  async function claimsOf(token: string) {
    try {
      const options = { algorithms: ['HS256'], requiredClaims: ['exp'], currentDate: new Date(clock.now()) };
      return (await jwtVerify(token, key, options)).payload;
    } catch {
      // Whatever is wrong with it, the browser did not write it: there is one thing to do.
      throw ended();
    }
  }
}

export type Logins = ReturnType<typeof createLogins>;

function asKept(password: string): string {
  return password.trim().normalize('NFC');
}

function ended(): ApiError {
  return ApiError.unauthorized('The login has ended: log in again');
}
