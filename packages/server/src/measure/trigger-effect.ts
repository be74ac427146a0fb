import type { Contract } from '@retention/domain/contract/contract';
import { DAY_MS, formatInstant, type Instant } from '@retention/domain/day';
import { compareGroups, type Group } from '@retention/domain/experiment';
import { TRIGGER_TYPES, triggerDefinition, type TriggerType } from '@retention/domain/trigger';
import type { Queryable } from '../db/database.ts';
import { spanValues, sql, type Span } from './trigger-statements.ts';

type Effect = Contract['trigger_types']['response']['types'][number]['effect'];

interface GroupRow {
  readonly type: string;
  readonly list: string;
  readonly total: number;
  readonly reached: number;
  readonly earliest: Instant;
}

/** How long after a match it is judged what the person did: 72 hours, as in `trigger_effect.sql`. */
const JUDGED_AFTER = 3 * DAY_MS;

/** What each type does, against its holdout of a share from 0 to 1. One statement for all. */
export async function readEffects(
  database: Queryable,
  span: Span,
  now: Instant,
): Promise<(type: TriggerType, holdout_share: number) => Effect> {
  const values = [...effectValues(TRIGGER_TYPES, span, now), null, 0, 0];
  const rows = await database.query<GroupRow>(sql.trigger_effect, values);
  return (type, holdout_share) => {
    const own = rows.filter((row) => row.type === type);
    const treatment = groupOf(own, 'treatment');
    const holdout = groupOf(own, 'holdout');
    const until = Math.min(span.before, now - JUDGED_AFTER);
    const earliest = Math.min(until, ...own.map((row) => row.earliest));
    // Whoever came within a day came within one: no pace is taken from hours.
    const days = Math.max(1, (until - earliest) / DAY_MS);
    return {
      outcome: triggerDefinition(type).outcome,
      treatment: shown(treatment),
      holdout: shown(holdout),
      ...compareGroups({ treatment, holdout, holdout_share, days }),
    };
  };
}

/** The parameters of `trigger_effect` up to the list that is asked for. */
export function effectValues(types: readonly TriggerType[], span: Span, now: Instant): readonly unknown[] {
  const outcomes = types.map((type) => triggerDefinition(type).outcome);
  return [types, outcomes, ...spanValues(span), formatInstant(now)];
}

function groupOf(rows: readonly GroupRow[], list: 'treatment' | 'holdout'): Group {
  const row = rows.find((found) => found.list === list);
  return { users: row?.total ?? 0, reached: row?.reached ?? 0 };
}

function shown({ users, reached }: Group): Effect['treatment'] {
  return { users, reached, share: users === 0 ? null : reached / users };
}
