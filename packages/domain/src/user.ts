import type { Day, Instant } from './day.ts';

/**
 * The host's own id of a user: an integer or a string up to 128 characters; kept as text, compared bytewise.
 * Spec section 2.
 */
export const USER_ID_CHARACTERS = 128;

/** The id as text, or null where it is no id: empty, too long, not an integer, unstorable (NUL, half a surrogate pair). */
export function readUserId(input: unknown): string | null {
  if (typeof input === 'number') return Number.isSafeInteger(input) ? String(input) : null;
  if (typeof input !== 'string' || input === '' || input.length > USER_ID_CHARACTERS * 2) return null;
  if (Array.from(input).length > USER_ID_CHARACTERS) return null;
  return input.includes('\0') || !input.isWellFormed() ? null : input;
}

/** Back to JSON: an integer when the text is a canonical integer that JSON numbers can hold exactly, else the string. */
export function writeUserId(user_id: string): number | string {
  return /^(?:0|-?[1-9]\d{0,15})$/.test(user_id) && Number.isSafeInteger(Number(user_id)) ? Number(user_id) : user_id;
}

export const LOCALES = ['ru', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** The language of texts for a person: English where the host says so, Russian otherwise. */
export function textLocale(locale: string | null): Locale {
  return locale !== null && /^en(?![a-z])/i.test(locale) ? 'en' : 'ru';
}

export const SUBSCRIPTION_PLANS = ['free', 'basic', 'pro'] as const;
export type SubscriptionPlan = (typeof SUBSCRIPTION_PLANS)[number];
export const SUBSCRIPTION_STATUSES = ['none', 'trial', 'active', 'cancelled', 'expired'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** What one judgement needs to know of a person besides their active days. A row of `person`, or a part of it. */
export interface Person {
  readonly user_id: string;
  /** Local day of `joined_at`, else of the first event; null while there is neither. */
  readonly registered_on: Day | null;
  /** The local days with a `streak_broken`, ascending. */
  readonly streak_broken_days: readonly Day[];
  readonly subscription_status: SubscriptionStatus;
  readonly trial_ends_at: Instant | null;
  readonly locale: string | null;
}
