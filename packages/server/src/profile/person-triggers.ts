import { CHANNEL_NAMES, CHANNELS, isOutbound, type Channel } from '@retention/domain/channel';
import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant, type Instant } from '@retention/domain/day';
import { renderMessage } from '@retention/domain/message';
import type { OccasionData } from '@retention/domain/occasion';
import { RULE_NAMES, RULES } from '@retention/domain/rule';
import { DELIVERY_STATUSES } from '@retention/domain/situation';
import { TRIGGER_TYPES, triggerDefinition } from '@retention/domain/trigger';
import type { Locale } from '@retention/domain/user';
import type { Database, Queryable } from '../db/database.ts';
import { oneOf } from '../db/names.ts';
import { loadStatements } from '../db/statement.ts';
import { askedId, unknown } from './person.ts';

const sql = loadStatements(new URL('person_triggers.sql', import.meta.url), [
  'person_triggers',
  'person_decisions',
  'person_deliveries',
  'person_reach',
  'person_xp',
  'person_codes',
]);

const SHOWN_TRIGGERS = 100;

export interface PersonTriggersDeps {
  readonly database: Database;
  /** Judges what has changed, as far as a moment allows: it may move the next look. */
  readonly catchUp: () => Promise<unknown>;
  /** The channels through which something can leave. */
  readonly configured: ReadonlySet<string>;
}

type Answer = Contract['admin_user_triggers']['response'];
type ShownTrigger = Answer['triggers'][number];

/** What one person was sent, and why not: `POST …/admin/retention/user/triggers/`. Spec section 6. */
export function createPersonTriggers({ database, catchUp, configured }: PersonTriggersDeps) {
  return {
    /** One moment of the database, so that its parts do not contradict each other. */
    async triggers({ body }: { readonly body: Contract['admin_user_triggers']['request'] }): Promise<Answer> {
      const user_id = askedId(body.user_id);
      await catchUp();
      return database.transaction(
        (transaction) => readPersonTriggers(transaction, user_id, body.locale ?? 'ru', configured),
        'repeatable read',
      );
    },
  };
}

async function readPersonTriggers(
  database: Queryable,
  user_id: string,
  locale: Locale,
  configured: ReadonlySet<string>,
): Promise<Answer> {
  const [reach] = await database.query<ReachRow>(sql.person_reach, [user_id]);
  if (reach === undefined) throw unknown(user_id);
  const xp = await database.query<XpRow>(sql.person_xp, [user_id]);
  const codes = await database.query<CodeRow>(sql.person_codes, [user_id]);
  return {
    triggers: await readTriggers(database, user_id, locale),
    reach: CHANNEL_NAMES.map((channel) => ({
      channel,
      label: CHANNELS[channel].label[locale],
      state: stateOf(channel, reach, configured),
    })),
    types_off: TRIGGER_TYPES.filter((type) => reach.types_off.includes(type)),
    next_look_at: instantText(reach.next_look_at),
    xp: xp.map(({ awarded_at, held_by, ...award }) => ({
      ...award,
      awarded_at: formatInstant(awarded_at),
      held_by: oneOf(RULE_NAMES, held_by),
    })),
    codes: codes.map(({ expires_at, redeemed_at, ...code }) => ({
      ...code,
      expires_at: formatInstant(expires_at),
      redeemed_at: instantText(redeemed_at),
    })),
  };
}

interface ReachRow extends Readonly<
  Record<`${'email' | 'telegram' | 'push'}_${'known' | 'open'}`, number> &
    Record<'channels_off' | 'types_off', string[]>
> {
  readonly next_look_at: Instant | null;
}

interface XpRow {
  readonly reason: string;
  readonly xp: number;
  readonly awarded_at: Instant;
  readonly held_by: string | null;
}

interface CodeRow {
  readonly code: string;
  readonly percent: number;
  readonly expires_at: Instant;
  readonly redeemed_at: Instant | null;
}

/** The first thing that stands in the way: what is not set up for anybody, then what the person wants, then the address. */
function stateOf(channel: Channel, reach: ReachRow, configured: ReadonlySet<string>): Answer['reach'][number]['state'] {
  const off = reach.channels_off.includes(channel);
  if (!isOutbound(channel)) return off ? 'off' : 'open';
  if (!configured.has(channel)) return 'not_configured';
  if (off) return 'off';
  if (reach[`${channel}_known`] === 0) return 'no_address';
  return reach[`${channel}_open`] === 0 ? 'closed' : 'open';
}

interface TriggerRow {
  readonly trigger_id: number;
  readonly type: string;
  readonly period_key: string;
  readonly mode: string;
  readonly status: string;
  readonly held_by: string | null;
  readonly data: OccasionData;
  readonly channels: readonly string[];
  readonly created_at: Instant;
  readonly scheduled_at: Instant | null;
  readonly sent_at: Instant | null;
  readonly seen_at: Instant | null;
  readonly dismissed_at: Instant | null;
  readonly dismiss_reason: string | null;
  readonly snoozed_until: Instant | null;
  readonly followed_at: Instant | null;
  readonly expires_at: Instant | null;
}

interface DecisionRow {
  readonly trigger_id: number;
  readonly rule: string;
  readonly decided_at: Instant;
  readonly until: Instant | null;
}

interface DeliveryRow {
  readonly trigger_id: number;
  readonly delivery_id: number;
  readonly channel: string;
  readonly address: string;
  readonly status: string;
  readonly attempts: number;
  readonly next_at: Instant;
  readonly sent_at: Instant | null;
  readonly answer: string | null;
  readonly updated_at: Instant;
}

async function readTriggers(database: Queryable, user_id: string, locale: Locale): Promise<ShownTrigger[]> {
  const rows = await database.query<TriggerRow>(sql.person_triggers, [user_id, SHOWN_TRIGGERS]);
  const ids = rows.map(({ trigger_id }) => trigger_id);
  const decisions = await database.query<DecisionRow>(sql.person_decisions, [user_id, ids]);
  const deliveries = await database.query<DeliveryRow>(sql.person_deliveries, [user_id, ids]);
  return rows.flatMap((row) => {
    const type = oneOf(TRIGGER_TYPES, row.type);
    const mode = oneOf(['live', 'shadow', 'manual'] as const, row.mode);
    if (type === null || mode === null) return [];
    return [
      {
        trigger_id: row.trigger_id,
        type,
        type_label: triggerDefinition(type).label[locale],
        period_key: row.period_key,
        mode,
        status: row.status,
        held_by: oneOf(RULE_NAMES, row.held_by),
        message: renderMessage(type, row.data, locale).text,
        channels: CHANNEL_NAMES.filter((channel) => row.channels.includes(channel)),
        created_at: formatInstant(row.created_at),
        scheduled_at: instantText(row.scheduled_at),
        sent_at: instantText(row.sent_at),
        seen_at: instantText(row.seen_at),
        dismissed_at: instantText(row.dismissed_at),
        dismiss_reason: row.dismiss_reason,
        snoozed_until: instantText(row.snoozed_until),
        followed_at: instantText(row.followed_at),
        expires_at: instantText(row.expires_at),
        decisions: decisions.filter(({ trigger_id }) => trigger_id === row.trigger_id).flatMap(shownDecision(locale)),
        deliveries: deliveries.filter(({ trigger_id }) => trigger_id === row.trigger_id).flatMap(shownDelivery),
      },
    ];
  });
}

function shownDecision(locale: Locale): (row: DecisionRow) => ShownTrigger['decisions'] {
  return (row) => {
    const rule = oneOf(RULE_NAMES, row.rule);
    if (rule === null) return [];
    const { label, meaning } = RULES[rule];
    return [
      {
        rule,
        label: label[locale],
        meaning: meaning[locale],
        decided_at: formatInstant(row.decided_at),
        until: instantText(row.until),
      },
    ];
  };
}

function shownDelivery(row: DeliveryRow): ShownTrigger['deliveries'] {
  const status = oneOf(DELIVERY_STATUSES, row.status);
  if (status === null) return [];
  return [
    {
      delivery_id: row.delivery_id,
      channel: row.channel,
      address: row.address,
      status,
      attempts: row.attempts,
      next_at: status === 'waiting' ? formatInstant(row.next_at) : null,
      sent_at: instantText(row.sent_at),
      answer: row.answer,
      updated_at: formatInstant(row.updated_at),
    },
  ];
}

function instantText(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
