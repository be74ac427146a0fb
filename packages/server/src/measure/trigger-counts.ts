import { OUTBOUND_CHANNELS, isOutbound, type OutboundChannel } from '@retention/domain/channel';
import type { Contract } from '@retention/domain/contract/contract';
import { RULE_NAMES, RULES, type Rule } from '@retention/domain/rule';
import { TRIGGER_TYPES, triggerDefinition, type TriggerType } from '@retention/domain/trigger';
import type { Locale } from '@retention/domain/user';
import type { Queryable } from '../db/database.ts';
import { spanValues, sql, type Span } from './trigger-statements.ts';

type TypeRow = Contract['trigger_types']['response']['types'][number];

/** What has become of the triggers of a type that were made in a time. */
export interface Counted {
  readonly counts: TypeRow['counts'];
  /** The rules that have held something back, in the order in which they are asked. */
  readonly by_rule: TypeRow['by_rule'];
}

interface TotalRow {
  readonly type: string;
  readonly list: string;
  readonly rule: string | null;
  readonly total: number;
}

/** The lists that are figures of their own; `treatment` and `holdout` belong to the effect. */
const FIGURES = ['matched', 'sent', 'held', 'failed', 'waiting', 'seen', 'dismissed', 'followed'] as const;

/** Counts the triggers of all types, in one statement. */
export async function countTriggers(
  database: Queryable,
  span: Span,
  locale: Locale,
): Promise<(type: TriggerType) => Counted> {
  const values = [TRIGGER_TYPES, ...spanValues(span), null, null, 0, 0];
  const totals = new Map<string, number>();
  for (const { type, list, rule, total } of await database.query<TotalRow>(sql.trigger_lists, values)) {
    totals.set(place(type, list, rule), total);
  }
  return (type) => {
    const total = (list: (typeof FIGURES)[number], rule: Rule | null = null): number =>
      totals.get(place(type, list, rule)) ?? 0;
    return {
      counts: {
        matched: total('matched'),
        sent: total('sent'),
        held: total('held'),
        failed: total('failed'),
        waiting: total('waiting'),
        seen: total('seen'),
        dismissed: total('dismissed'),
        followed: total('followed'),
      },
      by_rule: RULE_NAMES.filter((rule) => total('matched', rule) > 0).map((rule) => ({
        rule,
        label: RULES[rule].label[locale],
        meaning: RULES[rule].meaning[locale],
        held: total('matched', rule),
        ended: total('held', rule),
      })),
    };
  };
}

function place(type: string, list: string, rule: string | null): string {
  return `${type} ${list} ${rule ?? ''}`;
}

type ChannelRow = TypeRow['by_channel'][number];

/** What has become of the deliveries of each type, by channel: those it speaks through, and those it was sent through by hand. */
export async function countDeliveries(
  database: Queryable,
  span: Span,
): Promise<(type: TriggerType) => TypeRow['by_channel']> {
  const rows = await database.query<ChannelRow & { readonly type: string }>(sql.trigger_channels, [
    TRIGGER_TYPES,
    ...spanValues(span),
  ]);
  return (of) => {
    const { channels, fallback_channels } = triggerDefinition(of);
    const own: readonly OutboundChannel[] = [...channels, ...fallback_channels].filter(isOutbound);
    return OUTBOUND_CHANNELS.flatMap((channel) => {
      const row = rows.find(({ type, channel: through }) => type === of && through === channel);
      if (row === undefined && !own.includes(channel)) return [];
      const { sent = 0, refused = 0, unreachable = 0, uncertain = 0, waiting = 0 } = row ?? {};
      return [{ channel, sent, refused, unreachable, uncertain, waiting }];
    });
  };
}
