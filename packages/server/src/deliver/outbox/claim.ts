import { WEBHOOK, type Carrier as CarrierName } from '@retention/domain/channel';
import type { Instant } from '@retention/domain/day';
import type { DeliveryStatus } from '@retention/domain/situation';
import type { Step } from '../../db/script.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { LEASE_MS } from '../carrier.ts';
import { mayLeave, zoneOf, type DueDelivery, type Permission } from './due.ts';
import { sql } from './statements.ts';

/** A delivery that this worker has taken. */
export interface Claimed extends DueDelivery {
  readonly zone: string;
  /** How long to wait before it is sent, by the rate of the channel. */
  readonly delay_ms: number;
}

export interface Claim {
  /** Deliveries that were due, whatever became of them. */
  readonly seen: number;
  readonly taken: readonly Claimed[];
  /** When the channel has room again; null: now. */
  readonly free_at: Instant | null;
}

export interface ClaimOptions {
  readonly channel: CarrierName;
  /** Who takes them. */
  readonly worker: string;
  readonly now: Instant;
  readonly projectZone: string;
  /** At most so many. */
  readonly most: number;
  /** Messages a second over all processes; null: no bound. */
  readonly per_second: number | null;
}

/** So far ahead moments are given away at a rate: what is taken and waits is in doubt if its worker dies. */
const AHEAD_MS = 200;

/** Key of the advisory lock under which it is said what holds messages back. */
const SAYING = 7_235_022;

interface Decided {
  readonly user_id: string;
  readonly id: number;
  readonly trigger_id: number | null;
  readonly status: DeliveryStatus;
  readonly next_at: Date | null;
  readonly rule: string | null;
  readonly until: Date | null;
  readonly look: boolean;
}

/** Nobody knows whether what was taken is taken: the connection broke while it was being committed. Nothing was sent. */
export class ClaimInDoubt extends Error {
  readonly taken: readonly Claimed[];
  constructor(taken: readonly Claimed[], cause: unknown) {
    super('it is not known whether deliveries were taken', { cause });
    this.taken = taken;
  }
}

/**
 * Takes deliveries that are due, in one transaction. When it is committed, nobody else sends them; what may not leave has been
 * put back or cancelled with its rule. Two statements, whatever their number. Throws ClaimInDoubt.
 */
export function claim(database: Database, options: ClaimOptions): Promise<Claim> {
  const { channel, worker, now, per_second } = options;
  return database.transaction(async (transaction) => {
    const free = per_second === null ? now : Math.max(now, await lockPace(transaction, channel, now));
    const slots = per_second === null ? options.most : Math.floor(((now + AHEAD_MS - free) * per_second) / 1_000) + 1;
    const most = Math.min(options.most, slots);
    if (most <= 0) return { seen: 0, taken: [], free_at: free - AHEAD_MS / 2 };
    const due = await transaction.together<DueDelivery>([
      { statement: sql.claim_by_key_only, values: [] },
      { statement: sql.claim_due, values: [channel, new Date(now), most, per_second] },
    ]);
    if (due.length === 0) return { seen: 0, taken: [], free_at: null };
    const { taken, decided, next } = decide(due, options, free);
    const write = [JSON.stringify(decided), worker, new Date(now + LEASE_MS), new Date(now)];
    const steps: Step[] = [{ statement: sql.claim_take, values: write }];
    if (decided.some(({ rule }) => rule !== null)) steps.unshift({ statement: sql.claim_turn, values: [SAYING] });
    if (next > now) steps.push({ statement: sql.pace_take, values: [channel, new Date(next)] });
    try {
      await transaction.commit(steps);
    } catch (error) {
      throw new ClaimInDoubt(taken, error);
    }
    return { seen: due.length, taken, free_at: most < options.most ? next - AHEAD_MS / 2 : null };
  });
}

/** What may leave, what is written of each, and when the next message may leave. `free`: when the first may. */
function decide(due: readonly DueDelivery[], options: ClaimOptions, free: Instant) {
  const { channel, now, per_second, projectZone } = options;
  const interval = per_second === null ? 0 : 1_000 / per_second;
  const taken: Claimed[] = [];
  const addresses = new Set<string>();
  const decided = due.map((row) => {
    const zone = zoneOf(row, projectZone);
    const busy = row.busy || (per_second !== null && addresses.has(row.address));
    const permission: Permission =
      channel === WEBHOOK ? { verdict: 'leave' } : mayLeave({ ...row, busy }, channel, now, zone);
    if (permission.verdict === 'leave') {
      taken.push({ ...row, zone, delay_ms: free - now + taken.length * interval });
      addresses.add(row.address);
    }
    return decisionOf(row, permission, now);
  });
  return { taken, decided, next: Math.ceil(free + taken.length * interval) };
}

async function lockPace(transaction: Transaction, channel: string, now: Instant): Promise<Instant> {
  const lock = { statement: sql.pace_lock, values: [channel] };
  const [known] = await transaction.together<{ free_at: Instant }>([lock]);
  if (known !== undefined) return known.free_at;
  const open = { statement: sql.pace_open, values: [channel, new Date(now)] };
  const [made] = await transaction.together<{ free_at: Instant }>([open, lock]);
  return made?.free_at ?? now;
}

function decisionOf({ user_id, id, trigger_id }: DueDelivery, permission: Permission, now: Instant): Decided {
  const which = { user_id, id, trigger_id };
  switch (permission.verdict) {
    case 'leave':
      return { ...which, status: 'sending', next_at: null, rule: null, until: null, look: false };
    case 'wait': {
      const until = new Date(permission.until);
      const { rule } = permission;
      return { ...which, status: 'waiting', next_at: until, rule, until: rule === null ? null : until, look: false };
    }
    case 'cancel': {
      const { rule, until } = permission;
      return {
        ...which,
        status: 'cancelled',
        next_at: new Date(now),
        rule: trigger_id === null ? null : rule,
        until: until === null ? null : new Date(until),
        // The person is reached no more by this channel: perhaps by another.
        look: rule === 'no_channel' || rule === 'preference',
      };
    }
  }
}
