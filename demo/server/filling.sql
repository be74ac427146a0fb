-- name: op_filling_found
-- Has this database been filled?
-- params:
-- columns: people integer, finished_at timestamptz
SELECT people, finished_at FROM onepercent.filling

-- name: op_filling_begin
-- From here on whoever is in this database is made up.
-- params: people integer, at timestamptz
-- columns:
INSERT INTO onepercent.filling (people, started_at) VALUES ($1::integer, $2::timestamptz)
ON CONFLICT (one) DO UPDATE SET people = excluded.people, started_at = excluded.started_at, finished_at = NULL

-- name: op_filling_finish
-- Everybody is there.
-- params: at timestamptz
-- columns:
UPDATE onepercent.filling SET finished_at = $1::timestamptz

-- name: op_ready_add
-- The person to try it with, who registered some days ago.
-- params: user_id bigint, first_name text, timezone text, joined_at timestamptz, trial_started_at timestamptz, trial_ends_at timestamptz, wheel jsonb, wheel_set_at timestamptz
-- columns:
INSERT INTO onepercent.account (user_id, ready, first_name, locale, timezone, joined_at, plan, status, trial_started_at,
  trial_ends_at, wheel, wheel_set_at)
VALUES ($1::bigint, true, $2::text, 'ru', $3::text, $4::timestamptz, 'pro', 'trial', $5::timestamptz, $6::timestamptz,
  $7::jsonb, $8::timestamptz)

-- name: op_ready_goal
-- A goal on its way.
-- params: user_id bigint, title text, sphere text, progress integer, at timestamptz
-- columns: id bigint
INSERT INTO onepercent.goal (user_id, title, sphere, progress, created_at)
VALUES ($1::bigint, $2::text, $3::text, $4::integer, $5::timestamptz)
RETURNING id

-- name: op_ready_forget
-- Takes the ready person out, with all that is theirs.
-- params:
-- columns:
DELETE FROM onepercent.account WHERE ready
