import type { Channel } from '@retention/domain/channel';
import type { Instant } from '@retention/domain/day';
import type { Rule } from '@retention/domain/rule';
import type { TypeSetting } from '@retention/domain/situation';
import { speak } from '@retention/domain/speak';
import { TRIGGER_TYPES, type TriggerType } from '@retention/domain/trigger';
import { allSituations, situationsUntil, type LookDeps } from './look.ts';
import { byType, readSettings, type Settings } from './settings.ts';
import type { Known } from './situation.ts';

/** What would become of one person's trigger at a moment. */
export interface WouldGet {
  readonly user_id: string;
  readonly type: TriggerType;
  readonly channels: readonly Channel[];
  /** The rule that would hold it back; null: it would leave, or show in the app. */
  readonly held_by: Rule | null;
  /** Where the rule only defers: until when. */
  readonly until: Instant | null;
}

export interface DryRun {
  readonly people: number;
  readonly triggers: ReadonlyMap<TriggerType, readonly WouldGet[]>;
}

export interface DryRunOptions {
  readonly signal?: AbortSignal;
  /** Judges as if every type in shadow were switched on; one that is off stays so. */
  readonly as_live?: boolean;
}

/**
 * Who would get what at a moment, if nothing more happened until then: the same judgement, and nothing is written. Of a
 * moment ahead it reads those who are due by then; of a past one everybody, as of their days and triggers by then (what the
 * host has told since is not taken back).
 */
export async function dryRun(
  deps: LookDeps,
  at: Instant,
  { signal, as_live = false }: DryRunOptions = {},
): Promise<DryRun> {
  const { database } = deps;
  const set = await readSettings(database);
  const circumstances = { ...deps, now: at, settings: as_live ? outOfShadow(set) : set };
  const triggers = new Map<TriggerType, WouldGet[]>(TRIGGER_TYPES.map((type) => [type, []]));
  let people = 0;
  const past = at < deps.clock.now();
  const situations = past ? allSituations(database, circumstances) : situationsUntil(database, at, circumstances);
  for await (const situation of situations) {
    signal?.throwIfAborted();
    people++;
    const known = past ? asOf(situation, at) : situation;
    const { user_id } = known.standing;
    const { made, changed } = speak(known);
    // Of what exists, only what would leave or wait by now is news.
    const open = changed.filter(
      ({ open: still, release, scheduled_at }) => still && (release.length > 0 || scheduled_at !== null),
    );
    for (const { type, channels, held_by, scheduled_at } of [...made, ...open]) {
      triggers.get(type)?.push({ user_id, type, channels, held_by, until: scheduled_at });
    }
  }
  return { people, triggers };
}

function outOfShadow({ types, milestone_xp }: Settings): Settings {
  const switched = byType((type): TypeSetting =>
    types[type].mode === 'shadow' ? { ...types[type], mode: 'live' } : types[type],
  );
  return { types: switched, milestone_xp };
}

function asOf(situation: Known, at: Instant): Known {
  return {
    ...situation,
    triggers: situation.triggers.filter(({ created_at }) => created_at < at),
    deliveries: situation.deliveries.filter(({ sent_at }) => sent_at !== null && sent_at < at),
  };
}
