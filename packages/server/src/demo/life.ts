import type { Day } from '@retention/domain/day';
import type { Character } from './character.ts';
import type { Random } from './random.ts';
import { onWeekday } from './rhythm.ts';
import { paidUntil, type SubscriptionPlan } from './subscription.ts';

export interface Life {
  readonly registered_on: Day;
  /** The last local day that has begun. */
  readonly today: Day;
  readonly subscription: SubscriptionPlan | null;
}

/** The local days on which somebody is active, ascending, the day of registration first. */
export function activeDaysOf(character: Character, life: Life, random: Random): Day[] {
  const { registered_on, today, subscription } = life;
  const leaves = leavesOn(character, subscription, random);
  const visit = comeback(character, leaves, random);
  let pause = nextBreak(character, 2, random);
  const active: Day[] = [registered_on];
  for (let day = 1; registered_on + day <= today; day++) {
    // The draws are the same whatever comes of them: one more day must not change those that follow.
    const luck = random.next();
    if (pause !== null && day > pause.to) pause = nextBreak(character, day, random);
    const away = pause !== null && day >= pause.from;
    const chance = onWeekday(day <= leaves ? (away ? 0 : chanceOn(character, day)) : 0, registered_on + day);
    const back = visit !== null && day >= visit.from && day <= visit.to && luck < VISITS;
    if (luck < chance || back || day === subscription?.trial_day) active.push(registered_on + day);
  }
  return active;
}

/** Of somebody who looks in again. */
const VISITS = 0.7;

function chanceOn({ at_first, later, fades_from, fades_in }: Character, day: number): number {
  return day <= fades_from ? at_first : later + (at_first - later) * Math.exp((fades_from - day) / fades_in);
}

/** The last day since registration on which they may be active, visits apart. */
function leavesOn({ stays: [least, longer] }: Character, plan: SubscriptionPlan | null, random: Random): number {
  const leaves = least + random.exponential(longer);
  if (plan === null) return leaves;
  const until = paidUntil(plan);
  if (until === 0) return Math.max(leaves, plan.trial_day + 1);
  const paying = plan.trial_day + plan.trial_days;
  // Who remembers what they pay for stops paying soon after they stopped coming.
  return plan.forgetful ? paying + random.whole(3, 35) : Math.max(leaves, until - random.whole(2, 8));
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function nextBreak({ breaks }: Character, day: number, random: Random): Span | null {
  if (breaks === null) return null;
  const from = day + 1 + Math.floor(random.exponential(breaks.every));
  return { from, to: from + random.whole(breaks.from, breaks.to) - 1 };
}

function comeback({ comes_back }: Character, leaves: number, random: Random): Span | null {
  const from = Math.floor(leaves) + random.whole(12, 100);
  const to = from + random.whole(0, 6);
  return random.chance(comes_back) ? { from, to } : null;
}
