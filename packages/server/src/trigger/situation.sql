-- Statements of the room `trigger` that read what `speak` must know, of many people at once. Lookups are LATERAL … OFFSET 0:
-- they go by the key whatever the planner believed of the sizes.

-- name: triggers_known
-- Which triggers of these people are open, or were made or dismissed since a moment? And which is the latest of each type,
-- whatever its age: an absence may last longer than that.
-- params: user_ids text[], since timestamptz
-- columns: user_id text, id bigint, type text, period_key text, mode text, status text, open boolean, held_by text, run_status text, data jsonb, channels text[], round integer, created_at timestamptz, scheduled_at timestamptz, dismissed_at timestamptz, dismiss_reason text, snoozed_until timestamptz, expires_at timestamptz
SELECT t.user_id, t.id, t.type, t.period_key, t.mode, t.status, t.open, t.held_by, r.status AS run_status, t.data,
  t.channels, t.round, t.created_at, t.scheduled_at, t.dismissed_at, t.dismiss_reason, t.snoozed_until, t.expires_at
FROM unnest($1::text[]) AS asked (user_id)
CROSS JOIN LATERAL (
  SELECT * FROM trigger AS own
  WHERE own.user_id = asked.user_id AND (own.open OR own.created_at >= $2::timestamptz
    OR own.dismissed_at >= $2::timestamptz OR NOT EXISTS (
      SELECT FROM trigger AS later
      WHERE later.user_id = own.user_id AND later.type = own.type AND later.id > own.id
    ))
  OFFSET 0
) AS t
LEFT JOIN trigger_run AS r ON r.id = t.run_id
ORDER BY t.user_id, t.id

-- name: deliveries_known
-- What has left, or waits to leave, for these people since a moment?
-- params: user_ids text[], since timestamptz
-- columns: user_id text, trigger_id bigint, channel text, round integer, status text, sent_at timestamptz
SELECT d.user_id, d.trigger_id, d.channel, d.round, d.status, d.sent_at
FROM unnest($1::text[]) AS asked (user_id)
CROSS JOIN LATERAL (
  SELECT * FROM delivery AS own
  WHERE own.user_id = asked.user_id AND own.trigger_id IS NOT NULL AND own.created_at >= $2::timestamptz
  OFFSET 0
) AS d

-- name: addresses_known
-- Where can these people be reached, and what do they not want? Addresses that are closed are left out.
-- params: user_ids text[]
-- columns: user_id text, email text, telegram text, push text[], channels_off text[], types_off text[]
SELECT p.user_id, p.email, p.telegram_chat_id AS telegram, s.push, w.channels_off, w.types_off
FROM unnest($1::text[]) AS asked (user_id)
CROSS JOIN LATERAL (
  SELECT person.user_id,
    CASE WHEN NOT EXISTS (
      SELECT FROM closed_address AS c
      WHERE c.user_id = person.user_id AND c.channel = 'email' AND c.address = person.email
    ) THEN person.email END AS email,
    CASE WHEN NOT EXISTS (
      SELECT FROM closed_address AS c
      WHERE c.user_id = person.user_id AND c.channel = 'telegram' AND c.address = person.telegram_chat_id
    ) THEN person.telegram_chat_id END AS telegram_chat_id
  FROM person WHERE person.user_id = asked.user_id
  OFFSET 0
) AS p
LEFT JOIN LATERAL (
  SELECT array_agg(own.endpoint ORDER BY own.created_at, own.endpoint) AS push
  FROM push_subscription AS own
  WHERE own.user_id = asked.user_id AND NOT EXISTS (
    SELECT FROM closed_address AS c
    WHERE c.user_id = own.user_id AND c.channel = 'push' AND c.address = own.endpoint
  )
) AS s ON true
LEFT JOIN LATERAL (
  SELECT * FROM preference WHERE preference.user_id = asked.user_id OFFSET 0
) AS w ON true

-- name: xp_known
-- Which XP have these people been awarded?
-- params: user_ids text[]
-- columns: user_id text, reason text
SELECT x.user_id, x.reason
FROM unnest($1::text[]) AS asked (user_id)
CROSS JOIN LATERAL (SELECT * FROM xp_award AS own WHERE own.user_id = asked.user_id OFFSET 0) AS x

-- name: settings_known
-- What has the owner set, and which evaluations wait for approval? Types without a row are as defined.
-- params:
-- columns: type text, mode text, holdout double precision, braked_run bigint
SELECT coalesce(s.type, r.type) AS type, s.mode, s.holdout, r.braked_run
FROM trigger_setting AS s
FULL JOIN (
  SELECT type, max(id) AS braked_run FROM trigger_run WHERE status = 'held' GROUP BY type
) AS r ON r.type = s.type
