import { isOutbound, type OutboundChannel } from '@retention/domain/channel';
import { RULES } from '@retention/domain/rule';
import type { Response } from '../../api/api.ts';

/** What a dry run says of a type. */
export type Forecast = Response<'trigger_dry_run'>['types'][number];
type Channels = Response<'trigger_types'>['channels'];
type Type = Pick<Response<'trigger_types'>['types'][number], 'channels' | 'fallback_channels'>;

/** How many get it, at once or once a rule that only defers lets it go: quiet hours, a cap. */
export function gettingOf({ matched, held }: Pick<Forecast, 'matched' | 'held'>): number {
  const stopped = held.filter(({ rule }) => !RULES[rule].defers || rule === 'brake');
  return matched - stopped.reduce((sum, { count }) => sum + count, 0);
}

/** The blast brake holds an evaluation that matches more than this share of everybody, and more than so many people. */
const BRAKE_SHARE = 0.2;
const BRAKE_PEOPLE = 100;

/** Whether so many at once would wait for the owner. */
export function wouldBrake(matched: number, users: number): boolean {
  return matched > BRAKE_PEOPLE && matched > users * BRAKE_SHARE;
}

export interface Missing {
  readonly channels: readonly OutboundChannel[];
  /** Whether nothing of the type can leave or show at all. */
  readonly all: boolean;
}

/** The channels of a type that are not set up; null where none is missing. */
export function missingOf({ channels, fallback_channels }: Type, known: Channels): Missing | null {
  const ways = [...channels, ...fallback_channels];
  const missing = ways.filter(isOutbound).filter((way) => known.some((of) => of.channel === way && !of.configured));
  return missing.length === 0 ? null : { channels: missing, all: missing.length === ways.length };
}
