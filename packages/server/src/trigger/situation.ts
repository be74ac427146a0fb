import { CHANNEL_NAMES, OUTBOUND_CHANNELS, type OutboundChannel } from '@retention/domain/channel';
import { DAY_MS, type Instant } from '@retention/domain/day';
import type { OccasionData, Standing } from '@retention/domain/occasion';
import { RULE_NAMES } from '@retention/domain/rule';
import { DELIVERY_STATUSES, type KnownDelivery, type KnownTrigger, type Situation } from '@retention/domain/situation';
import { DISMISS_REASONS, isTriggerType, TRIGGER_STATUSES, TRIGGER_TYPES } from '@retention/domain/trigger';
import type { Queryable } from '../db/database.ts';
import { namesAmong, oneOf } from '../db/names.ts';
import { loadStatements } from '../db/statement.ts';
import type { Settings } from './settings.ts';

export const situationSql = loadStatements(new URL('situation.sql', import.meta.url), [
  'triggers_known',
  'deliveries_known',
  'addresses_known',
  'xp_known',
  'settings_known',
]);

/** Whose standing is asked for: read by the room that knows people, and handed in by whoever composes. */
export type ReadStandings = (database: Queryable, user_ids: readonly string[], now: Instant) => Promise<Standing[]>;

/** A situation with what is needed to act on the verdict. */
export interface Known extends Situation {
  readonly addresses: Readonly<Record<OutboundChannel, readonly string[]>>;
  /** Reasons for which XP were awarded. */
  readonly awarded: ReadonlySet<string>;
}

export interface Circumstances {
  readonly now: Instant;
  readonly settings: Settings;
  /** The channels through which anything can leave. */
  readonly configured: ReadonlySet<OutboundChannel>;
  readonly readStandings: ReadStandings;
}

/** Of triggers and deliveries so much of the past is read: longer than any mute, cap or occasion looks back. */
const LOOK_BACK_DAYS = 60;

interface AddressRow {
  readonly user_id: string;
  readonly email: string | null;
  readonly telegram: string | null;
  readonly push: readonly string[] | null;
  readonly channels_off: readonly string[] | null;
  readonly types_off: readonly string[] | null;
}

/** Reads everything `speak` must know of these people: six statements, however many they are. Unknown ids are left out. */
export async function readSituations(
  database: Queryable,
  user_ids: readonly string[],
  { now, settings, configured, readStandings }: Circumstances,
): Promise<Known[]> {
  const since = new Date(now - LOOK_BACK_DAYS * DAY_MS);
  const standings = await readStandings(database, user_ids, now);
  const triggers = Map.groupBy(
    await database.query<TriggerRow>(situationSql.triggers_known, [user_ids, since]),
    ({ user_id }) => user_id,
  );
  const deliveries = Map.groupBy(
    await database.query<DeliveryRow>(situationSql.deliveries_known, [user_ids, since]),
    ({ user_id }) => user_id,
  );
  const addresses = new Map<string, AddressRow>();
  for (const row of await database.query<AddressRow>(situationSql.addresses_known, [user_ids])) {
    addresses.set(row.user_id, row);
  }
  const awards = Map.groupBy(
    await database.query<{ user_id: string; reason: string }>(situationSql.xp_known, [user_ids]),
    ({ user_id }) => user_id,
  );
  return standings.map((standing) => {
    const { user_id } = standing;
    const row = addresses.get(user_id);
    const own = {
      email: listed(row?.email),
      telegram: listed(row?.telegram),
      push: row?.push ?? [],
    };
    return {
      now,
      standing,
      triggers: (triggers.get(user_id) ?? []).flatMap(knownTrigger),
      deliveries: (deliveries.get(user_id) ?? []).flatMap(knownDelivery),
      reachable: new Set(OUTBOUND_CHANNELS.filter((channel) => configured.has(channel) && own[channel].length > 0)),
      channels_off: namesAmong(CHANNEL_NAMES, row?.channels_off ?? []),
      types_off: namesAmong(TRIGGER_TYPES, row?.types_off ?? []),
      settings: settings.types,
      addresses: own,
      awarded: new Set((awards.get(user_id) ?? []).map(({ reason }) => reason)),
    };
  });
}

interface TriggerRow extends Omit<
  KnownTrigger,
  'type' | 'mode' | 'status' | 'held_by' | 'run_status' | 'channels' | 'dismiss_reason'
> {
  readonly user_id: string;
  readonly type: string;
  readonly mode: string;
  readonly status: string;
  readonly held_by: string | null;
  readonly run_status: string | null;
  readonly data: OccasionData;
  readonly channels: readonly string[];
  readonly dismiss_reason: string | null;
}

function knownTrigger(row: TriggerRow): KnownTrigger[] {
  // A type that is no more has nothing to say.
  if (!isTriggerType(row.type)) return [];
  const { user_id: _, ...known } = row;
  return [
    {
      ...known,
      type: row.type,
      mode: oneOf(['live', 'shadow', 'manual'], row.mode) ?? 'live',
      status: oneOf(TRIGGER_STATUSES, row.status) ?? 'pending',
      held_by: oneOf(RULE_NAMES, row.held_by),
      run_status: oneOf(['held', 'approved', 'declined'], row.run_status),
      channels: namesAmong(CHANNEL_NAMES, row.channels),
      dismiss_reason: oneOf(DISMISS_REASONS, row.dismiss_reason),
    },
  ];
}

interface DeliveryRow {
  readonly user_id: string;
  readonly trigger_id: number;
  readonly channel: string;
  readonly round: number;
  readonly status: string;
  readonly sent_at: Instant | null;
}

function knownDelivery({ trigger_id, channel: name, round, status: text, sent_at }: DeliveryRow): KnownDelivery[] {
  const channel = oneOf(OUTBOUND_CHANNELS, name);
  const status = oneOf(DELIVERY_STATUSES, text);
  return channel === null || status === null ? [] : [{ trigger_id, channel, round, status, sent_at }];
}

function listed(address: string | null | undefined): string[] {
  return address === null || address === undefined ? [] : [address];
}
