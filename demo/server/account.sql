-- name: op_account_lock
-- Who is this? Held until the end of the transaction, so that changes of one person take turns.
-- params: user_id bigint
-- columns: user_id bigint, ready boolean, first_name text, locale text, timezone text, joined_at timestamptz, telegram_chat_id text, plan text, status text, trial_started_at timestamptz, trial_ends_at timestamptz, paid_since timestamptz, renewals integer, discount integer, wheel jsonb, wheel_set_at timestamptz
SELECT user_id, ready, first_name, locale, timezone, joined_at, telegram_chat_id, plan, status, trial_started_at,
  trial_ends_at, paid_since, renewals, discount, wheel, wheel_set_at
FROM onepercent.account WHERE user_id = $1::bigint
FOR UPDATE

-- name: op_account_add
-- Somebody registers.
-- params: first_name text, locale text, timezone text, joined_at timestamptz
-- columns: user_id bigint
INSERT INTO onepercent.account (ready, first_name, locale, timezone, joined_at)
VALUES (false, $1::text, $2::text, $3::text, $4::timestamptz)
RETURNING user_id

-- name: op_account_ready
-- Who is the person to try it with?
-- params:
-- columns: user_id bigint
SELECT user_id FROM onepercent.account WHERE ready

-- name: op_account_set
-- Writes the settings of a person.
-- params: user_id bigint, first_name text, locale text, timezone text
-- columns:
UPDATE onepercent.account
SET first_name = $2::text, locale = $3::text, timezone = $4::text, facts = facts + 1
WHERE user_id = $1::bigint

-- name: op_subscription_set
-- Writes the subscription of a person.
-- params: user_id bigint, plan text, status text, trial_started_at timestamptz, trial_ends_at timestamptz, paid_since timestamptz, renewals integer, discount integer
-- columns:
UPDATE onepercent.account
SET plan = $2::text, status = $3::text, trial_started_at = $4::timestamptz, trial_ends_at = $5::timestamptz,
  paid_since = $6::timestamptz, renewals = $7::integer, discount = $8::integer, facts = facts + 1
WHERE user_id = $1::bigint

-- name: op_wheel_set
-- Writes the scores of the wheel of life.
-- params: user_id bigint, wheel jsonb, at timestamptz
-- columns:
UPDATE onepercent.account SET wheel = $2::jsonb, wheel_set_at = $3::timestamptz WHERE user_id = $1::bigint

-- name: op_session_add
-- Somebody comes in.
-- params: hash bytea, user_id bigint, expires_at timestamptz
-- columns:
INSERT INTO onepercent.session (hash, user_id, expires_at) VALUES ($1::bytea, $2::bigint, $3::timestamptz)

-- name: op_session_find
-- Whose session is this?
-- params: hash bytea, now timestamptz
-- columns: user_id bigint, first_name text, locale text, timezone text, ready boolean
SELECT a.user_id, a.first_name, a.locale, a.timezone, a.ready
FROM onepercent.session AS s JOIN onepercent.account AS a USING (user_id)
WHERE s.hash = $1::bytea AND s.expires_at > $2::timestamptz

-- name: op_session_renew
-- Whose session is this? It lasts until then from now on.
-- params: hash bytea, now timestamptz, expires_at timestamptz
-- columns: user_id bigint, first_name text, locale text, timezone text, ready boolean
UPDATE onepercent.session AS s SET expires_at = $3::timestamptz
FROM onepercent.account AS a
WHERE s.hash = $1::bytea AND s.expires_at > $2::timestamptz AND a.user_id = s.user_id
RETURNING a.user_id, a.first_name, a.locale, a.timezone, a.ready

-- name: op_session_end
-- Somebody goes; sessions that have run out go with them.
-- params: hash bytea, now timestamptz
-- columns:
DELETE FROM onepercent.session WHERE hash = $1::bytea OR expires_at <= $2::timestamptz

-- name: op_xp_add
-- Adds XP, each source once; answers what was new.
-- params: user_id bigint, sources text[], xp integer[], at timestamptz
-- columns: source text, xp integer
INSERT INTO onepercent.xp (user_id, source, xp, earned_at)
SELECT $1::bigint, earned.source, earned.xp, $4::timestamptz
FROM unnest($2::text[], $3::integer[]) AS earned (source, xp)
ON CONFLICT DO NOTHING
RETURNING source, xp

-- name: op_xp_take
-- Takes back what was earned for something that is undone.
-- params: user_id bigint, source text
-- columns: xp integer
DELETE FROM onepercent.xp WHERE user_id = $1::bigint AND source = $2::text RETURNING xp

-- name: op_achievement_add
-- Notes achievements; answers those that are new.
-- params: user_id bigint, ids text[], at timestamptz
-- columns: id text
INSERT INTO onepercent.achievement (user_id, id, earned_at)
SELECT $1::bigint, earned.id, $3::timestamptz FROM unnest($2::text[]) AS earned (id)
ON CONFLICT DO NOTHING
RETURNING id
