import { EVENT_LIMITS } from './contract/limits.ts';
import { formatInstant, parseInstant, type Instant } from './day.ts';

export { EVENT_LIMITS };

/**
 * The 15 event types of a consumer app, declared once. Spec section 3.
 *
 * `group` says what the event predicts; `metadata` names the keys the type understands (unknown keys are kept);
 * `feature` is the feature the action itself uses; `completion` marks what completes a task; `own` is false where the
 * event is not the person's own doing and so makes no active day.
 */
export interface EventDefinition {
  readonly group: 'purchase' | 'retention' | 'churn';
  readonly label: { readonly ru: string; readonly en: string };
  /** `feature`: the name of one of FEATURES, which the event makes no sense without. */
  readonly metadata: Readonly<Record<string, 'string' | 'number' | 'id' | 'feature'>>;
  readonly feature?: Feature;
  readonly completion?: true;
  readonly own?: false;
}

/** The six features of `feature_used`, in the order of their bits in `active_day.features`. */
export const FEATURES = ['journal', 'habits', 'goals', 'ai_chat', 'planning', 'ssp'] as const;
export type Feature = (typeof FEATURES)[number];

export const EVENTS = {
  onboarding_completed: {
    group: 'purchase',
    label: { ru: 'Завершил онбординг', en: 'Completed onboarding' },
    metadata: { variant: 'string' },
  },
  first_goal_completed: {
    group: 'purchase',
    label: { ru: 'Завершил первую цель', en: 'Completed the first goal' },
    metadata: { goal_id: 'id' },
    feature: 'goals',
    completion: true,
  },
  ai_coach_message: {
    group: 'purchase',
    label: { ru: 'Написал AI-коучу', en: 'Wrote to the AI coach' },
    metadata: { session_id: 'id', message_count: 'number' },
    feature: 'ai_chat',
  },
  personal_goal_added: {
    group: 'purchase',
    label: { ru: 'Добавил свою цель', en: 'Added a goal of their own' },
    metadata: { goal_id: 'id', sphere: 'string' },
    feature: 'goals',
  },
  custom_habit_created: {
    group: 'purchase',
    label: { ru: 'Создал свою привычку', en: 'Created a habit of their own' },
    metadata: { habit_id: 'id' },
    feature: 'habits',
  },
  referral_sent: {
    group: 'purchase',
    label: { ru: 'Отправил приглашение', en: 'Sent an invitation' },
    metadata: { channel: 'string' },
  },
  streak_milestone_10: {
    group: 'purchase',
    label: { ru: 'Достиг стрика 10 дней', en: 'Reached a 10-day streak' },
    metadata: { streak: 'number', type: 'string' },
  },
  goal_progress_50: {
    group: 'purchase',
    label: { ru: 'Достиг 50% цели', en: 'Reached 50% of a goal' },
    metadata: { goal_id: 'id', progress: 'number' },
    feature: 'goals',
    completion: true,
  },
  session_start: {
    group: 'retention',
    label: { ru: 'Начал сессию', en: 'Started a session' },
    metadata: {},
  },
  feature_used: {
    group: 'retention',
    label: { ru: 'Использовал функцию', en: 'Used a feature' },
    metadata: { feature: 'feature', duration_seconds: 'number' },
  },
  habit_completed: {
    group: 'retention',
    label: { ru: 'Выполнил привычку', en: 'Completed a habit' },
    metadata: { habit_id: 'id', streak: 'number' },
    feature: 'habits',
    completion: true,
  },
  journal_entry: {
    group: 'retention',
    label: { ru: 'Записал в дневник', en: 'Wrote in the journal' },
    metadata: { entry_id: 'id' },
    feature: 'journal',
    completion: true,
  },
  reminder_followed: {
    group: 'retention',
    label: { ru: 'Выполнил после напоминания', en: 'Acted after a reminder' },
    metadata: { reminder_type: 'string', delay_minutes: 'number' },
  },
  streak_broken: {
    group: 'churn',
    label: { ru: 'Сломал стрик', en: 'Broke a streak' },
    metadata: { streak_was: 'number', type: 'string' },
    own: false,
  },
  feedback_negative: {
    group: 'churn',
    label: { ru: 'Негативный фидбэк', en: 'Negative feedback' },
    metadata: { context: 'string', value: 'string' },
  },
} as const satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof EVENTS;
export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[];

export function isEventType(name: string): name is EventType {
  return Object.hasOwn(EVENTS, name);
}

/** The definition of a type, with every optional mark readable. */
export function eventDefinition(type: EventType): EventDefinition {
  return EVENTS[type];
}

export type Metadata = Readonly<Record<string, unknown>>;

/** An event that may be stored. `metadata_json` is the compact JSON of a non-empty `metadata`, else null. */
export interface Event {
  readonly id: string | null;
  readonly type: EventType;
  readonly occurred_at: Instant;
  readonly metadata: Metadata | null;
  readonly metadata_json: string | null;
}

export interface EventError {
  readonly index: number;
  readonly error: string;
}

export interface Window {
  /** Instants before this one are refused; −Infinity where any age is welcome (imports). */
  readonly oldest: Instant;
  readonly now: Instant;
  /** By how many milliseconds the sender's clock is behind: added to each timestamp before it is held to the window. */
  readonly shift_ms: number;
}

/**
 * The window of the batch endpoint: not older than 7 days; up to 5 minutes ahead is clamped to now. `sent_at` is what the
 * client's clock showed when it sent the batch, null where it did not say.
 */
export function recent(now: Instant, sent_at: Instant | null = null): Window {
  return { oldest: now - EVENT_LIMITS.age_days * 86_400_000, now, shift_ms: clockShift(sent_at, now) };
}

/** The window of imports: any age. */
export function anyAge(now: Instant): Window {
  return { oldest: -Infinity, now, shift_ms: 0 };
}

/**
 * By how many milliseconds a client's clock is behind the server's (ahead: negative); 0 up to a minute either way, where the
 * difference may as well be the way of the request. It moves timestamps only: whatever a client claims, they are held to
 * the window afterwards, so that nothing can be stored with it that could not be stored without.
 */
export function clockShift(sent_at: Instant | null, received_at: Instant): number {
  if (sent_at === null) return 0;
  const shift_ms = received_at - sent_at;
  return Math.abs(shift_ms) > EVENT_LIMITS.clock_error_ms ? shift_ms : 0;
}

export type Envelope =
  | {
      readonly ok: true;
      readonly events: readonly unknown[];
      readonly timezone: unknown;
      /** Whose events the client says they are; undefined where it does not. */
      readonly user_id: unknown;
      /** What the client's clock showed; null where it did not say, or what it said is no instant. */
      readonly sent_at: Instant | null;
    }
  | { readonly ok: false; readonly message: string };

/** Checks what surrounds the events: an object with `events`, 1 to 100 of them. */
export function readEnvelope(body: unknown): Envelope {
  if (!isObject(body)) return refused('The body must be a JSON object like {"events": [...]}');
  const { events, timezone, user_id, sent_at } = body;
  if (!Array.isArray(events)) return refused('"events" must be an array of events');
  if (events.length === 0) return refused('"events" is empty: send at least 1 event');
  if (events.length > EVENT_LIMITS.batch) {
    return refused(`"events" holds ${events.length} events: send at most ${EVENT_LIMITS.batch} in one request`);
  }
  return { ok: true, events, timezone, user_id, sent_at: readSentAt(sent_at) };
}

/** A moment nobody can read must not cost the events, no more than a zone nobody knows: they are read as they stand. */
function readSentAt(sent_at: unknown): Instant | null {
  const instant = typeof sent_at === 'string' ? parseInstant(sent_at) : null;
  return instant === 'no-zone' ? null : instant;
}

function refused(message: string): Envelope {
  return { ok: false, message };
}

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * One event as it came from outside, or the reason why it cannot be stored. The reason names what is wrong and what
 * would be right; it never throws.
 */
export function readEvent(input: unknown, window: Window): Event | string {
  if (!isObject(input)) return 'An event must be a JSON object with "type" and "timestamp"';
  const { type, timestamp, metadata, id } = input;
  if (typeof type !== 'string') return '"type" is missing: name one of the event types, like "session_start"';
  if (!isEventType(type)) return `Unknown event type '${shown(type)}': use one of ${EVENT_TYPES.join(', ')}`;
  const occurred_at = readTimestamp(timestamp, window);
  if (typeof occurred_at === 'string') return occurred_at;
  if (id !== undefined && id !== null && (typeof id !== 'string' || !UUID_PATTERN.test(id))) {
    return '"id" must be a UUID like "018f3c5e-7d2a-7cc1-9d0e-5a4b3c2d1e0f", or be left out';
  }
  const event = { id: typeof id === 'string' ? id.toLowerCase() : null, type, occurred_at };
  if (metadata === undefined || metadata === null) return { ...event, metadata: null, metadata_json: null };
  if (!isObject(metadata)) return '"metadata" must be a JSON object, or be left out';
  const metadata_json = storableJson(metadata);
  if (metadata_json === null) {
    return '"metadata" holds a NUL character, half of a surrogate pair, or too many levels: it cannot be stored';
  }
  if (metadata_json === '{}') return { ...event, metadata: null, metadata_json: null };
  if (metadata_json.length * 3 > EVENT_LIMITS.metadata_bytes) {
    const bytes = utf8Length(metadata_json);
    if (bytes > EVENT_LIMITS.metadata_bytes) {
      return `"metadata" takes ${bytes} bytes as JSON: at most ${EVENT_LIMITS.metadata_bytes} are kept`;
    }
  }
  return { ...event, metadata, metadata_json };
}

function readTimestamp(timestamp: unknown, { oldest, now, shift_ms }: Window): Instant | string {
  if (timestamp !== undefined && timestamp !== null && typeof timestamp !== 'string') {
    return '"timestamp" must be text: use ISO 8601 with a zone, like "2024-01-15T10:30:00Z"';
  }
  if (typeof timestamp !== 'string') {
    return '"timestamp" is missing: use ISO 8601 with a zone, like "2024-01-15T10:30:00Z"';
  }
  const said = parseInstant(timestamp);
  if (said === 'no-zone') {
    return `"timestamp" '${shown(timestamp)}' has no zone: end it with Z or an offset like +03:00`;
  }
  if (said === null) {
    return `"timestamp" '${shown(timestamp)}' is not a date: use ISO 8601 with a zone, like "2024-01-15T10:30:00Z"`;
  }
  const instant = said + shift_ms;
  if (instant < oldest) {
    return `"timestamp" '${shown(timestamp)}'${corrected(instant, shift_ms)} is older than ${EVENT_LIMITS.age_days} days: import older events instead`;
  }
  if (instant > now + EVENT_LIMITS.ahead_ms) {
    return `"timestamp" '${shown(timestamp)}'${corrected(instant, shift_ms)} is in the future: at most ${EVENT_LIMITS.ahead_ms / 60_000} minutes ahead of the server is accepted`;
  }
  return Math.min(instant, now);
}

/** Who looks at their own clock would not see what is wrong. */
function corrected(instant: Instant, shift_ms: number): string {
  return shift_ms === 0 ? '' : `, by "sent_at" corrected to ${formatInstant(instant)},`;
}

/** Compact JSON that PostgreSQL's jsonb can hold, else null: no NUL, no lone surrogate, not too deep to write. */
function storableJson(value: object): string | null {
  let json: string;
  try {
    json = JSON.stringify(value);
  } catch {
    return null;
  }
  // JSON.stringify escapes exactly the control characters and the lone surrogates: without \u there are none.
  if (!json.includes('\\u')) return nesting(json) <= MOST_LEVELS ? json : null;
  return /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(json) || nesting(json) > MOST_LEVELS ? null : json;
}

/** Deeper than any metadata a person writes, far below what overflows a parser. */
const MOST_LEVELS = 64;

function nesting(json: string): number {
  if (json.length <= MOST_LEVELS * 2) return 1;
  let level = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (quoted) {
      if (code === 92) at++;
      else if (code === 34) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 123 || code === 91) deepest = Math.max(deepest, ++level);
    else if (code === 125 || code === 93) level--;
  }
  return deepest;
}

/** Bytes of a string in UTF-8, without a platform's encoder. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) bytes++;
    if (code > 0x7ff && (code < 0xd800 || code > 0xdfff)) bytes++;
  }
  return bytes;
}

/** Somebody else's text, short and printable enough to stand in an error message. */
function shown(text: string): string {
  const printable = text.replace(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]/g, '\ufffd');
  return printable.length > 60 ? `${printable.slice(0, 60)}…` : printable;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
