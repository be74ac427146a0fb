-- name: send_open
-- Is a message of this type to this person still on its way?
-- params: user_id text, type text
-- columns: id bigint
SELECT id FROM trigger
WHERE user_id = $1::text AND type = $2::text AND mode = 'manual' AND open AND status = 'pending'
LIMIT 1

-- name: send_make
-- Makes a trigger by hand, and has the person looked at.
-- params: user_id text, type text, period_key text, made json, now timestamptz
-- columns: id bigint
WITH made AS (
  INSERT INTO trigger (user_id, type, period_key, mode, holdout, status, open, data, channels, created_at, scheduled_at,
    sent_at, expires_at)
  SELECT $1::text, $2::text, $3::text, 'manual', false, status, true, data,
    ARRAY (SELECT json_array_elements_text(channels)), $5::timestamptz, scheduled_at,
    CASE WHEN status = 'sent' THEN $5::timestamptz END, expires_at
  FROM json_to_record($4::json) AS said (status text, data jsonb, channels json, scheduled_at timestamptz,
    expires_at timestamptz)
  RETURNING id
), noted AS (
  INSERT INTO agenda (user_id, look_at) SELECT $1::text, $5::timestamptz FROM made
)
SELECT id FROM made
