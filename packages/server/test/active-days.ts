import type { Database } from '../src/db/database.ts';

/**
 * What `active_day` must hold, worked out slowly from the stored events alone and without the code that keeps it: a plain
 * loop over all events in the order in which they occurred. Rows as text, to be compared with `storedActiveDays`.
 */
export async function expectedActiveDays(database: Database): Promise<string[]> {
  const events = await rows(
    database,
    `SELECT user_id, type, local_day::text AS day, occurred_at, coalesce(metadata, '{}') AS metadata
     FROM event ORDER BY occurred_at, (metadata->>'streak')::numeric NULLS FIRST`,
  );
  const days = new Map<string, Record<string, unknown> & { features: Set<string> }>();
  for (const event of events) {
    const type = String(event.type);
    if (type === 'streak_broken') continue;
    const metadata = Object(event.metadata) as Record<string, unknown>;
    const key = `${String(event.user_id)} ${String(event.day)}`;
    const day = days.get(key) ?? { actions: 0, features: new Set<string>() };
    days.set(key, day);
    const count = (name: string, by = 1): void => {
      day[name] = Number(day[name] ?? 0) + by;
    };
    count('actions');
    day.last_active_at = event.occurred_at;
    if (['session_start', 'habit_completed', 'journal_entry', 'ai_coach_message'].includes(type)) count(type);
    if (['habit_completed', 'journal_entry', 'first_goal_completed', 'goal_progress_50'].includes(type)) {
      count('completions');
    }
    if (type === 'feature_used') {
      day.features.add(String(metadata.feature));
      if (Number(metadata.duration_seconds) > 0) count('feature_seconds', Number(metadata.duration_seconds));
    }
    if (type === 'journal_entry') day.features.add('journal');
    if (type === 'habit_completed' || type === 'custom_habit_created') day.features.add('habits');
    if (['personal_goal_added', 'first_goal_completed', 'goal_progress_50'].includes(type)) day.features.add('goals');
    if (type === 'ai_coach_message') day.features.add('ai_chat');
    if (type === 'habit_completed') {
      day.habit_streak = Number(metadata.streak ?? 0);
      day.habit_streak_at = event.occurred_at;
    }
    const progress =
      type === 'first_goal_completed' ? 100 : type === 'goal_progress_50' ? (metadata.progress ?? 50) : 0;
    day.goal_progress = Math.max(Number(day.goal_progress ?? 0), Number(progress));
  }
  return [...days].map(([key, day]) => asText(key, day, [...day.features])).sort();
}

/** The rows of `active_day`, in the same form. */
export async function storedActiveDays(database: Database): Promise<string[]> {
  const stored = await rows(database, 'SELECT *, day::text AS date FROM active_day');
  const names = ['journal', 'habits', 'goals', 'ai_chat', 'planning', 'ssp'];
  return stored
    .map((day) => {
      const features = names.filter((_, bit) => (Number(day.features) & (2 ** bit)) > 0);
      return asText(`${String(day.user_id)} ${String(day.date)}`, day, features);
    })
    .sort();
}

const NUMBERS = [
  'actions',
  'completions',
  'session_start',
  'habit_completed',
  'journal_entry',
  'ai_coach_message',
  'feature_seconds',
  'goal_progress',
  'habit_streak',
];

function asText(key: string, day: Record<string, unknown>, features: string[]): string {
  const numbers = NUMBERS.map((name) => `${name}=${Number(day[name] ?? 0)}`);
  const known = features.filter((name) => ['journal', 'habits', 'goals', 'ai_chat', 'planning', 'ssp'].includes(name));
  const times = `last=${Number(day.last_active_at)} habit=${Number(day.habit_streak_at ?? -1)}`;
  return `${key}: ${numbers.join(' ')} features=${known.sort().join('+')} ${times}`;
}

function rows(database: Database, text: string): Promise<Record<string, unknown>[]> {
  return database.session(async (client) => (await client.query<Record<string, unknown>>(text)).rows);
}
