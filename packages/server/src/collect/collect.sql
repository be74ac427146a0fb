-- name: person_lock
-- Makes a person of every unknown id and locks the known ones until the transaction ends, always in the order of
-- user_id: whoever writes a person's days holds this lock, so writers of one person take turns and cannot deadlock.
-- params: user_ids text[], now timestamptz
-- columns:
INSERT INTO person (user_id, created_at, updated_at)
SELECT u.user_id, $2::timestamptz, $2::timestamptz
FROM unnest($1::text[]) AS u (user_id)
ORDER BY u.user_id COLLATE "C"
ON CONFLICT (user_id) DO UPDATE SET updated_at = EXCLUDED.updated_at WHERE false

-- name: person_read
-- What must be known of people to give their events a local day and them a registration?
-- params: user_ids text[]
-- columns: user_id text, timezone text, client_timezone text, joined_at timestamptz, first_event_at timestamptz, first_event_on date, streak_broken_on date
SELECT user_id, timezone, client_timezone, joined_at, first_event_at, first_event_on, streak_broken_on
FROM person
WHERE user_id = ANY ($1::text[])

-- name: event_known
-- Which of these ids are already events of these people, on a day of that range?
-- params: user_ids text[], ids uuid[], first_day date, last_day date
-- columns: user_id text, id uuid
SELECT e.user_id, e.id
FROM unnest($1::text[], $2::uuid[]) AS asked (user_id, id)
JOIN event AS e ON e.user_id = asked.user_id AND e.id = asked.id
WHERE e.local_day BETWEEN $3::date AND $4::date

-- name: active_day_add
-- Adds what these days gained to what is already known of them. habit_streak belongs to the latest habit of the day.
-- params: days json
-- columns:
INSERT INTO active_day (user_id, day, actions, features, completions, session_start, habit_completed, journal_entry,
  ai_coach_message, feature_seconds, goal_progress, last_active_at, habit_streak, habit_streak_at)
SELECT user_id, day, actions, features, completions, session_start, habit_completed, journal_entry,
  ai_coach_message, feature_seconds, goal_progress, last_active_at, habit_streak, habit_streak_at
FROM json_to_recordset($1::json) AS gained (user_id text, day date, actions integer, features integer,
  completions integer, session_start integer, habit_completed integer, journal_entry integer, ai_coach_message integer,
  feature_seconds bigint, goal_progress integer, last_active_at timestamptz, habit_streak integer,
  habit_streak_at timestamptz)
ON CONFLICT (user_id, day) DO UPDATE SET
  actions = active_day.actions + EXCLUDED.actions,
  features = active_day.features | EXCLUDED.features,
  completions = active_day.completions + EXCLUDED.completions,
  session_start = active_day.session_start + EXCLUDED.session_start,
  habit_completed = active_day.habit_completed + EXCLUDED.habit_completed,
  journal_entry = active_day.journal_entry + EXCLUDED.journal_entry,
  ai_coach_message = active_day.ai_coach_message + EXCLUDED.ai_coach_message,
  feature_seconds = active_day.feature_seconds + EXCLUDED.feature_seconds,
  goal_progress = greatest(active_day.goal_progress, EXCLUDED.goal_progress),
  last_active_at = greatest(active_day.last_active_at, EXCLUDED.last_active_at),
  habit_streak = CASE
    WHEN EXCLUDED.habit_streak_at > active_day.habit_streak_at OR active_day.habit_streak_at IS NULL
      THEN EXCLUDED.habit_streak
    WHEN EXCLUDED.habit_streak_at = active_day.habit_streak_at
      THEN greatest(active_day.habit_streak, EXCLUDED.habit_streak)
    ELSE active_day.habit_streak
  END,
  habit_streak_at = greatest(active_day.habit_streak_at, EXCLUDED.habit_streak_at)

-- name: person_settle
-- Writes what the events changed about people. Without joined_at the first event is the registration.
-- params: people json, now timestamptz
-- columns:
UPDATE person SET
  client_timezone = changed.client_timezone,
  first_event_at = changed.first_event_at,
  first_event_on = changed.first_event_on,
  registered_on = CASE WHEN person.joined_at IS NULL THEN changed.first_event_on ELSE person.registered_on END,
  streak_broken_on = changed.streak_broken_on,
  updated_at = $2::timestamptz
FROM json_to_recordset($1::json) AS changed (user_id text, client_timezone text, first_event_at timestamptz,
  first_event_on date, streak_broken_on date)
WHERE person.user_id = changed.user_id
