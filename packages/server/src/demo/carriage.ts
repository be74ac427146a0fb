import type { Carrier } from '@retention/domain/channel';
import type { Instant } from '@retention/domain/day';
import { oneOf } from '../db/names.ts';
import type { Transaction } from '../db/database.ts';
import type { Outcome } from '../deliver/carrier.ts';
import { settle, type Settled } from '../deliver/outbox/settle.ts';
import { sql as outboxSql } from '../deliver/outbox/statements.ts';
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
const LEAVES_WITHIN = 40;
/** After so many attempts a message is given up, about so many seconds later. */
const ATTEMPTS = 8;
const GIVEN_UP_AFTER = 67 * 60;
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
 * looked at again, and when: where something was refused or given up, another channel may have to be tried.
 */
export async function carry(
  transaction: Transaction,
  listeners: ReadonlyMap<string, Listener>,
  moment: Moment,
): Promise<ReadonlyMap<Listener, Instant>> {
  const looks = new Map<Listener, Instant>();
  const rows = await transaction.query<OutboxRow>(sql.demo_outbox, [[...listeners.keys()]]);
  if (rows.length === 0) return looks;
  const at = new Date(moment.at);
  const taken = rows.map(({ user_id, id }) => ({ user_id, id, status: 'sending', next_at: at.toISOString() }));
  await transaction.query(outboxSql.claim_take, [JSON.stringify(taken), WORKER, at, at]);
  const soon: Settled[] = [];
  const late: Settled[] = [];
  for (const row of rows) {
    const listener = listeners.get(row.user_id);
    if (listener === undefined) continue;
    const settled = settledOf(row, listener, moment);
    const givenUp = settled.status === 'unreachable';
    (givenUp ? late : soon).push(settled);
    if (settled.look) looks.set(listener, after(moment, givenUp ? GIVEN_UP_AFTER : LEAVES_WITHIN));
  }
  await writeOutcomes(transaction, soon, after(moment, LEAVES_WITHIN));
  await writeOutcomes(transaction, late, after(moment, GIVEN_UP_AFTER));
  return looks;
}

async function writeOutcomes(transaction: Transaction, settled: readonly Settled[], at: Instant): Promise<void> {
  if (settled.length === 0) return;
  const outcomes = settled.map(({ next_at, sent_at, ...rest }) => ({
    ...rest,
    next_at: new Date(next_at).toISOString(),
    sent_at: sent_at === null ? null : new Date(sent_at).toISOString(),
  }));
  await transaction.query(outboxSql.outcome_write, [JSON.stringify(outcomes), WORKER, new Date(at)]);
}

function settledOf(
  { user_id, id, channel, address, expires_at }: OutboxRow,
  { random, zone }: Listener,
  moment: Moment,
): Settled {
  const carrier = oneOf(CARRIERS, channel) ?? 'webhook';
  const outcome = outcomeOf(carrier, address, random);
  const attempt = outcome.outcome === 'unreachable' ? ATTEMPTS : 1;
  const way = { user_id, id, attempt, zone: carrier === 'webhook' ? null : zone, expires_at };
  const left = after(moment, random.whole(1, LEAVES_WITHIN));
  // Of the attempts only the last is played: the outbox knows of one.
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
