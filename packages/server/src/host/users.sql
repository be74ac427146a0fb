-- name: facts_lock
-- Makes a person of every unknown id and locks the known ones until the transaction ends, always in the order of
-- user_id: whoever writes people takes them in that order, so writers cannot deadlock. Of those who were erased nobody is
-- made.
-- params: user_ids text[], now timestamptz, person_hashes text[]
-- columns:
INSERT INTO person (user_id, created_at, updated_at)
SELECT u.user_id, $2::timestamptz, $2::timestamptz
FROM unnest($1::text[], $3::text[]) AS u (user_id, person_hash)
WHERE (SELECT true FROM erased_person AS e WHERE e.person_hash = u.person_hash LIMIT 1) IS NULL
ORDER BY u.user_id COLLATE "C"
ON CONFLICT (user_id) DO UPDATE SET updated_at = EXCLUDED.updated_at WHERE false

-- name: facts_read
-- What is known of these people? No row for those who were erased before; `erased`: while this transaction waited for them,
-- so that it has just made them again.
-- params: user_ids text[], person_hashes text[]
-- columns: user_id text, email text, first_name text, joined_at timestamptz, timezone text, locale text, telegram_chat_id text, subscription_plan text, subscription_status text, trial_started_at timestamptz, trial_ends_at timestamptz, paid_since timestamptz, renewals integer, xp bigint, xp_told boolean, announced_at timestamptz, client_timezone text, first_event_on date, registered_on date, erased boolean
SELECT user_id, email, first_name, joined_at, timezone, locale, telegram_chat_id, subscription_plan,
  subscription_status, trial_started_at, trial_ends_at, paid_since, renewals, xp,
  xp <> 0 OR EXISTS (SELECT FROM xp_day WHERE xp_day.user_id = person.user_id) AS xp_told, announced_at, client_timezone,
  first_event_on, registered_on,
  (SELECT true FROM erased_person AS e WHERE e.person_hash = asked.person_hash LIMIT 1) IS NOT NULL AS erased
FROM unnest($1::text[], $2::text[]) AS asked (user_id, person_hash)
JOIN person USING (user_id)

-- name: facts_unmake
-- Takes back people whom this transaction has made although they were erased meanwhile.
-- params: user_ids text[]
-- columns:
DELETE FROM person WHERE user_id = ANY ($1::text[])

-- name: facts_write
-- Writes what has changed about these people, and their XP on the local day on which another total was told. Of whom a
-- judgement or a count may depend on it is noted as changed: from the earlier registration on where that moved.
-- params: people json, now timestamptz
-- columns:
WITH said AS (
  SELECT * FROM json_to_recordset($1::json) AS said (user_id text, email text, first_name text, joined_at timestamptz,
    timezone text, locale text, telegram_chat_id text, subscription_plan text, subscription_status text,
    trial_started_at timestamptz, trial_ends_at timestamptz, paid_since timestamptz, renewals integer, xp bigint,
    registered_on date, touched_on date, judged boolean, xp_on date)
), written AS (
  UPDATE person SET
    email = said.email,
    first_name = said.first_name,
    joined_at = said.joined_at,
    timezone = said.timezone,
    locale = said.locale,
    telegram_chat_id = said.telegram_chat_id,
    subscription_plan = said.subscription_plan,
    subscription_status = said.subscription_status,
    trial_started_at = said.trial_started_at,
    trial_ends_at = said.trial_ends_at,
    paid_since = said.paid_since,
    renewals = said.renewals,
    xp = said.xp,
    registered_on = said.registered_on,
    announced_at = coalesce(person.announced_at, $2::timestamptz),
    updated_at = $2::timestamptz
  FROM said
  WHERE person.user_id = said.user_id
), earned AS (
  INSERT INTO xp_day (user_id, day, xp)
  SELECT user_id, xp_on, xp FROM said WHERE xp_on IS NOT NULL
  ON CONFLICT (user_id, day) DO UPDATE SET xp = EXCLUDED.xp
)
INSERT INTO change (user_id, day, gained) SELECT user_id, touched_on, false FROM said WHERE judged
