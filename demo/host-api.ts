/**
 * What the app's page and the app's own backend say to each other: `POST /app/api/<name>` with a JSON body, the session in an
 * HttpOnly cookie. Every call that changes something answers with the whole state of the person: it is small.
 */
export interface HostApi {
  /** Who is here; null for nobody. */
  'session/get': Call<Nothing, { readonly session: Session | null }>;
  /** `ready`: the person to try it with, who has been here for twelve days. `new`: somebody who registers right now. */
  'session/create': Call<
    {
      readonly as: 'ready' | 'new';
      readonly first_name?: string;
      /** Of somebody new: else what the browser asks for (Accept-Language). */
      readonly locale?: 'ru' | 'en';
      /** Of somebody new, an IANA zone: else that of the project. */
      readonly timezone?: string;
    },
    { readonly session: Session }
  >;
  'session/delete': Call<Nothing, Nothing>;
  /** A token for the retention system, signed by this backend; good for an hour. */
  'session/token': Call<Nothing, { readonly token: string }>;
  'state/get': Call<Nothing, { readonly state: State }>;
  'habits/create': Change<{ readonly title: string; readonly icon: string }>;
  'habits/complete': Change<{ readonly habit_id: number }>;
  /** Takes today's completion back. */
  'habits/undo': Change<{ readonly habit_id: number }>;
  /** Forgives the one missed day that broke the streak, once in 30 days. */
  'habits/amnesty': Change<{ readonly habit_id: number }>;
  'habits/delete': Change<{ readonly habit_id: number }>;
  'goals/create': Change<{ readonly title: string; readonly sphere: Sphere }>;
  'goals/progress': Change<{ readonly goal_id: number; readonly progress: number }>;
  'goals/delete': Change<{ readonly goal_id: number }>;
  'journal/create': Change<{ readonly text: string; readonly mood: Mood }>;
  'journal/delete': Change<{ readonly entry_id: number }>;
  'wheel/set': Change<{ readonly scores: Readonly<Record<Sphere, number>> }>;
  'plans/create': Change<{ readonly title: string; readonly day: string }>;
  /** To another day; done or not, it stays what it was. */
  'plans/move': Change<{ readonly plan_id: number; readonly day: string }>;
  'plans/done': Change<{ readonly plan_id: number; readonly done: boolean }>;
  'plans/delete': Change<{ readonly plan_id: number }>;
  /** A scripted coach: it says so. */
  'chat/send': Change<{ readonly text: string }>;
  'subscription/start-trial': Change<{ readonly plan: 'basic' | 'pro' }>;
  /** Nothing is charged: the demo says so. With a win-back code, cheaper. */
  'subscription/pay': Change<{ readonly plan: 'basic' | 'pro'; readonly code?: string }>;
  'subscription/cancel': Change<Nothing>;
  'referrals/create': Change<{ readonly channel: string }>;
  /** An address that opens the app's own bot and links the chat; null where the app has no bot. Good for an hour. */
  'telegram/link': Call<Nothing, { readonly url: string | null }>;
  'settings/set': Change<{ readonly first_name: string; readonly locale: 'ru' | 'en'; readonly timezone: string }>;
  'feedback/create': Change<{ readonly value: 'negative' | 'positive'; readonly context: string }>;
}

export type HostCallName = keyof HostApi;
export type Nothing = Readonly<Record<string, never>>;
interface Call<Request, Response> {
  readonly request: Request;
  readonly response: Response;
}
type Change<Request> = Call<Request, Changed>;

/** A refusal: status 400, 401, 404, 409, 413, 415 or 422; 500 or 503 where it may work later. The message is for the person, in their language. */
export interface HostError {
  readonly message: string;
}

export interface Changed {
  readonly state: State;
  /** What this very change brought; 0 and empty for most. */
  readonly earned: { readonly xp: number; readonly achievements: readonly string[] };
}

export interface Session {
  readonly user_id: number;
  readonly first_name: string;
  readonly locale: 'ru' | 'en';
  readonly timezone: string;
  /** Whether this is the ready person. */
  readonly ready: boolean;
}

export interface State {
  readonly session: Session;
  /** The person's local day, YYYY-MM-DD, by the backend's clock. */
  readonly today: string;
  readonly now: string;
  readonly habits: readonly Habit[];
  readonly goals: readonly Goal[];
  /** The latest first. */
  readonly journal: readonly JournalEntry[];
  readonly wheel: { readonly scores: Readonly<Record<Sphere, number>>; readonly set_at: string | null };
  readonly plans: readonly Plan[];
  readonly chat: readonly ChatMessage[];
  readonly xp: {
    readonly total: number;
    readonly level: number;
    readonly level_from: number;
    readonly level_to: number;
  };
  readonly achievements: readonly EarnedAchievement[];
  /** First Week Mission. */
  readonly activation: readonly ActivationTask[];
  readonly subscription: Subscription;
  readonly telegram: { readonly linked: boolean };
  readonly referrals: number;
}

export interface Habit {
  readonly id: number;
  readonly title: string;
  /** An emoji. */
  readonly icon: string;
  /** Days in a row, today or yesterday the last; an amnestied day counts. */
  readonly streak: number;
  readonly best_streak: number;
  readonly done_today: boolean;
  /** The last 30 days, the oldest first. */
  readonly days: readonly ('done' | 'missed' | 'amnesty' | 'before')[];
  /** Whether amnesty can mend the streak now. */
  readonly amnesty: boolean;
}

export interface Goal {
  readonly id: number;
  readonly title: string;
  readonly sphere: Sphere;
  /** Percent, 0–100. */
  readonly progress: number;
  readonly created_at: string;
  readonly completed_at: string | null;
}

export type Mood = 'good' | 'calm' | 'tired' | 'hard';
export interface JournalEntry {
  readonly id: number;
  readonly text: string;
  readonly mood: Mood;
  readonly created_at: string;
}

/** The eight spokes of the wheel of life. */
export type Sphere = 'health' | 'family' | 'friends' | 'career' | 'money' | 'growth' | 'rest' | 'home';

export interface Plan {
  readonly id: number;
  readonly title: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly done: boolean;
}

export interface ChatMessage {
  readonly id: number;
  readonly from: 'person' | 'coach';
  readonly text: string;
  readonly created_at: string;
}

export interface EarnedAchievement {
  /** One of the 19. */
  readonly id: string;
  readonly earned_at: string;
}

export interface ActivationTask {
  readonly id: 'habit' | 'goal' | 'journal' | 'coach';
  readonly done: boolean;
}

export interface Subscription {
  readonly plan: 'free' | 'basic' | 'pro';
  readonly status: 'none' | 'trial' | 'active' | 'cancelled' | 'expired';
  readonly trial_ends_at: string | null;
  readonly paid_since: string | null;
  readonly renewals: number;
  /** Percent that a code took off the last payment; absent where none did. */
  readonly discount?: number;
  /** A code that has been given to the person and not been used yet; absent where there is none. */
  readonly offer?: { readonly code: string; readonly percent: number; readonly expires_at: string };
}
