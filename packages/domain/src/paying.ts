import type { MeasuredDay } from './measures.ts';
import type { Day } from './day.ts';
import { isPaying, type Subscription } from './subscription.ts';
import type { Text } from './text.ts';

interface PayingActivityDefinition {
  readonly label: Text;
}

/** What those who pay do with what they pay for, for the owner only. Spec section 5. */
export const PAYING_ACTIVITIES = {
  active: { label: { ru: 'Активные', en: 'Active' } },
  inactive: { label: { ru: 'Малоактивные', en: 'Hardly active' } },
  dead: { label: { ru: '«Мёртвые души»', en: 'Dead souls' } },
} as const satisfies Record<string, PayingActivityDefinition>;

export type PayingActivity = keyof typeof PAYING_ACTIVITIES;
export const PAYING_ACTIVITY_NAMES = Object.keys(PAYING_ACTIVITIES) as readonly PayingActivity[];

/** Over how many days their activity is looked at, the last one included. */
const PAYING_DAYS = 7;
const ACTIVE_DAYS = 3;

/**
 * How active somebody who pays was in the 7 days that end with `day`; null for those who do not pay. `days` are their
 * active days, ascending; later ones are ignored. Spec section 5.
 */
export function payingActivityOf(
  subscription: Subscription,
  days: readonly Pick<MeasuredDay, 'day'>[],
  day: Day,
): PayingActivity | null {
  if (!isPaying(subscription)) return null;
  let active = 0;
  for (let at = days.length - 1; at >= 0; at--) {
    const known = days[at]?.day ?? -Infinity;
    if (known <= day - PAYING_DAYS) break;
    if (known <= day) active++;
  }
  if (active >= ACTIVE_DAYS) return 'active';
  return active > 0 ? 'inactive' : 'dead';
}
