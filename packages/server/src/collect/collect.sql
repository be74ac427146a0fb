-- Statements of the room `collect`. They are planned once per connection, often while the tables are still empty: lookups
-- are LATERAL … OFFSET 0, or ON CONFLICT, because those go by the key whatever the planner believes of the sizes.

-- name: person_lock
-- Makes a person of every unknown id and locks the known ones until the transaction ends, always in the order of
-- user_id: whoever writes a person's days holds this lock, so writers of one person take turns and cannot deadlock. Of
-- those who were erased nobody is made.
-- params: user_ids text[], now timestamptz, person_hashes text[]
-- columns:
INSERT INTO person (user_id, created_at, updated_at)
SELECT u.user_id, $2::timestamptz, $2::timestamptz
FROM unnest($1::text[], $3::text[]) AS u (user_id, person_hash)
WHERE (SELECT true FROM erased_person AS e WHERE e.person_hash = u.person_hash LIMIT 1) IS NULL
ORDER BY u.user_id COLLATE "C"
ON CONFLICT (user_id) DO UPDATE SET updated_at = EXCLUDED.updated_at WHERE false

-- name: person_read
-- What must be known of people to give their events a local day and them a registration? No row for those who were erased
-- before; `erased`: while this transaction waited for them, so that it has just made them again.
-- params: user_ids text[], person_hashes text[]
-- columns: user_id text, timezone text, client_timezone text, joined_at timestamptz, first_event_at timestamptz, first_event_on date, registered_on date, streak_broken_days date[], erased boolean
SELECT p.user_id, p.timezone, p.client_timezone, p.joined_at, p.first_event_at, p.first_event_on,
  p.registered_on, p.streak_broken_days,
  (SELECT true FROM erased_person AS e WHERE e.person_hash = asked.person_hash LIMIT 1) IS NOT NULL AS erased
FROM unnest($1::text[], $2::text[]) AS asked (user_id, person_hash)
CROSS JOIN LATERAL (SELECT * FROM person WHERE person.user_id = asked.user_id OFFSET 0) AS p

-- name: person_unmake
-- Takes back people whom this transaction has made although they were erased meanwhile.
-- params: user_ids text[]
-- columns:
DELETE FROM person WHERE user_id = ANY ($1::text[])

-- name: event_known
-- Which of these ids are already events of these people, on a day that near to theirs? Each looks into the partitions of
-- its own days alone: a chunk of a history may span years.
-- params: user_ids text[], ids uuid[], days date[], around integer
-- columns: user_id text, id uuid
SELECT e.user_id, e.id
FROM unnest($1::text[], $2::uuid[], $3::date[]) AS asked (user_id, id, day)
CROSS JOIN LATERAL (
  SELECT event.user_id, event.id
  FROM event
  WHERE event.user_id = asked.user_id AND event.id = asked.id
    AND event.local_day BETWEEN asked.day - $4::integer AND asked.day + $4::integer
  OFFSET 0
) AS e

-- name: active_day_add
-- Adds what these days gained to what is already known of them, and notes each as changed. habit_streak belongs to the
-- latest habit of the day. A row that was inserted, not updated, has no xmax: such a day is a new one.
-- params: days json
-- columns:
WITH touched AS (
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
  RETURNING user_id, day, xmax = 0 AS gained
)
INSERT INTO change (user_id, day, gained) SELECT user_id, day, gained FROM touched

-- name: person_settle
-- Writes what the events changed about people, and notes them as changed from the earliest day that touches.
-- params: people json, now timestamptz
-- columns:
WITH changed AS (
  SELECT * FROM json_to_recordset($1::json) AS changed (user_id text, client_timezone text, first_event_at timestamptz,
    first_event_on date, registered_on date, streak_broken_days date[], touched_on date)
), settled AS (
  INSERT INTO person AS p (user_id, client_timezone, first_event_at, first_event_on, registered_on, streak_broken_days,
    created_at, updated_at)
  SELECT user_id, client_timezone, first_event_at, first_event_on, registered_on, streak_broken_days,
    $2::timestamptz, $2::timestamptz
  FROM changed
  ON CONFLICT (user_id) DO UPDATE SET
    client_timezone = EXCLUDED.client_timezone,
    first_event_at = EXCLUDED.first_event_at,
    first_event_on = EXCLUDED.first_event_on,
    registered_on = EXCLUDED.registered_on,
    streak_broken_days = EXCLUDED.streak_broken_days,
    updated_at = EXCLUDED.updated_at
)
INSERT INTO change (user_id, day, gained) SELECT user_id, touched_on, false FROM changed
