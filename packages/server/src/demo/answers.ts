import { isOutbound } from '@retention/domain/channel';
import type { Day } from '@retention/domain/day';
import { isHeldOut } from '@retention/domain/holdout';
import { triggerDefinition, type TriggerType } from '@retention/domain/trigger';
import type { Random } from './random.ts';

/** What decides whether a message reaches somebody, and what they would do without one. */
export interface Addressee {
  readonly user_id: string;
  /** The local days on which they are active by themselves, ascending. */
  readonly days: readonly Day[];
  /** The local day from which on messages are sent. */
  readonly from: Day;
  /** The last local day that has begun. */
  readonly today: Day;
  /** Where they can be reached. */
  readonly channels: ReadonlySet<string>;
  readonly types_off: readonly TriggerType[];
  readonly keepsHabits: boolean;
}

/** The days on which a message brings somebody back, each with the minute of the local day from which on they are there. */
export type Answers = ReadonlyMap<Day, number>;

/** Of those a message reaches. It moves a few: who has left for good stays away. */
const COMES_BACK = 0.26;
const SAVES_STREAK = 0.3;
/** Who has been away for more than so many days is harder to move. */
const LONG_AWAY_DAYS = 5;
const LATE_COMES_BACK = 0.12;

const MOST_AWAY_DAYS = 30;
const LEAST_STREAK = 3;
const MORNING: readonly [from: number, to: number] = [9 * 60 + 10, 21 * 60];
const EVENING: readonly [from: number, to: number] = [20 * 60 + 6, 21 * 60 + 45];
/** Most who come, come at once. */
const AFTER_DAYS: readonly (readonly [days: number, weight: number])[] = [
  [0, 5],
  [1, 3],
  [2, 2],
];

/** On which more days somebody is active because of what they are told. Whoever is held out of a type is told nothing. */
export function answersOf(addressee: Addressee, random: Random): Answers {
  const { days, from, today, keepsHabits } = addressee;
  const told = { back: isTold(addressee, 'inactivity_3_days'), streak: isTold(addressee, 'streak_at_risk') };
  const answers = new Map<Day, number>();
  for (let at = 0; at < days.length; at++) {
    const next = days[at + 1] ?? Infinity;
    let last = days[at] ?? today;
    while (last < next && last < today) {
      const answer = saveStreak(last, next) ?? comeBack(last, next);
      if (answer === null) break;
      answers.set(answer.day, answer.minute);
      last = answer.day;
    }
  }
  return answers;

  function saveStreak(last: Day, next: Day): { day: Day; minute: number } | null {
    const day = last + 1;
    if (!told.streak || !keepsHabits || day < from || day >= next || day > today) return null;
    for (let before = 1; before < LEAST_STREAK; before++) {
      if (!isActive(last - before)) return null;
    }
    return random.chance(SAVES_STREAK) ? { day, minute: random.whole(...EVENING) } : null;
  }

  function comeBack(last: Day, next: Day): { day: Day; minute: number } | null {
    const due = Math.max(last + 3, from);
    if (!told.back || due >= Math.min(next, last + MOST_AWAY_DAYS) || due > today) return null;
    if (!random.chance(due - last > LONG_AWAY_DAYS ? LATE_COMES_BACK : COMES_BACK)) return null;
    const day = due + random.weighted(AFTER_DAYS);
    return day < next && day <= today ? { day, minute: random.whole(...MORNING) } : null;
  }

  function isActive(day: Day): boolean {
    return answers.has(day) || days.includes(day);
  }
}

function isTold({ user_id, channels, types_off }: Addressee, type: TriggerType): boolean {
  const { channels: own, fallback_channels, holdout } = triggerDefinition(type);
  const reaches = [...own, ...fallback_channels].some((channel) => isOutbound(channel) && channels.has(channel));
  return reaches && !types_off.includes(type) && !isHeldOut(user_id, type, holdout);
}
