import { instantAt, localMinute, type Day, type Instant } from '@retention/domain/day';
import type { EventType, Feature, Metadata } from '@retention/domain/event';
import type { StoredEvent } from '../collect/event-copy.ts';
import { CHARACTERS, type Character } from './character.ts';
import { Habits } from './habits.ts';
import type { DemoOptions, DemoPerson } from './person.ts';
import { Random } from './random.ts';
import { CLOCK_HOURS, minuteOf } from './rhythm.ts';

const PART_OF_THE_EVENTS = 2;
/** Nothing begins later in a session, so that it ends on the day on which it began. */
const SESSION_MS = 35 * 60_000;
/** Sessions of a day begin at least so far apart. */
const APART_MINUTES = 75;
const NOON = 12 * 60;

/** Everything a person has done until `now`, roughly in the order of time. */
export function demoEvents(person: DemoPerson, { seed, now }: Pick<DemoOptions, 'seed' | 'now'>): StoredEvent[] {
  const history = new History(person, new Random(seed, person.stream, PART_OF_THE_EVENTS), now);
  for (const day of person.days) history.live(day);
  history.end();
  return history.events;
}

/** One person's days, written down one after another. */
class History {
  readonly events: StoredEvent[] = [];
  readonly #person: DemoPerson;
  readonly #character: Character;
  readonly #random: Random;
  readonly #now: Instant;
  readonly #habits: Habits;
  #at: Instant = 0;
  #number: number;
  #goals: { readonly goal_id: number; half: boolean }[] = [];
  #goalReached = false;

  constructor(person: DemoPerson, random: Random, now: Instant) {
    this.#person = person;
    this.#character = CHARACTERS[person.character];
    this.#random = random;
    this.#now = now;
    // Ids of the host: goals, habits and entries of different people differ.
    this.#number = person.stream * 10_000;
    this.#habits = new Habits(random);
  }

  live(day: Day): void {
    const { facts, days, answers, zone } = this.#person;
    this.#breakStreak(day);
    const first = day === days[0];
    const answer = answers.get(day);
    const minutes = answer === undefined ? sessionMinutes(this.#character, this.#random) : [answer];
    if (first) this.#session(day, facts.joined_at, true);
    for (const minute of minutes) {
      const at = instantAt(day, minute, zone) + this.#random.whole(0, 59_999);
      if (first && at < facts.joined_at + APART_MINUTES * 60_000) continue;
      if (first && minutes.length === 1) continue;
      this.#session(day, at, false);
    }
  }

  end(): void {
    this.#breakStreak(Infinity);
  }

  #session(day: Day, at: Instant, first: boolean): void {
    const random = this.#random;
    this.#at = at;
    this.#add('session_start', null);
    if (first && random.chance(0.74)) {
      this.#pass(60, 300);
      this.#add('onboarding_completed', { variant: random.chance(0.6) ? 'fast' : 'full' });
      if (random.chance(0.35)) this.#addGoal();
      if (random.chance(0.25)) this.#addHabit();
    }
    if (random.chance(0.008)) this.#add('referral_sent', { channel: random.pick(['telegram', 'link', 'vk']) });
    for (const feature of this.#chosen()) {
      if (this.#at > at + SESSION_MS) break;
      const seconds = Math.round(Math.min(900, 25 + random.exponential(130)));
      this.#pass(3, 20);
      this.#act(feature, day);
      this.#at += seconds * 1000;
      this.#add('feature_used', { feature, duration_seconds: seconds });
    }
    if (random.chance(0.005)) this.#add('feedback_negative', random.pick(COMPLAINTS));
  }

  /** The features of a session: what they came for they seldom leave out. */
  #chosen(): Feature[] {
    const random = this.#random;
    const [favourite, ...others] = this.#person.features;
    const more = Math.floor(random.exponential(this.#character.uses - 0.4));
    const chosen = random.shuffled(others).slice(0, more);
    if (favourite !== undefined && (chosen.length === 0 || random.chance(0.9))) chosen.push(favourite);
    return random.shuffled(chosen);
  }

  /** What is done with a feature while it is open. */
  #act(feature: Feature, day: Day): void {
    const random = this.#random;
    if (feature === 'journal' && random.chance(0.7)) this.#add('journal_entry', { entry_id: this.#nextNumber() });
    else if (feature === 'habits') this.#doHabits(day);
    else if (feature === 'goals') this.#pursueGoals();
    else if (feature === 'ai_chat') {
      const session_id = `c${this.#nextNumber()}`;
      const messages = 1 + Math.floor(random.exponential(1.6));
      for (let message_count = 1; message_count <= Math.min(8, messages); message_count++) {
        this.#add('ai_coach_message', { session_id, message_count });
        this.#pass(20, 90);
      }
    }
  }

  #doHabits(day: Day): void {
    const random = this.#random;
    if (random.chance(0.02)) this.#addHabit();
    const done = this.#habits.complete(day);
    if (done.length > 0 && random.chance(0.14)) {
      const reminder_type = localMinute(this.#at, this.#person.zone) < NOON ? 'morning' : 'evening';
      this.#add('reminder_followed', { reminder_type, delay_minutes: 1 + Math.floor(random.exponential(18)) });
      this.#pass(1, 9);
    }
    for (const { habit_id, streak } of done) {
      this.#add('habit_completed', { habit_id, streak });
      this.#pass(4, 40);
    }
    if (done.some(({ streak, begins }) => begins && streak === 10)) {
      this.#add('streak_milestone_10', { streak: 10, type: 'habits' });
    }
  }

  #pursueGoals(): void {
    const random = this.#random;
    const goal = this.#goals.at(-1);
    if (goal === undefined || random.chance(0.04)) {
      if (goal === undefined ? random.chance(0.4) : this.#goals.length < 6) this.#addGoal();
    } else if (!goal.half) {
      if (!random.chance(0.14)) return;
      goal.half = true;
      this.#add('goal_progress_50', { goal_id: goal.goal_id, progress: random.whole(50, 65) });
    } else if (!this.#goalReached && random.chance(0.06)) {
      this.#goalReached = true;
      this.#add('first_goal_completed', { goal_id: goal.goal_id });
    }
  }

  #addGoal(): void {
    this.#pass(8, 60);
    const goal_id = this.#nextNumber();
    this.#goals.push({ goal_id, half: false });
    this.#add('personal_goal_added', { goal_id, sphere: this.#random.pick(SPHERES) });
  }

  #addHabit(): void {
    this.#pass(8, 60);
    const habit_id = this.#nextNumber();
    this.#habits.add(habit_id);
    this.#add('custom_habit_created', { habit_id });
  }

  /** The host says that a streak is broken in the first minutes after the day that was missed. */
  #breakStreak(day: Day): void {
    const broken = this.#habits.brokenBefore(day);
    if (broken === null) return;
    this.#at = instantAt(broken.missed + 1, 5, this.#person.zone) + this.#random.whole(0, 59_999);
    this.#add('streak_broken', { streak_was: broken.streak, type: 'habits' });
  }

  #nextNumber(): number {
    return this.#number++;
  }

  #pass(from_seconds: number, to_seconds: number): void {
    this.#at += this.#random.whole(from_seconds * 1000, to_seconds * 1000);
  }

  /** What lies ahead has not happened; its id is drawn all the same. */
  #add(type: EventType, metadata: Metadata | null): void {
    const id = this.#random.uuid();
    const occurred_at = this.#at;
    if (occurred_at > this.#now) return;
    const metadata_json = metadata === null ? null : JSON.stringify(metadata);
    this.events.push({ id, type, occurred_at, metadata, metadata_json });
  }
}

/** Minutes of the local day at which sessions begin, ascending. */
function sessionMinutes({ sessions }: Character, random: Random): number[] {
  const wanted = 1 + Math.floor(random.exponential(sessions - 0.75));
  const minutes = Array.from({ length: Math.min(5, wanted) }, () => minuteOf(CLOCK_HOURS, random));
  let free = 0;
  return minutes
    .toSorted((one, other) => one - other)
    .filter((minute) => {
      if (minute < free) return false;
      free = minute + APART_MINUTES;
      return true;
    });
}

const SPHERES = ['health', 'career', 'finance', 'relationships', 'growth', 'family', 'leisure'] as const;

const COMPLAINTS: readonly Metadata[] = [
  { context: 'task_difficulty', value: 'too_hard' },
  { context: 'task_difficulty', value: 'too_easy' },
  { context: 'notifications', value: 'too_many' },
  { context: 'ai_coach', value: 'not_helpful' },
];
