import { CHANNELS, OUTBOUND_CHANNELS } from '@retention/domain/channel';
import type { Contract } from '@retention/domain/contract/contract';
import { formatInstant, type Instant } from '@retention/domain/day';
import { MILESTONE_XP, readMode, TRIGGER_TYPES, triggerDefinition, type TriggerMode } from '@retention/domain/trigger';
import type { Clock } from '../clock.ts';
import type { Database, Queryable } from '../db/database.ts';
import { readPeriod } from './period.ts';
import { countDeliveries, countTriggers } from './trigger-counts.ts';
import { readEffects } from './trigger-effect.ts';
import { spanOf, spanValues, sql } from './trigger-statements.ts';
import { listTriggerUsers } from './trigger-users.ts';
import { listTroubledDeliveries } from './troubled-deliveries.ts';

export interface TriggerMeasureDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly projectZone: string;
  /** The channels through which something can leave. */
  readonly configured: ReadonlySet<string>;
}

type Request<Name extends keyof Contract> = { readonly body: Contract[Name]['request'] };

/**
 * What the owner sees of the triggers, counted. Spec section 6. A trigger belongs to the local day of the project on which it was
 * made; all that were made count, live, in shadow and by hand.
 */
export function createTriggerMeasure(deps: TriggerMeasureDeps) {
  const { database, clock } = deps;
  return {
    /** `POST …/admin/triggers/types/` */
    async types({ body }: Request<'trigger_types'>): Promise<Contract['trigger_types']['response']> {
      return readTypes(deps, clock.now(), body);
    },

    /** `POST …/admin/triggers/users/` */
    async users({ body }: Request<'trigger_users'>): Promise<Contract['trigger_users']['response']> {
      return listTriggerUsers(deps, clock.now(), body);
    },

    /** `POST …/admin/deliveries/get/` */
    async deliveries({ body }: Request<'deliveries'>): Promise<Contract['deliveries']['response']> {
      return listTroubledDeliveries(database, clock.now(), body);
    },
  };
}

async function readTypes(
  { database, projectZone, configured }: TriggerMeasureDeps,
  now: Instant,
  asked: Contract['trigger_types']['request'],
): Promise<Contract['trigger_types']['response']> {
  const { locale = 'ru' } = asked;
  const span = spanOf(readPeriod(asked), projectZone);
  const [settingOf, runs, countsOf, channelsOf, effectOf, [milestones], [reachable]] = await Promise.all([
    readSettings(database),
    database.query<RunRow>(sql.trigger_runs_held),
    countTriggers(database, span, locale),
    countDeliveries(database, span),
    readEffects(database, span, now),
    database.query<{ awarded: number }>(sql.milestones_awarded, spanValues(span)),
    database.query<Record<(typeof OUTBOUND_CHANNELS)[number], number>>(sql.people_reachable),
  ]);
  return {
    types: TRIGGER_TYPES.map((type) => {
      const { label, due_when, priority, channels, fallback_channels, holdout: defined } = triggerDefinition(type);
      const { mode, holdout } = settingOf(type);
      const share = holdout ?? defined;
      return {
        type,
        label: label[locale],
        due_when: due_when[locale],
        priority,
        channels: [...channels],
        fallback_channels: [...fallback_channels],
        mode,
        holdout: share,
        default_holdout: defined,
        ...countsOf(type),
        by_channel: channelsOf(type),
        effect: effectOf(type, share),
        held_runs: runs
          .filter((run) => run.type === type)
          .map(({ run_id, matched, users, created_at }) => ({
            run_id,
            matched,
            users,
            created_at: formatInstant(created_at),
          })),
      };
    }),
    milestone_xp: { mode: settingOf(MILESTONE_XP).mode, awarded: milestones?.awarded ?? 0 },
    channels: OUTBOUND_CHANNELS.map((channel) => ({
      channel,
      label: CHANNELS[channel].label[locale],
      configured: configured.has(channel),
      reachable: reachable?.[channel] ?? 0,
    })),
  };
}

interface RunRow {
  readonly run_id: number;
  readonly type: string;
  readonly matched: number;
  readonly users: number;
  readonly created_at: Instant;
}

interface Setting {
  readonly mode: TriggerMode;
  /** 0–1; null: as defined. */
  readonly holdout: number | null;
}

async function readSettings(database: Queryable): Promise<(type: string) => Setting> {
  const rows = await database.query<{ type: string; mode: string; holdout: number | null }>(sql.trigger_settings);
  return (type) => {
    const row = rows.find((set) => set.type === type);
    return { mode: readMode(row?.mode), holdout: row?.holdout ?? null };
  };
}
