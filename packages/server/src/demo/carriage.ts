import type { Carrier } from '@retention/domain/channel';
import type { Instant } from '@retention/domain/day';
import { oneOf } from '../db/names.ts';
import type { Transaction } from '../db/database.ts';
import type { Outcome } from '../deliver/carrier.ts';
import { settle, type Settled } from '../deliver/settle.ts';
import { sql as outboxSql } from '../deliver/statements.ts';
import type { Listener } from './listener.ts';
import type { Random } from './random.ts';
import { sql } from './statements.ts';

interface OutboxRow {
  readonly user_id: string;
  readonly id: number;
  readonly channel: string;
  readonly address: string;
  readonly expires_at: Instant | null;
}

const WORKER = 'demo';
/** A message leaves within so many seconds. */
const SECONDS = 40;
/** Attempts after which a message is given up. */
const GIVEN_UP_AFTER = 8;
const CARRIERS: readonly Carrier[] = ['push', 'telegram', 'email', 'webhook'];

interface Moment {
  readonly at: Instant;
  /** Nothing lies after it. */
  readonly latest: Instant;
}

function after({ at, latest }: Moment, seconds: number): Instant {
  return Math.min(latest, at + seconds * 1000);
}

/**
 * Takes what waits for these people out of the outbox and writes what the providers would have answered. Answers who is to be
 * looked at again: where something was refused or given up, another channel may have to be tried.
 */
export async function carry(
  transaction: Transaction,
  listeners: ReadonlyMap<string, Listener>,
  moment: Moment,
): Promise<ReadonlySet<Listener>> {
  const rows = await transaction.query<OutboxRow>(sql.demo_outbox, [[...listeners.keys()]]);
  if (rows.length === 0) return new Set();
  const at = new Date(moment.at);
  const taken = rows.map(({ user_id, id }) => ({ user_id, id, status: 'sending', next_at: at.toISOString() }));
  await transaction.query(outboxSql.claim_take, [JSON.stringify(taken), WORKER, at, at]);
  const look = new Set<Listener>();
  const settled = rows.flatMap((row): Settled[] => {
    const listener = listeners.get(row.user_id);
    if (listener === undefined) return [];
    const outcome = settledOf(row, listener, moment);
    if (outcome.look) look.add(listener);
    return [outcome];
  });
  const outcomes = settled.map(({ next_at, sent_at, ...rest }) => ({
    ...rest,
    next_at: new Date(next_at).toISOString(),
    sent_at: sent_at === null ? null : new Date(sent_at).toISOString(),
  }));
  await transaction.query(outboxSql.outcome_write, [
    JSON.stringify(outcomes),
    WORKER,
    new Date(after(moment, SECONDS)),
  ]);
  return look;
}

function settledOf(
  { user_id, id, channel, address, expires_at }: OutboxRow,
  listener: Listener,
  moment: Moment,
): Settled {
  const { random, zone } = listener;
  const carrier = oneOf(CARRIERS, channel) ?? 'webhook';
  const outcome = outcomeOf(carrier, address, random);
  const attempt = outcome.outcome === 'unreachable' ? GIVEN_UP_AFTER : 1;
  const way = { user_id, id, attempt, zone: carrier === 'webhook' ? null : zone, expires_at };
  const left = after(moment, random.whole(1, SECONDS));
  // The attempts before the last are not played.
  return { ...settle(way, outcome, left, () => random.next()), attempt: 1 };
}

/** What providers say, and how often. */
function outcomeOf(carrier: Carrier, address: string, random: Random): Outcome {
  const luck = random.next();
  const number = random.whole(1_000, 99_999);
  switch (carrier) {
    case 'webhook':
      return { outcome: 'sent', answer: '200' };
    case 'telegram':
      if (luck < 0.004) return { outcome: 'uncertain', answer: 'the connection broke within the answer' };
      if (luck < 0.007) return { outcome: 'unreachable', answer: '502 Bad Gateway', pause_s: null };
      if (luck < 0.02) {
        return { outcome: 'refused', answer: '403 Forbidden: bot was blocked by the user', closes: true };
      }
      return { outcome: 'sent', answer: `message ${number}` };
    case 'email':
      if (luck < 0.004) return { outcome: 'uncertain', answer: 'handed over, and then the connection was closed' };
      if (luck < 0.008)
        return { outcome: 'unreachable', answer: '451 4.7.1 Greylisted, try again later', pause_s: null };
      if (luck < 0.022) {
        return { outcome: 'refused', answer: `550 5.1.1 <${address}>: no such mailbox`, closes: true };
      }
      return { outcome: 'sent', answer: `250 2.0.0 Ok: queued as 4F${number.toString(16).toUpperCase()}` };
    case 'push':
      if (luck < 0.006) return { outcome: 'uncertain', answer: 'socket hang up' };
      if (luck < 0.04) return { outcome: 'refused', answer: '410 Gone', closes: true };
      return { outcome: 'sent', answer: '201 Created' };
    default:
      return carrier satisfies never;
  }
}
