import type { TSchema } from 'typebox';
import type { Endpoint, Who } from '@retention/domain/contract/endpoint';
import { readUserId } from '@retention/domain/user';
import type { AuditedActor, AuditEntry } from '../db/audit.ts';
import type { Identity } from '../host/token.ts';

export type AuditedEntry = Omit<AuditEntry, 'outcome'>;

/** What a call is written into the audit as; null where its row of the contract asks for none. */
export type Audited = (caller: Identity | null, body: unknown) => AuditedEntry;

/**
 * What the audit keeps of a body: numbers, days and the words of the contract as they stand. Of what people type
 * (searches, addresses, passwords) only that it was given; of a user only the hash; of an account its login.
 *
 * Where anyone may call, the handler itself knows who it was.
 */
export function auditedBy({ audit: action, who, request }: Endpoint): Audited | null {
  if (action === null || who === 'anyone') return null;
  const kept = keptFields(request);
  return (caller, body) => {
    const { user_id = null, ...fields } = isObject(body) ? body : {};
    const detail = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, kept.has(name) || value === null ? value : true]),
    );
    return { ...actorOf(who, caller), action, user_id: readUserId(user_id), detail };
  };
}

function actorOf(who: Who, caller: Identity | null): AuditedActor {
  if (caller === null) return { actor: who === 'host' ? 'host' : 'nobody' };
  const { kind, user_id, role } = caller;
  return {
    actor: kind,
    login: kind === 'account' ? user_id : null,
    actor_id: kind === 'token' ? user_id : null,
    role,
  };
}

function keptFields(request: TSchema): ReadonlySet<string> {
  const properties = isObject(request) && isObject(request['properties']) ? request['properties'] : {};
  const names = Object.keys(properties).filter((name) => name === 'login' || saysNothingOfPeople(properties[name]));
  return new Set(names);
}

function saysNothingOfPeople(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  if ('enum' in schema || 'const' in schema) return true;
  const options = [schema['anyOf'] ?? []].flat();
  if (options.length > 0) return options.every(saysNothingOfPeople);
  const { type, format, items } = schema;
  if (type === 'array') return saysNothingOfPeople(items);
  if (type === 'string') return format === 'date' || format === 'date-time';
  return type === 'boolean' || type === 'integer' || type === 'number' || type === 'null';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
