import { instantAt, localDay, type Day, type Instant } from './day.ts';
import { allowedFrom, QUIET_UNTIL_MINUTE } from './quiet-hours.ts';
import type { Rule } from './rule.ts';
import type { KnownDelivery } from './situation.ts';

/** At most so many messages to one person in a local day, and in 7 local days. */
const MOST_A_DAY = 1;
const MOST_A_WEEK = 3;
const WEEK_DAYS = 7;

interface CappedPerson {
  /** Their local today. */
  readonly day: Day;
  readonly zone: string;
}

/** When the next message may leave, and the rule that says so; −Infinity: at once. */
export interface Slot {
  readonly rule: Rule;
  readonly until: Instant;
}

/**
 * Until when the caps hold back another message. A message is a trigger: the same words over two channels count once, on
 * each local day on which one of them left. What may have been taken counts as sent, and what is under way holds the
 * place of today.
 */
export function nextSlot(deliveries: readonly KnownDelivery[], standing: CappedPerson): Slot {
  const { day: today, zone } = standing;
  const messages = new Map<string, Day>();
  for (const { trigger_id, status, sent_at } of deliveries) {
    const underWay = status === 'waiting' || status === 'sending';
    if (!underWay && status !== 'sent' && status !== 'uncertain') continue;
    const day = underWay || sent_at === null ? today : localDay(sent_at, zone);
    if (day > today - WEEK_DAYS) messages.set(`${trigger_id} ${day}`, day);
  }
  const days = [...messages.values()];
  if (days.filter((day) => day === today).length >= MOST_A_DAY) {
    return { rule: 'daily_cap', until: morningOf(standing, today + 1) };
  }
  if (days.length < MOST_A_WEEK) return { rule: 'weekly_cap', until: -Infinity };
  // Free again on the day on which only two of them lie within seven days.
  const leaving = days.toSorted((one, other) => other - one)[MOST_A_WEEK - 1] ?? today;
  return { rule: 'weekly_cap', until: morningOf(standing, leaving + WEEK_DAYS) };
}

/** Local 09:00 of a day: when the first message of the day may leave. */
export function morningOf({ zone }: CappedPerson, day: Day): Instant {
  return allowedFrom(instantAt(day, QUIET_UNTIL_MINUTE, zone), zone);
}
