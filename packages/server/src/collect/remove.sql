-- Statements that take events away again.

-- name: remove_lock
-- Locks these people until the transaction ends, in the order of user_id as every writer does, and says what is known of
-- them. Unknown ids are left out.
-- params: user_ids text[]
-- columns: user_id text, timezone text, client_timezone text, joined_at timestamptz, first_event_at timestamptz, first_event_on date, registered_on date, streak_broken_days date[]
SELECT p.user_id, p.timezone, p.client_timezone, p.joined_at, p.first_event_at, p.first_event_on, p.registered_on,
  p.streak_broken_days
FROM person AS p
WHERE p.user_id = ANY ($1::text[])
ORDER BY p.user_id
FOR UPDATE

-- name: remove_events
-- Takes these events away. Answers those that there were.
-- params: user_ids text[], ids uuid[]
-- columns: user_id text, local_day date, occurred_at timestamptz
DELETE FROM event USING unnest($1::text[], $2::uuid[]) AS gone (user_id, id)
WHERE event.user_id = gone.user_id AND event.id = gone.id
RETURNING event.user_id, event.local_day, event.occurred_at

-- name: remove_remaining
-- What is left of these days of people?
-- params: user_ids text[], days date[]
-- columns: user_id text, day date, type text, occurred_at timestamptz, metadata jsonb
SELECT asked.user_id, asked.day, e.type, e.occurred_at, e.metadata
FROM unnest($1::text[], $2::date[]) AS asked (user_id, day)
CROSS JOIN LATERAL (
  SELECT event.type, event.occurred_at, event.metadata
  FROM event
  WHERE event.user_id = asked.user_id AND event.local_day = asked.day
  OFFSET 0
) AS e

-- name: remove_first
-- Which of the events of these people is the earliest, and which the earliest local day of one? No row where there is none.
-- params: user_ids text[]
-- columns: user_id text, first_event_at timestamptz, first_event_on date
SELECT event.user_id, min(event.occurred_at) AS first_event_at, min(event.local_day) AS first_event_on
FROM event
WHERE event.user_id = ANY ($1::text[])
GROUP BY event.user_id

-- name: remove_days
-- Forgets these days, to make room for what is left of them. Answers those that there were.
-- params: user_ids text[], days date[]
-- columns: user_id text, day date
DELETE FROM active_day USING unnest($1::text[], $2::date[]) AS touched (user_id, day)
WHERE active_day.user_id = touched.user_id AND active_day.day = touched.day
RETURNING active_day.user_id, active_day.day

-- name: remove_days_left
-- Writes what is left of days that were forgotten.
-- params: days json
-- columns:
INSERT INTO active_day (user_id, day, actions, features, completions, session_start, habit_completed, journal_entry,
  ai_coach_message, feature_seconds, goal_progress, last_active_at, habit_streak, habit_streak_at)
SELECT user_id, day, actions, features, completions, session_start, habit_completed, journal_entry,
  ai_coach_message, feature_seconds, goal_progress, last_active_at, habit_streak, habit_streak_at
FROM json_populate_recordset(NULL::active_day, $1::json)

-- name: remove_settle
-- Writes what the events that are gone change about people.
-- params: people json, now timestamptz
-- columns:
UPDATE person SET
  first_event_at = changed.first_event_at,
  first_event_on = changed.first_event_on,
  registered_on = changed.registered_on,
  streak_broken_days = changed.streak_broken_days,
  updated_at = $2::timestamptz
FROM json_to_recordset($1::json) AS changed (user_id text, first_event_at timestamptz, first_event_on date,
  registered_on date, streak_broken_days date[])
WHERE person.user_id = changed.user_id
