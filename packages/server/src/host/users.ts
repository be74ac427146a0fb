import { readFacts, readFactsEnvelope, type Facts } from '@retention/domain/facts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { WAS_ERASED, type PersonHash } from '../db/person-hash.ts';
import { ApiError } from '../http/errors.ts';
import { storeFacts } from './facts-store.ts';

export interface HostUsersDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly projectZone: string;
  /** What those who were erased are remembered by. */
  readonly personHash: PersonHash;
}

interface FactsError {
  index: number;
  error: string;
}

/** The door for what the host knows of its users. Spec section 7. */
export function createHostUsers({ database, clock, projectZone, personHash }: HostUsersDeps) {
  return {
    /** `POST …/host/users/batch/`. Answers when the facts are durable. Throws ApiError 400. */
    async batch({ body }: { readonly body: unknown }) {
      const envelope = readFactsEnvelope(body);
      if (!envelope.ok) throw ApiError.badRequest(envelope.message);
      const now = clock.now();
      const facts: (Facts & { readonly index: number })[] = [];
      const errors: FactsError[] = [];
      for (const [index, input] of envelope.users.entries()) {
        const read = readFacts(input, now);
        if (typeof read === 'string') errors.push({ index, error: read });
        else facts.push({ ...read, index });
      }
      if (facts.length === 0) throw ApiError.badRequest(refusal(errors), errors);
      const erased = await storeFacts(database, facts, { now, zone: projectZone, personHash });
      const refused = facts.filter(({ user_id }) => erased.has(user_id));
      errors.push(...refused.map(({ index }) => ({ index, error: WAS_ERASED })));
      if (refused.length === facts.length) throw ApiError.badRequest(refusal(errors), errors);
      errors.sort((one, other) => one.index - other.index);
      return { status: 'ok' as const, processed: facts.length - refused.length, errors };
    },
  };
}

function refusal(errors: readonly FactsError[]): string {
  const first = errors[0]?.error ?? '';
  return errors.length === 1 ? first : `None of the ${errors.length} users can be stored. The first: ${first}`;
}
