-- name: restore_schema
-- From here to the end of the transaction, which tables are meant?
-- params: schema text
-- columns: schema text
SELECT set_config('search_path', $1::text, true) AS schema

-- name: restore_people_known
-- Does the database hold anything that a backup would replace?
-- params:
-- columns: people bigint, used boolean
SELECT count(*) AS people,
  EXISTS (SELECT FROM person) OR EXISTS (SELECT FROM event) OR EXISTS (SELECT FROM account) AS used
FROM person

-- name: restore_shadow
-- Puts everything that speaks by itself into shadow, until the owner switches it on.
-- params: types text[], now timestamptz
-- columns:
INSERT INTO trigger_setting (type, mode, updated_at)
SELECT type, 'shadow', $2::timestamptz FROM unnest($1::text[]) AS types (type)
ON CONFLICT (type) DO UPDATE SET mode = EXCLUDED.mode, updated_at = EXCLUDED.updated_at

-- name: restore_outbox
-- What waited to leave may have left since: messages are cancelled, and what was being sent is as good as sent. What they
-- belong to leaves nothing more; the app goes on showing what it shows. Calls to the host stay: it knows each by its id.
-- params: now timestamptz, answer text
-- columns: cancelled bigint, uncertain bigint
WITH ended AS (
  UPDATE delivery AS d SET
    status = CASE d.status WHEN 'waiting' THEN 'cancelled' ELSE 'uncertain' END,
    sent_at = CASE d.status WHEN 'waiting' THEN d.sent_at ELSE d.updated_at END,
    worker = NULL,
    answer = $2::text,
    updated_at = $1::timestamptz
  FROM delivery AS before
  WHERE d.status IN ('waiting', 'sending') AND d.channel <> 'webhook' AND before.user_id = d.user_id AND before.id = d.id
  RETURNING d.user_id, d.trigger_id, before.status
), called AS (
  UPDATE delivery AS d SET status = 'waiting', worker = NULL, next_at = $1::timestamptz
  WHERE d.status = 'sending' AND d.channel = 'webhook'
), quiet AS (
  UPDATE trigger AS t SET
    scheduled_at = NULL,
    held_by = 'shadow',
    status = CASE WHEN t.status = 'pending' AND NOT own.shown THEN 'expired' ELSE t.status END,
    open = own.shown
  FROM (
    SELECT user_id, id, mode = 'live' AND 'in_app' = ANY (channels) AND held_by IS DISTINCT FROM 'brake' AS shown
    FROM trigger
    WHERE open AND mode <> 'shadow'
  ) AS own
  WHERE t.user_id = own.user_id AND t.id = own.id AND (t.scheduled_at IS NOT NULL OR EXISTS (
    SELECT FROM ended AS e WHERE e.user_id = t.user_id AND e.trigger_id = t.id
  ))
  RETURNING t.user_id, t.id
), said AS (
  INSERT INTO decision (user_id, trigger_id, rule, decided_at)
  SELECT user_id, id, 'shadow', $1::timestamptz FROM quiet
)
SELECT count(*) FILTER (WHERE status = 'waiting') AS cancelled, count(*) FILTER (WHERE status = 'sending') AS uncertain
FROM ended

-- name: restore_sessions
-- Ends all logins: one that was revoked since would be good again.
-- params: now timestamptz
-- columns:
UPDATE session SET revoked_at = $1::timestamptz WHERE revoked_at IS NULL

-- name: restore_people_after
-- Who are the next so many people after this one?
-- params: after text, most integer
-- columns: user_id text
SELECT user_id FROM person WHERE user_id > $1::text COLLATE "C" ORDER BY user_id LIMIT $2::integer

-- name: restore_erased
-- Who was erased, and when?
-- params:
-- columns: person_hash text, erased_at timestamptz
SELECT person_hash, erased_at FROM erased_person

-- name: restore_erased_known
-- How many were erased, and when was the last of them?
-- params:
-- columns: people bigint, last timestamptz
SELECT count(*) AS people, max(erased_at) AS last FROM erased_person

-- name: restore_erased_keep
-- These stay erased.
-- params: hashes text[], now timestamptz
-- columns:
INSERT INTO erased_person (person_hash, erased_at)
SELECT hash, $2::timestamptz FROM unnest($1::text[]) AS hashes (hash)
ON CONFLICT (person_hash) DO NOTHING
