-- Statements of what the owner sees of one person's triggers.

-- name: person_triggers
-- The latest triggers of this person, the latest first.
-- params: user_id text, most integer
-- columns: trigger_id bigint, type text, period_key text, mode text, status text, held_by text, data jsonb, channels text[], created_at timestamptz, scheduled_at timestamptz, sent_at timestamptz, seen_at timestamptz, dismissed_at timestamptz, dismiss_reason text, snoozed_until timestamptz, followed_at timestamptz, expires_at timestamptz
SELECT id AS trigger_id, type, period_key, mode, status, held_by, data, channels, created_at, scheduled_at, sent_at, seen_at,
  dismissed_at, dismiss_reason, snoozed_until, followed_at, expires_at
FROM trigger
WHERE user_id = $1::text
ORDER BY created_at DESC, id DESC
LIMIT $2::integer

-- name: person_decisions
-- Which rules have held these triggers of a person back, in the order in which they did?
-- params: user_id text, trigger_ids bigint[]
-- columns: trigger_id bigint, rule text, decided_at timestamptz, until timestamptz
SELECT trigger_id, rule, decided_at, until
FROM decision
WHERE user_id = $1::text AND trigger_id = ANY ($2::bigint[])
ORDER BY decided_at, id

-- name: person_deliveries
-- What has become of the deliveries of these triggers of a person, the earliest first?
-- params: user_id text, trigger_ids bigint[]
-- columns: trigger_id bigint, delivery_id bigint, channel text, address text, status text, attempts integer, next_at timestamptz, sent_at timestamptz, answer text, updated_at timestamptz
SELECT trigger_id, id AS delivery_id, channel, address, status, attempts, next_at, sent_at, answer, updated_at
FROM delivery
WHERE user_id = $1::text AND trigger_id = ANY ($2::bigint[])
ORDER BY id

-- name: person_reach
-- By which channels can this person be reached, what do they not want, and when are they looked at next? `known` are the addresses
-- there are, `open` those of them that are not closed. No row for somebody unknown.
-- params: user_id text
-- columns: email_known integer, email_open integer, telegram_known integer, telegram_open integer, push_known integer, push_open integer, channels_off text[], types_off text[], next_look_at timestamptz
WITH address AS (
  SELECT 'email' AS channel, email AS address FROM person WHERE user_id = $1::text AND email IS NOT NULL
  UNION ALL
  SELECT 'telegram', telegram_chat_id FROM person WHERE user_id = $1::text AND telegram_chat_id IS NOT NULL
  UNION ALL
  SELECT 'push', endpoint FROM push_subscription WHERE user_id = $1::text
), state AS (
  SELECT a.channel, c.address IS NULL AS open
  FROM address AS a
  LEFT JOIN closed_address AS c ON c.user_id = $1::text AND c.channel = a.channel AND c.address = a.address
), counted AS (
  SELECT
    (count(*) FILTER (WHERE channel = 'email'))::integer AS email_known,
    (count(*) FILTER (WHERE channel = 'email' AND open))::integer AS email_open,
    (count(*) FILTER (WHERE channel = 'telegram'))::integer AS telegram_known,
    (count(*) FILTER (WHERE channel = 'telegram' AND open))::integer AS telegram_open,
    (count(*) FILTER (WHERE channel = 'push'))::integer AS push_known,
    (count(*) FILTER (WHERE channel = 'push' AND open))::integer AS push_open
  FROM state
)
SELECT counted.email_known, counted.email_open, counted.telegram_known, counted.telegram_open, counted.push_known,
  counted.push_open, coalesce(w.channels_off, '{}') AS channels_off, coalesce(w.types_off, '{}') AS types_off,
  (SELECT min(a.look_at) FROM agenda AS a WHERE a.user_id = $1::text) AS next_look_at
FROM person AS p
CROSS JOIN counted
LEFT JOIN preference AS w ON w.user_id = p.user_id
WHERE p.user_id = $1::text

-- name: person_xp
-- Which XP has this person been awarded, the latest first?
-- params: user_id text
-- columns: reason text, xp integer, awarded_at timestamptz, held_by text
SELECT reason, xp, awarded_at, held_by FROM xp_award WHERE user_id = $1::text ORDER BY awarded_at DESC, reason

-- name: person_codes
-- Which codes has this person been given, the latest first?
-- params: user_id text
-- columns: code text, percent integer, expires_at timestamptz, redeemed_at timestamptz
SELECT code, percent, expires_at, redeemed_at FROM code WHERE user_id = $1::text ORDER BY created_at DESC, code
