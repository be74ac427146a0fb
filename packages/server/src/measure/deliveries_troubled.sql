-- name: deliveries_troubled
-- Which deliveries were refused, given up, or may have been taken (null: all three), through this channel (null: any), the
-- latest first? `total` is how many there are on all pages; a page past the end is one row without a user_id. It would still be
-- right to send one while its trigger is open and not dismissed, and the person wants its channel and its type; what is of no
-- trigger always is. An address that is closed is opened again by the owner who sends to it.
-- params: status text, channel text, now timestamptz, most integer, skip integer
-- columns: total integer, user_id text, email text, first_name text, type text, delivery_id bigint, channel text, address text, status text, attempts integer, sent_at timestamptz, answer text, updated_at timestamptz, can_retry boolean
WITH troubled AS (
  SELECT user_id, id, updated_at
  FROM delivery
  WHERE status IN ('refused', 'unreachable', 'uncertain')
    AND ($1::text IS NULL OR status = $1::text) AND ($2::text IS NULL OR channel = $2::text)
), page AS (
  SELECT * FROM troubled ORDER BY updated_at DESC, id DESC LIMIT $4::integer OFFSET $5::integer
)
SELECT (SELECT count(*) FROM troubled)::integer AS total, d.user_id, p.email, p.first_name, t.type, d.id AS delivery_id,
  d.channel, d.address, d.status, d.attempts, d.sent_at, d.answer, d.updated_at,
  d.trigger_id IS NULL OR (
    t.open AND t.status <> 'dismissed' AND coalesce(t.expires_at > $3::timestamptz, true)
    AND NOT coalesce(d.channel = ANY (w.channels_off) OR t.type = ANY (w.types_off), false)
  ) AS can_retry
FROM (SELECT) AS once
LEFT JOIN (
  page JOIN delivery AS d USING (user_id, id)
  LEFT JOIN trigger AS t ON t.user_id = d.user_id AND t.id = d.trigger_id
  LEFT JOIN person AS p ON p.user_id = d.user_id
  LEFT JOIN preference AS w ON w.user_id = d.user_id
) ON true
ORDER BY d.updated_at DESC, d.id DESC
