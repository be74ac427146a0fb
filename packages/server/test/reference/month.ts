import type { Random } from '../faults/random.ts';
import { dayNumber, startOfDay, type DayNumber } from './calendar.ts';
import type { SentEvent, SentFacts, SentSubscription } from './world.ts';

/**
 * Random lives for a month: what each person does, and what the host says of them. It reaches the server on the hour, so that
 * the clock has fewer stops; whatever follows falls on quarters of an hour, as zones are whole quarters apart.
 */

export type Happening = { readonly at: number; readonly user_id: string } & (
  | { readonly kind: 'facts'; readonly facts: SentFacts & Addresses }
  | { readonly kind: 'push'; readonly endpoint: string }
  | { readonly kind: 'preferences'; readonly channels_off: readonly string[]; readonly types_off: readonly string[] }
  | { readonly kind: 'events'; readonly timezone: string | null; readonly events: readonly SentEvent[] }
);

interface Addresses {
  readonly email?: string;
  readonly telegram_chat_id?: string;
  readonly locale?: string;
}

export interface Month {
  /** First and last UTC day. */
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly zones: readonly string[];
  readonly project_zone: string;
}

export const QUARTER_MS = 15 * 60_000;
export const HOUR_MS = 4 * QUARTER_MS;
const DAY_MS = 24 * HOUR_MS;
/** Events are this old when they come, at most: the server takes none that is older than a week. */
const MOST_HELD_DAYS = 6;

const TYPES_OFF = ['inactivity_3_days', 'streak_at_risk', 'trial_expiring', 'win_back', 'monthly_report'];
const PLAIN = ['session_start', 'journal_entry', 'ai_coach_message', 'feature_used', 'streak_broken'];

/** Addresses of which every sixteenth refuses whatever comes. */
export function refuses(address: string): boolean {
  return address.startsWith('refuses-');
}

/** When what happens then reaches the server. */
function hourAfter(instant: number): number {
  return Math.ceil(instant / HOUR_MS) * HOUR_MS;
}

export function lifeOf(user_id: string, month: Month, random: Random): Happening[] {
  const life: Happening[] = [];
  const from = month.from * DAY_MS;
  const end = month.to * DAY_MS + DAY_MS;
  // People come one by one, so that nobody is one of too many at once.
  const came = hourAfter(from + random.next() ** 2 * 0.85 * (end - from));
  const zone = random.pick(month.zones);
  const told = !random.chance(0.05);
  const zoneFromHost = told && random.chance(0.8);
  let wallZone = zone;

  if (told) {
    const joined = random.chance(0.5) ? came : came - random.whole(0, 45 * 24) * HOUR_MS;
    const refusing = (): string => (random.chance(1 / 16) ? 'refuses-' : '');
    if (random.chance(0.4)) life.push({ kind: 'push', at: came, user_id, endpoint: `${refusing()}${user_id}` });
    const facts = {
      user_id,
      joined_at: new Date(joined).toISOString(),
      ...(zoneFromHost ? { timezone: zone } : {}),
      ...(random.chance(0.45) ? { telegram_chat_id: `${refusing()}${user_id}` } : {}),
      ...(random.chance(0.6) ? { email: `${refusing()}${user_id}@example.com` } : {}),
      locale: random.pick(['ru', 'en']),
    };
    life.push({ kind: 'facts', at: came, user_id, facts });
    life.push(...subscriptionOf(user_id, came, random));
  }

  // Sometimes they move.
  const moves = random.chance(0.04) ? hourAfter(came + random.next() * (end - came)) : Infinity;
  const movesTo = random.pick(month.zones);
  if (moves < end && zoneFromHost) {
    life.push({ kind: 'facts', at: moves, user_id, facts: { user_id, timezone: movesTo } });
  }
  if (random.chance(0.1)) {
    const at = hourAfter(came + random.next() * (end - came));
    const channels_off = ['in_app', 'push', 'telegram', 'email'].filter(() => random.chance(0.4));
    const types_off = TYPES_OFF.filter(() => random.chance(0.25));
    life.push({ kind: 'preferences', at, user_id, channels_off, types_off });
  }

  // Spells of activity, and the silence between them.
  const never = told && random.chance(0.08);
  let day = Math.floor(came / DAY_MS);
  if (never) day = month.to + 1;
  while (day * DAY_MS < end) {
    const length = random.pick([1, 2, 4, 7, 12, 20]);
    const keen = random.pick([1, 1, 0.9, 0.6]);
    const habits = random.pick([1, 1, 0.9, 0]);
    const amnesty = random.chance(0.2) ? random.whole(1, 9) : 0;
    for (let nth = 0; nth < length; nth++, day++) {
      if (random.chance(keen)) liveDay(day, random.chance(habits) ? nth + 1 + amnesty : null);
    }
    day += random.pick([1, 2, 3, 4, 5, 9, 16, 40]);
  }
  return life.filter(({ at }) => at < end);

  /** One day of theirs, and how long the app says their streak is; null: no habit today. */
  function liveDay(day: DayNumber, streak: number | null): void {
    wallZone = day * DAY_MS > moves ? movesTo : zone;
    const midnight = startOfDay(day, wallZone);
    const events: SentEvent[] = [];
    const add = (event: Omit<SentEvent, 'at'>, minute: number): void => {
      events.push({ ...event, at: midnight + minute * 60_000 + random.whole(0, 59_999) });
    };
    // On the edge of the day, any time, and late in the evening: a streak is often saved after its warning.
    const minute = random.pick([0, 1439, random.whole(0, 1439), random.whole(360, 1300), random.whole(1200, 1400)]);
    const type = random.pick(PLAIN);
    const metadata = type === 'feature_used' ? { metadata: { feature: 'planning' } } : {};
    add({ type, ...metadata }, minute);
    if (streak !== null) {
      const later = random.chance(0.3) ? random.whole(1205, 1420) : Math.min(1439, minute + random.whole(0, 120));
      add({ type: 'habit_completed', ...(random.chance(0.3) ? { metadata: { streak } } : {}) }, later);
    }
    const held = random.chance(0.08) ? random.whole(1, MOST_HELD_DAYS) : 0;
    const timezone = zoneFromHost || random.chance(0.1) ? null : wallZone;
    for (const [at, sent] of Map.groupBy(events, (event) => hourAfter(event.at + held * DAY_MS))) {
      if (at >= came) life.push({ kind: 'events', at, user_id, timezone, events: sent });
    }
  }
}

/** A trial that ends in some days, and what becomes of it: paid, cancelled, longer, over. */
function subscriptionOf(user_id: string, came: number, random: Random): Happening[] {
  if (!random.chance(0.35)) return [];
  const begins = came + random.whole(0, 5 * 24) * HOUR_MS;
  const ends = begins + random.whole(1, 14 * 96) * QUARTER_MS;
  const say = (at: number, subscription: SentSubscription): Happening => ({
    kind: 'facts',
    at,
    user_id,
    facts: { user_id, subscription },
  });
  const iso = (instant: number): string => new Date(instant).toISOString();
  const trial = { plan: 'pro', status: 'trial', trial_started_at: iso(begins) };
  const said = [say(begins, { ...trial, trial_ends_at: iso(ends) })];
  const changes = begins + random.whole(1, 14 * 24) * HOUR_MS;
  const fate = random.pick(['paid', 'cancelled', 'longer', 'over', 'over']);
  if (fate === 'longer') said.push(say(changes, { trial_ends_at: iso(ends + random.whole(1, 8 * 96) * QUARTER_MS) }));
  else if (fate === 'over') said.push(say(hourAfter(ends + random.whole(0, 24) * HOUR_MS), { status: 'expired' }));
  else if (fate === 'cancelled') said.push(say(changes, { status: 'cancelled' }));
  else said.push(say(changes, { status: 'active', paid_since: iso(changes) }));
  return said;
}

export function monthFrom(from: string, to: string, project_zone: string, zones: readonly string[]): Month {
  return { from: dayNumber(from), to: dayNumber(to), zones, project_zone };
}
