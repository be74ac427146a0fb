import { createECDH } from 'node:crypto';
import type { OutboundChannel } from '@retention/domain/channel';
import type { Instant } from '@retention/domain/day';
import type { TriggerType } from '@retention/domain/trigger';
import type { Random } from './random.ts';

/** How a person may be spoken to besides the chat and the mailbox the host knows, and what they do not want. */
export interface Reach {
  /** The browser that takes pushes for them. */
  readonly browser: Browser | null;
  /** What they have turned off. */
  readonly wishes: Wishes | null;
}

/** As `PushSubscription.toJSON()` has it (W3C Push API). */
export interface Browser {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly created_at: Instant;
}

export interface Wishes {
  readonly channels_off: readonly OutboundChannel[];
  readonly types_off: readonly TriggerType[];
  readonly updated_at: Instant;
}

const HAS_BROWSER = 0.07;
const HAS_WISHES = 0.04;
const MINUTE_MS = 60_000;
const AUTH_BYTES = 16;
const PRIVATE_KEY_BYTES = 32;

/** What people turn off, by weight: mail before all else. */
const OFF: readonly (readonly [Pick<Wishes, 'channels_off' | 'types_off'>, number])[] = [
  [{ channels_off: ['email'], types_off: [] }, 30],
  [{ channels_off: ['telegram'], types_off: [] }, 8],
  [{ channels_off: [], types_off: ['monthly_report'] }, 12],
  [{ channels_off: [], types_off: ['inactivity_3_days'] }, 18],
  [{ channels_off: [], types_off: ['streak_at_risk'] }, 14],
  [{ channels_off: ['email'], types_off: ['win_back'] }, 10],
  [{ channels_off: ['email', 'telegram', 'push'], types_off: [] }, 6],
];

/** Whatever they say they say soon after they have come. */
export function reachOf(user_id: string, joined_at: Instant, random: Random): Reach {
  return {
    browser: random.chance(HAS_BROWSER) ? browserOf(user_id, joined_at, random) : null,
    wishes: random.chance(HAS_WISHES)
      ? { ...random.weighted(OFF), updated_at: joined_at + random.whole(1, 9) * MINUTE_MS }
      : null,
  };
}

/** The keys are keys; the address says whose it is not: the push service knows no subscription of that name. */
function browserOf(user_id: string, joined_at: Instant, random: Random): Browser {
  const browser = createECDH('prime256v1');
  browser.setPrivateKey(random.bytes(PRIVATE_KEY_BYTES));
  return {
    endpoint: `https://updates.push.services.mozilla.com/wpush/v2/demo_${user_id}_${random.uuid()}`,
    p256dh: browser.getPublicKey('base64url'),
    auth: random.bytes(AUTH_BYTES).toString('base64url'),
    created_at: joined_at + random.whole(1, 9) * MINUTE_MS,
  };
}
