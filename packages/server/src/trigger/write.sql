-- Statements of the room `trigger` that write what `speak` has said, of many people at once.

-- name: trigger_make
-- Makes these triggers, each unless it exists. Answers which were made.
-- params: made json, now timestamptz
-- columns: user_id text, id bigint, type text
INSERT INTO trigger (user_id, type, period_key, mode, holdout, status, open, held_by, run_id, data, channels, created_at,
  scheduled_at, sent_at, expires_at)
SELECT user_id, type, period_key, mode, holdout, status, open, held_by, run_id, data,
  ARRAY (SELECT json_array_elements_text(channels)), $2::timestamptz, scheduled_at,
  CASE WHEN status = 'sent' THEN $2::timestamptz END, expires_at
FROM json_to_recordset($1::json) AS made (user_id text, type text, period_key text, mode text, holdout boolean,
  status text, open boolean, held_by text, run_id bigint, data jsonb, channels json, scheduled_at timestamptz,
  expires_at timestamptz)
ON CONFLICT (user_id, type, period_key) DO NOTHING
RETURNING user_id, id, type

-- name: trigger_change
-- Writes what has changed about these triggers. What was closed or snoozed meanwhile is left alone, and what a channel has
-- taken meanwhile stays sent.
-- params: changed json, now timestamptz
-- columns:
UPDATE trigger AS t SET
  status = CASE WHEN t.status = 'pending' THEN said.status ELSE t.status END,
  sent_at = CASE WHEN t.sent_at IS NULL AND said.status = 'sent' THEN $2::timestamptz ELSE t.sent_at END,
  open = said.open,
  held_by = said.held_by,
  holdout = coalesce(said.holdout, t.holdout),
  data = said.data,
  channels = ARRAY (SELECT json_array_elements_text(said.channels)),
  scheduled_at = said.scheduled_at,
  expires_at = said.expires_at
FROM json_to_recordset($1::json) AS said (user_id text, id bigint, round integer, status text, open boolean,
  held_by text, holdout boolean, data jsonb, channels json, scheduled_at timestamptz, expires_at timestamptz)
WHERE t.user_id = said.user_id AND t.id = said.id AND t.round = said.round AND t.open

-- name: delivery_make
-- Puts these messages into the outbox, each unless it is there.
-- params: made json, now timestamptz
-- columns:
INSERT INTO delivery (user_id, key, trigger_id, round, channel, address, status, next_at, created_at, updated_at)
SELECT user_id, key, trigger_id, round, channel, address, 'waiting', $2::timestamptz, $2::timestamptz, $2::timestamptz
FROM json_to_recordset($1::json) AS made (user_id text, key text, trigger_id bigint, round integer, channel text,
  address text)
ON CONFLICT (user_id, key) DO NOTHING

-- name: delivery_cancel
-- Calls back what has not left yet of these triggers.
-- params: user_ids text[], trigger_ids bigint[], now timestamptz
-- columns:
UPDATE delivery AS d SET status = 'cancelled', updated_at = $3::timestamptz
FROM unnest($1::text[], $2::bigint[]) AS called (user_id, trigger_id)
WHERE d.user_id = called.user_id AND d.trigger_id = called.trigger_id AND d.status = 'waiting'

-- name: decision_add
-- Records these decisions not to send, or not yet.
-- params: made json, now timestamptz
-- columns:
INSERT INTO decision (user_id, trigger_id, rule, until, decided_at)
SELECT user_id, trigger_id, rule, until, $2::timestamptz
FROM json_to_recordset($1::json) AS made (user_id text, trigger_id bigint, rule text, until timestamptz)

-- name: code_add
-- Issues these codes, and tells the host.
-- params: made json, now timestamptz, at text
-- columns:
WITH issued AS (
  INSERT INTO code (user_id, code, trigger_id, percent, created_at, expires_at)
  SELECT user_id, code, trigger_id, percent, $2::timestamptz, expires_at
  FROM json_to_recordset($1::json) AS made (user_id text, code text, trigger_id bigint, percent integer,
    expires_at timestamptz)
  RETURNING user_id, code, percent, expires_at
)
INSERT INTO delivery (user_id, key, channel, address, payload, status, next_at, created_at, updated_at)
SELECT user_id, 'code/' || code, 'webhook', '', jsonb_build_object('event', 'code.issued', 'created_at', $3::text,
    'data', jsonb_build_object('code', code, 'percent', percent,
      'expires_at', to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))),
  'waiting', $2::timestamptz, $2::timestamptz, $2::timestamptz
FROM issued

-- name: xp_add
-- Awards these XP, each once, and tells the host of those that nothing holds back.
-- params: made json, now timestamptz, at text
-- columns:
WITH awarded AS (
  INSERT INTO xp_award (user_id, reason, xp, held_by, awarded_at)
  SELECT user_id, reason, xp, held_by, $2::timestamptz
  FROM json_to_recordset($1::json) AS made (user_id text, reason text, xp integer, held_by text)
  ON CONFLICT (user_id, reason) DO NOTHING
  RETURNING user_id, reason, xp, held_by
)
INSERT INTO delivery (user_id, key, channel, address, payload, status, next_at, created_at, updated_at)
SELECT user_id, 'xp/' || reason, 'webhook', '', jsonb_build_object('event', 'xp.awarded', 'created_at', $3::text,
    'data', jsonb_build_object('reason', reason, 'xp', xp)),
  'waiting', $2::timestamptz, $2::timestamptz, $2::timestamptz
FROM awarded
WHERE held_by IS NULL

-- name: inbox_notify
-- Tells whoever listens that what the app shows these people has changed.
-- params: user_ids text[]
-- columns: told bigint
SELECT count(pg_notify('retention_inbox', user_id)) AS told FROM unnest($1::text[]) AS people (user_id)
