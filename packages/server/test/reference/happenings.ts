import { dayIn, dayNumber, startOfDay } from './calendar.ts';
import type { History, Person, Question, Said, Spell } from './history.ts';
import type { SentEvent, SentFacts, SentSubscription } from './world.ts';

/** What happens in a history, in the order in which it happens: the numbers of a history become calls. */

export type Happening = { readonly at: number } & (
  | { readonly kind: 'facts'; readonly facts: SentFacts }
  | {
      readonly kind: 'events';
      readonly user_id: string;
      readonly timezone: string | null;
      readonly events: readonly SentEvent[];
    }
  | { readonly kind: 'duties' }
  | { readonly kind: 'question'; readonly question: Question }
);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Four times a day something reaches the server: never between a midnight of a project and its first duties. */
const SLOT_MS = 6 * HOUR_MS;
const SLOT_AT_MS = 70 * MINUTE_MS;
const ORDER = { facts: 0, events: 1, duties: 2, question: 3 };

export function happeningsOf(history: History): Happening[] {
  const { days, nights, questions, project_zone } = history;
  const start = dayNumber(history.start) * DAY_MS;
  const end = start + days * DAY_MS;
  const happenings: Happening[] = [];
  for (const [index, person] of history.people.entries()) {
    const user_id = nameOf(index);
    const came = start + Math.floor((person.arrives * (days - 1)) / 100) * DAY_MS;
    happenings.push(
      ...factsOf(person, user_id, came, end),
      ...eventsOf(person, { user_id, came, end, project_zone, seed: index }),
    );
  }
  for (let day = nights; day <= days; day += nights) {
    happenings.push({ kind: 'duties', at: slotAfter(start + day * DAY_MS) });
  }
  for (const question of questions) {
    const day = Math.floor((question.when * (days - 1)) / 100);
    const at = slotAfter(start + day * DAY_MS + question.slot * SLOT_MS);
    happenings.push({ kind: 'duties', at }, { kind: 'question', at, question });
  }
  return happenings.filter(({ at }) => at <= end + DAY_MS).sort((a, b) => a.at - b.at || ORDER[a.kind] - ORDER[b.kind]);
}

/** Ids as hosts have them: numbers, words, and numbers that are none. */
function nameOf(index: number): string {
  return [String(index + 1), `user ${index}`, `00${index}`, `Ы-${index}`][index % 4] ?? '';
}

/** The next moment at which things reach the server. */
function slotAfter(instant: number): number {
  return Math.ceil((instant - SLOT_AT_MS) / SLOT_MS) * SLOT_MS + SLOT_AT_MS;
}

function factsOf(person: Person, user_id: string, came: number, end: number): Happening[] {
  const told: { at: number; facts: SentFacts }[] = [];
  const tell = (day: number, facts: Omit<SentFacts, 'user_id'>): void => {
    told.push({ at: slotAfter(came + day * DAY_MS), facts: { user_id, ...facts } });
  };
  for (const { day, zone } of person.host_zone) tell(day, { timezone: zone });
  for (const { day, said } of person.subscriptions)
    tell(day, { subscription: subscriptionOf(said, came + day * DAY_MS) });
  if (person.joined !== null) {
    const { hours_before, told: day, cleared } = person.joined;
    // Nobody can be told today of a registration tomorrow.
    const joined = Math.min(came - hours_before * HOUR_MS, slotAfter(came + day * DAY_MS) - MINUTE_MS);
    tell(day, { joined_at: new Date(joined).toISOString() });
    if (cleared !== null) tell(day + cleared, { joined_at: null });
  }
  return told.filter(({ at }) => at <= end).map(({ at, facts }) => ({ kind: 'facts', at, facts }));
}

function subscriptionOf(said: Said, at: number): SentSubscription | null {
  if (said === null) return null;
  const written = Object.entries(said).map(([key, value]): [string, unknown] => {
    const days = key.endsWith('_at') || key === 'paid_since' ? value : null;
    return [key, typeof days === 'number' ? new Date(at + days * DAY_MS).toISOString() : value];
  });
  return Object.fromEntries(written);
}

interface Living {
  readonly user_id: string;
  readonly came: number;
  readonly end: number;
  readonly project_zone: string;
  readonly seed: number;
}

function eventsOf(person: Person, { user_id, came, end, project_zone, seed }: Living): Happening[] {
  const batches = new Map<number, SentEvent[]>();
  const send = (at: number, event: SentEvent): void => {
    if (at > end) return;
    const batch = batches.get(at) ?? [];
    if (batch.length < 100) batches.set(at, [...batch, event]);
  };
  let counter = 0;
  const identify = (event: Omit<SentEvent, 'id'>): SentEvent => {
    counter++;
    if (counter % 7 === 0) return event;
    return { ...event, id: `00000000-0000-4000-8000-${String(seed * 100_000 + counter).padStart(12, '0')}` };
  };
  let from = came;
  for (const spell of person.spells) {
    from += spell.gap * DAY_MS;
    for (let day = 0; day < spell.length; day++) {
      if (dice(spell.salt, day) % 100 >= spell.keen) continue;
      const held = spell.held === 0 ? 0 : spell.held - (day % (spell.held + 1));
      for (let nth = 0; nth <= dice(spell.salt, day, 1) % 3; nth++) {
        const roll = dice(spell.salt, day, nth, 2);
        const at = momentOf(spell, from + day * DAY_MS, roll, person.client_zone ?? project_zone);
        const arrives = slotAfter(at + held * DAY_MS);
        // Now and then a clock is a little ahead of the server's.
        const event = identify({ ...eventOf(spell, roll), at: roll % 19 === 0 && held === 0 ? arrives + 200_000 : at });
        send(arrives, event);
        if (spell.again && event.id !== undefined) {
          const moved = roll % 5 === 0 ? { ...event, at: event.at - DAY_MS } : event;
          send(arrives + (roll % 4) * SLOT_MS, moved);
        }
      }
    }
    from += spell.length * DAY_MS;
  }
  for (const { day, held } of person.broken) {
    const at = came + day * DAY_MS + (dice(day, held) % 1440) * MINUTE_MS;
    send(slotAfter(at + held * DAY_MS), identify({ type: 'streak_broken', at }));
  }
  return [...batches].map(([at, events]) => {
    const moved = person.moved_to !== null && at >= came + person.moved_to.day * DAY_MS;
    const timezone = moved ? (person.moved_to?.zone ?? null) : person.client_zone;
    return { kind: 'events', at, user_id, timezone, events };
  });
}

/** Around the minute of the spell; often on the very edge of a local day. */
function momentOf(spell: Spell, day: number, roll: number, zone: string): number {
  const around = day + ((spell.minute + (roll % 90)) % 1440) * MINUTE_MS + (roll % 1000);
  if (roll % 6 > 1) return around;
  return startOfDay(dayIn(zone, around), zone) - (roll % 6);
}

const FEATURES = ['journal', 'habits', 'goals', 'ai_chat', 'planning', 'ssp'];
const ACTIONS = [
  'habit_completed',
  'journal_entry',
  'personal_goal_added',
  'ai_coach_message',
  'goal_progress_50',
  'first_goal_completed',
  'custom_habit_created',
];
const PLAIN = ['session_start', 'onboarding_completed', 'referral_sent', 'feedback_negative', 'reminder_followed'];

function eventOf({ features }: Spell, roll: number): Omit<SentEvent, 'id' | 'at'> {
  const pick = Math.floor(roll / 7);
  if (features === 0 || roll % 7 < 2) return { type: PLAIN[pick % PLAIN.length] ?? '' };
  if (roll % 7 < 4 && features > 2) return { type: ACTIONS[pick % Math.min(ACTIONS.length, features)] ?? '' };
  if (roll % 61 === 0) return { type: 'feature_used', metadata: { feature: 'reading' } };
  return { type: 'feature_used', metadata: { feature: FEATURES[pick % features], duration_seconds: 60 } };
}

/** The same number for the same numbers, and a quite different one for their neighbours. */
function dice(...numbers: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const number of numbers) {
    hash = Math.imul(hash ^ (number + 0x9e3779b9), 0x01000193);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 12;
  }
  return hash >>> 0;
}
