-- name: trigger_channels
-- What has become of the deliveries of the triggers of these types that were made in a time, by channel? What was called back
-- before it left counts nowhere.
-- params: types text[], made_from timestamptz, made_before timestamptz
-- columns: type text, channel text, sent integer, refused integer, unreachable integer, uncertain integer, waiting integer
SELECT t.type, d.channel,
  (count(*) FILTER (WHERE d.status = 'sent'))::integer AS sent,
  (count(*) FILTER (WHERE d.status = 'refused'))::integer AS refused,
  (count(*) FILTER (WHERE d.status = 'unreachable'))::integer AS unreachable,
  (count(*) FILTER (WHERE d.status = 'uncertain'))::integer AS uncertain,
  (count(*) FILTER (WHERE d.status IN ('waiting', 'sending')))::integer AS waiting
FROM trigger AS t JOIN delivery AS d ON d.user_id = t.user_id AND d.trigger_id = t.id
WHERE t.type = ANY ($1::text[]) AND t.created_at >= $2::timestamptz AND t.created_at < $3::timestamptz
  AND d.status <> 'cancelled' AND d.channel <> 'webhook'
GROUP BY t.type, d.channel
