import type { Static, TSchema } from 'typebox';
import type { Address, EndpointName } from './address.ts';
import type { AuditAction } from './audit-action.ts';
import type { ErrorStatus } from './error.ts';

/**
 * Who may call. `user`: anyone with a token of the host; `analyst`: whoever may look at the dashboard; `admin`: an admin
 * or an owner; `owner`: an owner alone; `host`: the host's backend, with the host key; `anyone`: no proof asked. Spec section 7.
 */
export const WHO = ['user', 'host', 'analyst', 'admin', 'owner', 'anyone'] as const;
export type Who = (typeof WHO)[number];

/**
 * One row of the contract. Types, validation, limits, the OpenAPI document and its readable page come from it.
 *
 * `checked_by` says who holds the body to `request`: the contract, before the handler is called (a fault is 422), or the
 * handler itself, where one bad item must not refuse its neighbours (a fault of the whole is 400).
 *
 * `proof` says where the proof of a user may stand: in the headers, or, where those bring none, as `token` or `csrf_token`
 * in the body. Then the body is read before anybody knows who sent it.
 */
export interface Endpoint<
  Name extends EndpointName = EndpointName,
  Request extends TSchema = TSchema,
  Response extends TSchema = TSchema,
> extends Address<Name> {
  readonly summary: string;
  readonly description: string;
  readonly who: Who;
  readonly proof: 'header' | 'header or body';
  /** As what a call is written into the audit before it is carried out; null: it changes nothing and takes nothing out. */
  readonly audit: AuditAction | null;
  readonly checked_by: 'contract' | 'handler';
  /** Most bytes of the body; a longer one is 413. */
  readonly body_bytes: number;
  readonly request: Request;
  readonly response: Response;
  /** Content type of a 200. */
  readonly produces: 'application/json' | 'text/plain; version=0.0.4' | 'text/html' | 'text/csv' | 'text/event-stream';
  /** What it may answer besides 200 and what every endpoint may (`EVERYWHERE` in error.ts). */
  readonly errors: readonly ErrorStatus[];
  readonly example: { readonly request: Static<Request>; readonly response: Static<Response> };
}

type Row<Name extends EndpointName, Request extends TSchema, Response extends TSchema> = Omit<
  Endpoint<Name, Request, Response>,
  'proof' | 'checked_by' | 'body_bytes' | 'produces' | 'audit'
> &
  Partial<Pick<Endpoint, 'produces' | 'audit'>>;

/** Bodies without lists are small: 16 KiB is a hundred times what any of them needs. */
const SMALL_BODY_BYTES = 16 * 1024;

/** A row whose body the contract checks: small, and answered in JSON unless it says otherwise. */
export function endpoint<Name extends EndpointName, Request extends TSchema, Response extends TSchema>(
  row: Row<Name, Request, Response>,
): Endpoint<Name, Request, Response> & { readonly checked_by: 'contract' } {
  return {
    proof: 'header',
    audit: null,
    checked_by: 'contract',
    body_bytes: SMALL_BODY_BYTES,
    produces: 'application/json',
    ...row,
  };
}

/** A row whose body holds many items, of which the handler keeps the good ones. */
export function batchEndpoint<Name extends EndpointName, Request extends TSchema, Response extends TSchema>(
  row: Row<Name, Request, Response> & Pick<Endpoint, 'body_bytes'> & Partial<Pick<Endpoint, 'proof'>>,
): Endpoint<Name, Request, Response> & { readonly checked_by: 'handler' } {
  return { proof: 'header', audit: null, checked_by: 'handler', produces: 'application/json', ...row };
}
