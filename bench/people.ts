import type { Database } from '@retention/server/database';

export const PEOPLE = 200_000;
export const ACTIVE_DAYS = 2_000_000;

/**
 * 200,000 people registered over the last 120 days, 2 million active days among them, stored in the order in which time
 * would have brought them, with statistics as autovacuum would keep them.
 */
export async function createPeople(database: Database): Promise<void> {
  await database.session(async (client) => {
    await client.query('SELECT setseed(0.42)');
    await client.query(
      `INSERT INTO person (user_id, registered_on, first_event_on, created_at, updated_at)
       SELECT 'user-' || number, registered_on, registered_on, now(), now()
       FROM (SELECT number, current_date - (random() * 120)::int AS registered_on
             FROM generate_series(1, ${PEOPLE}) AS number) AS people`,
    );
    await client.query(
      `INSERT INTO active_day (user_id, day, actions, features, completions, session_start, habit_completed,
         journal_entry, ai_coach_message, feature_seconds, goal_progress, last_active_at, habit_streak, habit_streak_at)
       SELECT user_id, day, 4, (random() * 63)::int, (random() * 2)::int, 1, (random() * 2)::int, (random() * 1.2)::int,
         (random() * 1.2)::int, (random() * 600)::int, 0, day + interval '12 hours', 3, day + interval '12 hours'
       FROM (
         SELECT DISTINCT user_id, current_date - (random() * (current_date - registered_on))::int AS day
         FROM person CROSS JOIN generate_series(1, 18)
       ) AS days
       ORDER BY day, random()
       LIMIT ${ACTIVE_DAYS}`,
    );
    await client.query('VACUUM ANALYZE person');
    await client.query('VACUUM ANALYZE active_day');
    await client.query('CHECKPOINT');
  });
}
