-- A year of history that ends today, skewed as real ones are: most of those who register leave within days, some within
-- months, few stay; among those who stay some come daily and most now and then.

-- name: lives
-- Who registers when, where, and for how long do they stay? `weight`: how often they come, against each other.
-- params: people integer, project_zone text
-- columns:
INSERT INTO bench_life (user_id, timezone, zone, today, registered_on, last_on, weight, luck)
SELECT user_id, timezone, zone, today, registered_on, least(today, registered_on + stay), weight, luck
FROM (
  SELECT user_id, timezone, zone, today, today - floor(365 * power(random(), 1.3))::integer AS registered_on,
    CASE
      WHEN kind < 0.35 THEN floor(random() * 4)
      WHEN kind < 0.65 THEN floor(-ln(1 - random()) * 45)
      ELSE 365
    END::integer AS stay,
    0.1 + power(random(), 2) AS weight, random() AS luck
  FROM (
    SELECT user_id, timezone, coalesce(timezone, $2::text) AS zone,
      (now() AT TIME ZONE coalesce(timezone, $2::text))::date AS today, kind
    FROM (
      SELECT 'user-' || number AS user_id, random() AS kind,
        (ARRAY[NULL, NULL, NULL, NULL, 'Europe/Moscow', 'Europe/Moscow', 'Asia/Yekaterinburg', 'Asia/Novosibirsk',
          'Asia/Vladivostok', 'America/New_York'])[1 + number % 10] AS timezone
      FROM generate_series(1, $1::integer) AS number
    ) AS registered
  ) AS somewhere
) AS people

-- name: days_expected
-- How many active days will there be, with everybody coming so many times as often as their weight says?
-- params: scale double precision
-- columns: days double precision
SELECT sum(1 + (last_on - registered_on) * least(0.95, weight * $1::double precision)) AS days FROM bench_life

-- name: people
-- The people: one in twenty pays, one in ten tries or has tried.
-- params:
-- columns:
INSERT INTO person (user_id, email, first_name, timezone, subscription_plan, subscription_status, trial_started_at,
  trial_ends_at, paid_since, renewals, announced_at, first_event_at, first_event_on, registered_on, created_at,
  updated_at)
SELECT user_id, user_id || '@example.com', 'Name ' || user_id, timezone,
  CASE WHEN luck < 0.15 THEN 'pro' ELSE 'free' END,
  CASE
    WHEN luck < 0.05 AND registered_on + 10 <= today THEN 'active'
    WHEN luck < 0.15 THEN CASE WHEN registered_on + 17 < today THEN 'expired' ELSE 'trial' END
    ELSE 'none'
  END,
  CASE WHEN luck < 0.15 THEN morning END,
  CASE WHEN luck < 0.15 THEN morning + interval '17 days' END,
  CASE WHEN luck < 0.05 AND registered_on + 10 <= today THEN morning + interval '10 days' END,
  CASE WHEN luck < 0.05 AND registered_on + 10 <= today THEN (today - registered_on - 10) / 30 ELSE 0 END,
  now(), morning, registered_on, registered_on, now(), now()
FROM bench_life
CROSS JOIN LATERAL (SELECT least(now(), (registered_on + time '08:05') AT TIME ZONE zone) AS morning) AS first

-- name: days
-- The active days, in the order in which time would have brought them. Actions run through the five types in turn.
-- Features are drawn: the events are kept narrow, without the metadata that would name them.
-- params: scale double precision, more double precision
-- columns:
INSERT INTO active_day (user_id, day, actions, features, completions, session_start, habit_completed, journal_entry,
  ai_coach_message, feature_seconds, goal_progress, last_active_at, habit_streak, habit_streak_at)
SELECT user_id, day, actions, floor(random() * 64)::integer, (actions + 3) / 5 + (actions + 2) / 5, (actions + 4) / 5,
  (actions + 3) / 5, (actions + 2) / 5, (actions + 1) / 5, 120 * (actions / 5), 0,
  least(now(), (day + time '08:00' + actions * interval '5 minutes') AT TIME ZONE zone), 0, NULL
FROM (
  SELECT user_id, zone, registered_on + age AS day,
    least(150, 1 + floor(-ln(1 - random()) * $2::double precision))::integer AS actions
  FROM bench_life CROSS JOIN LATERAL generate_series(0, last_on - registered_on) AS age
  WHERE age = 0 OR random() < least(0.95, weight * $1::double precision)
) AS days
ORDER BY day

-- name: events
-- The events of those days, five minutes apart from the morning on.
-- params:
-- columns:
INSERT INTO event (user_id, id, type, occurred_at, received_at, local_day, metadata)
SELECT user_id, gen_random_uuid(),
  (ARRAY['session_start', 'habit_completed', 'journal_entry', 'ai_coach_message', 'feature_used'])[1 + (turn - 1) % 5],
  least(now(), eight + turn * interval '5 minutes'), least(now(), eight + turn * interval '5 minutes'), day, NULL
FROM (
  SELECT a.user_id, a.day, a.actions, (a.day + time '08:00') AT TIME ZONE life.zone AS eight
  FROM active_day AS a JOIN bench_life AS life USING (user_id)
) AS days
CROSS JOIN LATERAL generate_series(1, days.actions) AS turn

-- name: stored
-- How much is there now?
-- params:
-- columns: events bigint, user_days bigint, actions bigint
SELECT (SELECT count(*) FROM event) AS events, count(*) AS user_days, sum(actions) AS actions FROM active_day

-- name: keys
-- The primary keys of the tables that are filled.
-- params:
-- columns: relation text, name text, definition text
SELECT conrelid::regclass::text AS relation, conname::text AS name, pg_get_constraintdef(oid) AS definition
FROM pg_constraint
WHERE contype = 'p' AND (conrelid = 'active_day'::regclass
  OR conrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'event'::regclass))
ORDER BY relation
