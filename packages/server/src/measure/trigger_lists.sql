-- name: trigger_lists
-- How long is each list of the triggers of these types that were made in a time, and who is on a page of one of them? A list is
-- what a figure counts: `total` is the figure, so that no list and its figure can differ. `list` null: the totals of all lists
-- and rules; else of that list alone, of what `rule` has held back (null: of all), with the page in its rows. No row where
-- nobody is on it.
--
-- The one place that says what has become of a trigger: it is sent, failed, waiting or held, and always just one of them. One
-- channel that took it is enough (in the app: it lay in the inbox). What may have been taken, and by no other channel for
-- certain, counts as failed.
--
-- By rule: whatever it has held back, also only for a while; but on the list of those held, what ended by it.
-- params: types text[], made_from timestamptz, made_before timestamptz, list text, rule text, most integer, skip integer
-- columns: type text, list text, rule text, total integer, user_id text, email text, first_name text, trigger_id bigint, status text, held_by text, created_at timestamptz, sent_at timestamptz
WITH made AS (
  SELECT t.user_id, t.id, t.type, t.held_by, t.created_at, t.seen_at, t.dismissed_at, t.followed_at,
    CASE WHEN t.sent_at IS NOT NULL THEN 'sent' ELSE coalesce((
      SELECT (ARRAY['sent', 'waiting', 'failed'])[min(
        CASE d.status WHEN 'sent' THEN 1 WHEN 'waiting' THEN 2 WHEN 'sending' THEN 2 ELSE 3 END
      )]
      FROM delivery AS d
      WHERE d.user_id = t.user_id AND d.trigger_id = t.id AND d.status <> 'cancelled' AND d.channel <> 'webhook'
    ), CASE WHEN t.open THEN 'waiting' ELSE 'held' END) END AS fate
  FROM trigger AS t
  WHERE t.type = ANY ($1::text[]) AND t.created_at >= $2::timestamptz AND t.created_at < $3::timestamptz
), listed AS (
  SELECT m.type, m.user_id, m.id, m.created_at, on_list.list, by_rule.rule
  FROM made AS m
  CROSS JOIN LATERAL unnest(ARRAY[
    'matched', m.fate, CASE WHEN m.seen_at IS NOT NULL THEN 'seen' END,
    CASE WHEN m.dismissed_at IS NOT NULL THEN 'dismissed' END, CASE WHEN m.followed_at IS NOT NULL THEN 'followed' END
  ]) AS on_list (list)
  CROSS JOIN LATERAL (
    SELECT NULL AS rule
    UNION ALL
    (SELECT m.held_by WHERE m.held_by IS NOT NULL AND ($4::text IS NULL OR $5::text IS NOT NULL)
    UNION
    SELECT d.rule FROM decision AS d
    WHERE d.user_id = m.user_id AND d.trigger_id = m.id AND on_list.list <> 'held'
      AND ($4::text IS NULL OR $5::text IS NOT NULL))
  ) AS by_rule
  WHERE on_list.list IS NOT NULL
    AND ($4::text IS NULL OR (on_list.list = $4::text AND by_rule.rule IS NOT DISTINCT FROM $5::text))
), totals AS (
  SELECT type, list, rule, count(*)::integer AS total FROM listed GROUP BY type, list, rule
), page AS (
  SELECT user_id, id FROM listed
  WHERE $4::text IS NOT NULL
  ORDER BY created_at DESC, id DESC
  LIMIT $6::integer OFFSET $7::integer
)
SELECT totals.type, totals.list, totals.rule, totals.total, page.user_id, p.email, p.first_name, page.id AS trigger_id,
  t.status, t.held_by, t.created_at, t.sent_at
FROM totals
LEFT JOIN (page JOIN trigger AS t USING (user_id, id) LEFT JOIN person AS p USING (user_id)) ON true
ORDER BY t.created_at DESC, page.id DESC
