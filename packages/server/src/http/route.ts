import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Static } from 'typebox';
import type { Endpoint, Who } from '@retention/domain/contract/endpoint';
import type { Instant } from '@retention/domain/day';
import type { Clock } from '../clock.ts';
import type { Audit } from '../db/audit.ts';
import type { Guards } from '../host/identity.ts';
import type { Identity, Role } from '../host/token.ts';
import type { Logger } from '../logger.ts';
import { auditedBy, type AuditedEntry } from './audited.ts';
import { NO_BODY, refuseEncoding } from './body.ts';
import { createCheck } from './check.ts';
import { contactsRemover } from './contacts.ts';
import { ApiError } from './errors.ts';
import { statusOf } from './failure.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Telemetry } from './telemetry.ts';

/** What every route of the API stands on. */
export interface Door {
  readonly http: FastifyInstance;
  readonly guards: Guards;
  readonly rateLimit: RateLimit;
  readonly telemetry: Telemetry;
  readonly audit: Pick<Audit, 'record'>;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Names of the rows that are routed. */
  readonly served: Set<string>;
}

/** A request that has passed the guard, the rate limit and, where the contract checks bodies, the check. */
export interface Call<Row extends Endpoint> {
  /** The caller's own id; '' for the host and for anyone. */
  readonly user_id: string;
  /** null for the host and for anyone. */
  readonly role: Role | null;
  /** Who calls, and by what; null for the host and for anyone. */
  readonly caller: Identity | null;
  /** When what proves it ends. Infinity: never. */
  readonly until: Instant;
  readonly body: Row extends { readonly checked_by: 'handler' } ? unknown : Static<Row['request']>;
  /** Length of the body as received. */
  readonly bytes: number;
  readonly reply: FastifyReply;
}

export type Handler<Row extends Endpoint> = (call: Call<Row>) => Promise<Immutable<Static<Row['response']>>>;

/** An answer is only read: handlers may hand out what they may not change. */
type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, once the guard has said so. */
    caller: Identity | null;
  }
  interface FastifyContextConfig {
    /** Who may call, of a row of the contract. */
    who?: Who;
  }
}

/**
 * Serves one row of the contract. Who may call, how long the body may be and what it must look like all come from the
 * row. The guard comes before the body is read: an unknown caller costs next to nothing. Only where the row takes the proof
 * in the body, and the headers bring none, is the body read first; the guard then comes before everything else.
 */
export function route<Row extends Endpoint>(door: Door, row: Row, handler: Handler<Row>): void {
  const removeContacts = contactsRemover(row.response);
  serveRow(door, row, async (call: Call<Row>) => {
    const whole = await handler(call);
    const answer = removeContacts !== null && call.role === 'analyst' ? removeContacts(whole) : whole;
    // Sent as text: what a schema of Fastify's own would check has been checked by the type.
    return typeof answer === 'string' ? answer : JSON.stringify(answer);
  });
}

/** Serves a row of the contract whose answer goes on for as long as the caller stays. */
export function routeStream<Row extends Endpoint>(
  door: Door,
  row: Row,
  handler: (call: Call<Row>) => Promise<Readable>,
): void {
  serveRow(door, row, (call: Call<Row>) => {
    // Proxies that gather an answer before they pass it on would make it useless.
    call.reply.header('x-accel-buffering', 'no').header('cache-control', 'no-store');
    return handler(call);
  });
}

function serveRow<Row extends Endpoint>(
  door: Door,
  row: Row,
  handler: (call: Call<Row>) => Promise<string | Readable>,
): void {
  const guard = door.guards[row.who];
  const inBody = row.proof === 'header or body' ? door.guards.userInBody : null;
  const observe = door.telemetry.observe(row.path);
  const check = bodyCheck(row);
  const audited = auditedBy(row);
  const type = `${row.produces}; charset=utf-8`;
  door.served.add(row.name);
  const limited = row.who !== 'anyone' && row.who !== 'host';

  function admit(request: FastifyRequest, caller: Identity | null): void {
    refuseEncoding(request.headers['content-encoding']);
    if (caller === null) return;
    request.caller = caller;
    // The owner's bucket is not that of a user who happens to have the same id; no id holds the character NUL.
    const bucket = row.who === 'user' ? caller.user_id : `\0${caller.kind} ${caller.user_id}`;
    const seconds = limited ? door.rateLimit.take(bucket, door.clock.now()) : 0;
    if (seconds > 0) throw ApiError.tooManyRequests(`Too many requests: wait ${seconds} s and send it again`, seconds);
  }

  door.http.route({
    method: row.method satisfies HTTPMethods,
    url: row.path,
    bodyLimit: row.body_bytes,
    config: { who: row.who },
    onRequest: (request, _reply, done) => {
      try {
        if (inBody?.awaits(request.headers) === true) {
          refuseEncoding(request.headers['content-encoding']);
          done();
          return;
        }
        const caller = guard(request.headers);
        if (!(caller instanceof Promise)) {
          admit(request, caller);
          done();
        } else
          caller
            .then((identity) => admit(request, identity))
            .then(
              () => done(),
              (error: unknown) => done(asError(error)),
            );
      } catch (error) {
        done(asError(error));
      }
    },
    handler: async (request, reply) => {
      const { json, bytes } = request.received ?? NO_BODY;
      if (inBody !== null && request.caller === null) {
        admit(request, await inBody.identify(request.headers, json));
      }
      const { caller } = request;
      const body = check(json);
      const call = {
        user_id: caller?.user_id ?? '',
        role: caller?.role ?? null,
        caller,
        until: caller?.expires_at ?? Infinity,
        body,
        bytes,
        reply,
      };
      const entry = audited?.(caller, body);
      if (entry === undefined) return reply.type(type).send(await handler(call));
      await recordBegun(door, entry);
      const answer = await handler(call).catch(async (error: unknown) => {
        await recordFailure(door, entry, statusOf(error, request));
        throw error;
      });
      return reply.type(type).send(answer);
    },
    onResponse: (_request, reply, done) => {
      observe(reply.statusCode, reply.elapsedTime / 1000);
      done();
    },
  });
}

/** Where this cannot be written, nothing is done. Throws ApiError 503. */
async function recordBegun({ audit, logger }: Door, entry: AuditedEntry): Promise<void> {
  try {
    await audit.record({ ...entry, outcome: 'begun' });
  } catch (error) {
    logger.error({ err: error, action: entry.action }, 'the audit cannot be written: what was asked for is not done');
    throw ApiError.unavailable(
      'It cannot be written down who asked for this: nothing was changed',
      AUDIT_RETRY_SECONDS,
    );
  }
}

const AUDIT_RETRY_SECONDS = 5;

/** The row before says that it was begun: where this one cannot be written, it stays at that. */
async function recordFailure({ audit, logger }: Door, entry: AuditedEntry, status: number): Promise<void> {
  try {
    await audit.record({ ...entry, detail: { status }, outcome: 'failed' });
  } catch (error) {
    logger.error({ err: error, action: entry.action }, 'the audit could not be told that something failed');
  }
}

/** What `checked_by` says at run time, Call['body'] says in types. */
function bodyCheck<Row extends Endpoint>(row: Row): (json: unknown) => Call<Row>['body'];
function bodyCheck({ checked_by, request }: Endpoint): (json: unknown) => unknown {
  return checked_by === 'contract' ? createCheck(request) : (json) => json;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('not an error was thrown', { cause: error });
}
