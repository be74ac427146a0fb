import { DAY_MS, isZone, parseInstant, type Instant } from './day.ts';
import { readUserId, SUBSCRIPTION_PLANS, SUBSCRIPTION_STATUSES } from './user.ts';
import type { SubscriptionPlan, SubscriptionStatus } from './user.ts';

/** What the host knows of one of its users: the columns of `person` the host may set. Spec section 7. */
export interface PersonFacts {
  readonly email: string | null;
  readonly first_name: string | null;
  readonly joined_at: Instant | null;
  readonly timezone: string | null;
  readonly locale: string | null;
  readonly telegram_chat_id: string | null;
  readonly subscription_plan: SubscriptionPlan;
  readonly subscription_status: SubscriptionStatus;
  readonly trial_started_at: Instant | null;
  readonly trial_ends_at: Instant | null;
  readonly paid_since: Instant | null;
  readonly renewals: number;
  readonly xp: number;
}

/** What is known of somebody of whom nothing has been said; also what a `null` of the host goes back to. */
export const NO_FACTS: PersonFacts = {
  email: null,
  first_name: null,
  joined_at: null,
  timezone: null,
  locale: null,
  telegram_chat_id: null,
  subscription_plan: 'free',
  subscription_status: 'none',
  trial_started_at: null,
  trial_ends_at: null,
  paid_since: null,
  renewals: 0,
  xp: 0,
};

/** Facts as they arrived: a key that was left out says nothing. */
export interface Facts {
  readonly user_id: string;
  readonly said: Partial<PersonFacts>;
}

export const FACT_LIMITS = {
  batch: 1000,
  batch_bytes: 2 * 1024 * 1024,
  email_characters: 254,
  name_characters: 200,
  chat_id_characters: 64,
  locale_characters: 35,
  /** A joined_at this little ahead is a clock that goes fast, and counts as now; further ahead is refused. */
  ahead_ms: 5 * 60_000,
} as const;

export type FactsEnvelope =
  { readonly ok: true; readonly users: readonly unknown[] } | { readonly ok: false; readonly message: string };

/** Checks what surrounds the facts: an object with `users`, 1 to 1,000 of them. */
export function readFactsEnvelope(body: unknown): FactsEnvelope {
  if (!isObject(body)) return { ok: false, message: 'The body must be a JSON object like {"users": [...]}' };
  const { users } = body;
  if (!Array.isArray(users)) return { ok: false, message: '"users" must be an array of users' };
  if (users.length === 0) return { ok: false, message: '"users" is empty: send at least 1 user' };
  if (users.length > FACT_LIMITS.batch) {
    const message = `"users" holds ${users.length} users: send at most ${FACT_LIMITS.batch} in one request`;
    return { ok: false, message };
  }
  return { ok: true, users };
}

/**
 * The facts of one user as they came from outside, or the reason why they cannot be stored, naming every fault and what
 * would be right. `null` clears, and so does an empty text, which is how many hosts keep "none". An unknown key is a
 * fault: a misspelt one would otherwise be lost in silence. It never throws.
 */
export function readFacts(input: unknown, now: Instant): Facts | string {
  if (!isObject(input)) return 'A user must be a JSON object with "user_id"';
  const { user_id: id, subscription, ...rest } = input;
  const user_id = readUserId(id);
  if (user_id === null) return '"user_id" must be an integer or a string of 1 to 128 characters';
  const said: Said = {};
  const faults = readKeys(said, rest, PERSON_KEYS, '', now);
  if (subscription === null) for (const column of Object.values(SUBSCRIPTION_KEYS)) say(said, column, null, now);
  else if (isObject(subscription)) {
    faults.push(...readKeys(said, subscription, SUBSCRIPTION_KEYS, 'subscription.', now));
  } else if (subscription !== undefined) faults.push('"subscription" must be an object, null, or be left out');
  return faults.length > 0 ? faults.slice(0, MOST_FAULTS).join('; ') : { user_id, said };
}

/** What is stored once `said` has been said: a key left out leaves what was known. */
export function mergeFacts(known: PersonFacts, said: Partial<PersonFacts>): PersonFacts {
  return { ...known, ...said };
}

/** As many as a person reads at once. */
const MOST_FAULTS = 5;

type Column = keyof PersonFacts;
type Said = { -readonly [C in Column]?: PersonFacts[C] };

interface Fact<T> {
  /** What would be right, for the error. */
  readonly right: string;
  /** The value to keep, or undefined where it is none. */
  read(this: void, value: unknown, now: Instant): T | undefined;
}

const FACTS: { readonly [C in Column]: Fact<PersonFacts[C]> } = {
  email: text(FACT_LIMITS.email_characters, 'an e-mail address like "name@example.com"', /^[^\s@]+@[^\s@]+$/),
  first_name: text(FACT_LIMITS.name_characters, 'a name'),
  joined_at: {
    right: 'an ISO 8601 instant with a zone, like "2024-01-15T10:30:00Z", from 1970 on and not in the future',
    read: (value, now) => {
      const at = readInstant(value);
      return at === undefined || at > now + FACT_LIMITS.ahead_ms ? undefined : Math.min(at, now);
    },
  },
  timezone: {
    right: 'an IANA zone like "Europe/Moscow"',
    read: (value) => (value === '' ? null : typeof value === 'string' && isZone(value) ? value : undefined),
  },
  locale: text(
    FACT_LIMITS.locale_characters,
    'a BCP 47 tag like "ru" or "en-GB"',
    /^[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*$/i,
  ),
  telegram_chat_id: {
    right: `an integer or a string of up to ${FACT_LIMITS.chat_id_characters} characters`,
    read: (value) => {
      if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
      return readText(value, FACT_LIMITS.chat_id_characters);
    },
  },
  subscription_plan: word(SUBSCRIPTION_PLANS),
  subscription_status: word(SUBSCRIPTION_STATUSES),
  trial_started_at: anyInstant(),
  trial_ends_at: anyInstant(),
  paid_since: anyInstant(),
  renewals: whole(2 ** 31 - 1),
  xp: whole(Number.MAX_SAFE_INTEGER),
};

const PERSON_KEYS: Readonly<Record<string, Column>> = {
  email: 'email',
  first_name: 'first_name',
  joined_at: 'joined_at',
  timezone: 'timezone',
  locale: 'locale',
  telegram_chat_id: 'telegram_chat_id',
  xp: 'xp',
};

const SUBSCRIPTION_KEYS: Readonly<Record<string, Column>> = {
  plan: 'subscription_plan',
  status: 'subscription_status',
  trial_started_at: 'trial_started_at',
  trial_ends_at: 'trial_ends_at',
  paid_since: 'paid_since',
  renewals: 'renewals',
};

function readKeys(
  said: Said,
  input: Record<string, unknown>,
  keys: Readonly<Record<string, Column>>,
  prefix: string,
  now: Instant,
): string[] {
  const faults: string[] = [];
  for (const [key, value] of Object.entries(input)) {
    const column = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (column === undefined) {
      faults.push(`"${prefix}${shown(key)}" is not known here: known are ${Object.keys(keys).join(', ')}`);
    } else if (!say(said, column, value, now)) {
      faults.push(`"${prefix}${key}" must be ${FACTS[column].right}, or null`);
    }
  }
  return faults;
}

function say<C extends Column>(said: Said, column: C, value: unknown, now: Instant): boolean {
  const kept = value === null ? NO_FACTS[column] : FACTS[column].read(value, now);
  if (kept === undefined) return false;
  said[column] = kept;
  return true;
}

function text(characters: number, what: string, pattern?: RegExp): Fact<string | null> {
  return {
    right: `${what}, up to ${characters} characters`,
    read: (value) => {
      const kept = readText(value, characters);
      return typeof kept === 'string' && pattern !== undefined && !pattern.test(kept) ? undefined : kept;
    },
  };
}

function readText(value: unknown, characters: number): string | null | undefined {
  if (value === '') return null;
  if (typeof value !== 'string' || value.length > characters * 2 || [...value].length > characters) return undefined;
  // PostgreSQL keeps neither a NUL nor half of a surrogate pair.
  return value.includes('\0') || !value.isWellFormed() ? undefined : value;
}

function word<W extends string>(words: readonly W[]): Fact<W> {
  return { right: `one of ${words.join(', ')}`, read: (value) => words.find((known) => known === value) };
}

function whole(most: number): Fact<number> {
  return {
    right: `a whole number from 0 to ${most}`,
    read: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value + 0 : undefined,
  };
}

function anyInstant(): Fact<Instant | null> {
  return { right: 'an ISO 8601 instant with a zone, like "2024-01-15T10:30:00Z", from 1970 on', read: readInstant };
}

/** The first instant that no longer has a year of four digits. */
const YEAR_10000 = 2_932_897 * DAY_MS;

function readInstant(value: unknown): Instant | undefined {
  const at = typeof value === 'string' ? parseInstant(value) : null;
  return typeof at === 'number' && at >= 0 && at < YEAR_10000 ? at : undefined;
}

/** Somebody else's key, short and printable enough to stand in an error message. */
function shown(key: string): string {
  const printable = key.replace(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]/g, '\ufffd');
  return printable.length > 60 ? `${printable.slice(0, 60)}…` : printable;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
