import type { Carrier as CarrierName, OutboundChannel } from '@retention/domain/channel';
import type { OccasionData } from '@retention/domain/occasion';
import type { TriggerType } from '@retention/domain/trigger';
import type { Database } from '../../db/database.ts';
import type { Carrier, Outcome, Outgoing, WebhookCall, WebhookCarrier } from '../carrier.ts';

/** Rows of the outbox for tests, as the room that makes triggers writes them; and carriers that answer as they are told. */

export interface GivenTrigger {
  readonly type?: TriggerType;
  readonly data?: OccasionData;
  readonly status?: string;
  readonly open?: boolean;
  readonly round?: number;
  readonly snoozed_until?: string | null;
  readonly expires_at?: string | null;
}

export interface GivenDelivery {
  readonly user_id: string;
  readonly channel: CarrierName;
  /** One of its own for each channel, unless given. */
  readonly trigger_id?: number | null;
  readonly address?: string;
  readonly payload?: unknown;
  readonly next_at?: string;
}

export interface Stored {
  readonly user_id: string;
  readonly id: number;
  readonly trigger_id: number | null;
}

export interface DeliveryRow {
  readonly status: string;
  readonly attempts: number;
  readonly next_at: number;
  readonly worker: string | null;
  readonly answer: string | null;
  readonly sent_at: number | null;
}

const EARLY = '2024-01-01T00:00:00Z';
let made = 0;

/** Writes and reads the rows of one test database. */
export function outboxRows(database: Database) {
  const run = <R extends object>(text: string, values: readonly unknown[]): Promise<R[]> =>
    database.session(async (client) => (await client.query<R>(text, [...values])).rows);

  async function person(user_id: string, facts: { timezone?: string; locale?: string; first_name?: string } = {}) {
    await run(
      `INSERT INTO person (user_id, timezone, locale, first_name, created_at, updated_at) VALUES ($1, $2, $3, $4, now(), now())
       ON CONFLICT DO NOTHING`,
      [user_id, facts.timezone ?? null, facts.locale ?? null, facts.first_name ?? null],
    );
  }

  async function trigger(user_id: string, given: GivenTrigger = {}): Promise<number> {
    const { type = 'inactivity_3_days', data = { days_inactive: 3 }, status = 'pending', open = true } = given;
    const [row] = await run<{ id: number }>(
      `INSERT INTO trigger (user_id, type, period_key, mode, holdout, status, open, data, channels, round, created_at,
         snoozed_until, expires_at)
       VALUES ($1, $2, $3, 'live', false, $4, $5, $6, '{}', $7, $8, $9, $10) RETURNING id`,
      [
        user_id,
        type,
        String(made++),
        status,
        open,
        data,
        given.round ?? 0,
        EARLY,
        given.snoozed_until ?? null,
        given.expires_at ?? null,
      ],
    );
    return row?.id ?? 0;
  }

  async function delivery(given: GivenDelivery, about: GivenTrigger = {}): Promise<Stored> {
    const { user_id, channel, address = `${user_id}@${channel}`, payload = null, next_at = EARLY } = given;
    await person(user_id);
    const ownTrigger = given.trigger_id === undefined && channel !== 'webhook';
    const trigger_id = ownTrigger ? await trigger(user_id, about) : (given.trigger_id ?? null);
    const [row] = await run<{ id: number }>(
      `INSERT INTO delivery (user_id, key, trigger_id, round, channel, address, payload, status, next_at, created_at, updated_at)
       VALUES ($1, $2, $3, 0, $4, $5, $6, 'waiting', $7, $7, $7) RETURNING id`,
      [user_id, String(made++), trigger_id, channel, address, payload, next_at],
    );
    return { user_id, id: row?.id ?? 0, trigger_id };
  }

  async function read({ user_id, id }: Stored): Promise<DeliveryRow | undefined> {
    const [row] = await run<DeliveryRow>(
      'SELECT status, attempts, next_at, worker, answer, sent_at FROM delivery WHERE user_id = $1 AND id = $2',
      [user_id, id],
    );
    return row;
  }

  return { run, person, trigger, delivery, read };
}

export type OutboxRows = ReturnType<typeof outboxRows>;

export interface ScriptedCarrier extends Carrier {
  /** What was handed over, in order. */
  readonly taken: Outgoing[];
  /** The next answers; `sent` when there are none left. */
  readonly answers: (Outcome | (() => Promise<Outcome>))[];
}

export const SENT: Outcome = { outcome: 'sent', answer: 'taken' };

export function scriptedCarrier(
  channel: OutboundChannel,
  options: { readonly lanes?: number; readonly per_second?: number } = {},
): ScriptedCarrier {
  const taken: Outgoing[] = [];
  const answers: (Outcome | (() => Promise<Outcome>))[] = [];
  return {
    channel,
    lanes: options.lanes ?? 4,
    per_second: options.per_second ?? null,
    taken,
    answers,
    compose: () => ({ title: '', text: '', html: null, buttons: [] }),
    send(outgoing) {
      taken.push(outgoing);
      const answer = answers.shift() ?? SENT;
      return typeof answer === 'function' ? answer() : Promise.resolve(answer);
    },
    close: () => Promise.resolve(),
  };
}

export function scriptedWebhook(): WebhookCarrier & { readonly taken: WebhookCall[]; readonly answers: Outcome[] } {
  const taken: WebhookCall[] = [];
  const answers: Outcome[] = [];
  return {
    taken,
    answers,
    send(call) {
      taken.push(call);
      return Promise.resolve(answers.shift() ?? SENT);
    },
    close: () => Promise.resolve(),
  };
}
