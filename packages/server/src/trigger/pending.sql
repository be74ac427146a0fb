-- name: inbox
-- What does the app show this person now? Marks it as seen.
-- params: user_id text, now timestamptz
-- columns: id bigint, type text, data jsonb, created_at timestamptz, locale text
WITH shown AS (
  SELECT t.user_id, t.id
  FROM trigger AS t
  WHERE t.user_id = $1::text AND t.open AND t.status IN ('pending', 'sent') AND 'in_app' = ANY (t.channels)
    AND t.held_by IS DISTINCT FROM 'brake'
    AND (t.expires_at IS NULL OR t.expires_at > $2::timestamptz)
    AND (t.snoozed_until IS NULL OR t.snoozed_until <= $2::timestamptz)
), seen AS (
  UPDATE trigger AS t SET seen_at = $2::timestamptz
  FROM shown
  WHERE t.user_id = shown.user_id AND t.id = shown.id AND t.seen_at IS NULL
)
SELECT t.id, t.type, t.data, t.created_at, p.locale
FROM shown
JOIN trigger AS t ON t.user_id = shown.user_id AND t.id = shown.id
LEFT JOIN person AS p ON p.user_id = t.user_id
ORDER BY t.created_at DESC, t.id DESC
