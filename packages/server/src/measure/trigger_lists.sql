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
-- By rule: whatever it has held back, also only for a while; but on the list of those held, what ended by it. Decisions come after
-- their trigger, so that older ones need not be looked at.
-- params: types text[], made_from timestamptz, made_before timestamptz, list text, rule text, most integer, skip integer
-- columns: type text, list text, rule text, total integer, user_id text, email text, first_name text, trigger_id bigint, status text, held_by text, created_at timestamptz, sent_at timestamptz
WITH made AS NOT MATERIALIZED (
  SELECT t.user_id, t.id, t.type, t.held_by, t.created_at, ARRAY[
      'matched',
      CASE WHEN t.sent_at IS NOT NULL THEN 'sent' ELSE coalesce((
        SELECT CASE WHEN bool_or(d.status IN ('waiting', 'sending')) THEN 'waiting' WHEN count(*) > 0 THEN 'failed' END
        FROM delivery AS d
        WHERE d.user_id = t.user_id AND d.trigger_id = t.id AND d.channel <> 'webhook'
          AND d.status NOT IN ('sent', 'cancelled')
      ), CASE WHEN t.open THEN 'waiting' ELSE 'held' END) END,
      CASE WHEN t.seen_at IS NOT NULL THEN 'seen' END,
      CASE WHEN t.dismissed_at IS NOT NULL THEN 'dismissed' END,
      CASE WHEN t.followed_at IS NOT NULL THEN 'followed' END
    ] AS lists
  FROM trigger AS t
  WHERE t.type = ANY ($1::text[]) AND t.created_at >= $2::timestamptz AND t.created_at < $3::timestamptz
), alike AS (
  SELECT type, lists, CASE WHEN held_by IS NULL THEN ARRAY[NULL] ELSE ARRAY[NULL, held_by] END AS rules,
    count(*) AS triggers
  FROM made
  GROUP BY type, lists, held_by
  UNION ALL
  SELECT m.type, array_remove(m.lists, 'held'), ARRAY[d.rule], count(DISTINCT m.id)
  FROM made AS m JOIN decision AS d ON d.user_id = m.user_id AND d.trigger_id = m.id
  WHERE d.rule IS DISTINCT FROM m.held_by AND d.decided_at >= $2::timestamptz
    AND ($4::text IS NULL OR $5::text IS NOT NULL)
  GROUP BY m.type, m.lists, d.rule
), totals AS (
  SELECT alike.type, on_list.list, by_rule.rule, sum(alike.triggers)::integer AS total
  FROM alike CROSS JOIN unnest(alike.lists) AS on_list (list) CROSS JOIN unnest(alike.rules) AS by_rule (rule)
  WHERE on_list.list IS NOT NULL
    AND ($4::text IS NULL OR (on_list.list = $4::text AND by_rule.rule IS NOT DISTINCT FROM $5::text))
  GROUP BY alike.type, on_list.list, by_rule.rule
), page AS (
  SELECT m.user_id, m.id
  FROM made AS m
  WHERE $4::text IS NOT NULL AND $4::text = ANY (m.lists)
    AND ($5::text IS NULL OR m.held_by = $5::text OR ($4::text <> 'held' AND EXISTS (
      SELECT FROM decision AS d WHERE d.user_id = m.user_id AND d.trigger_id = m.id AND d.rule = $5::text
    )))
  ORDER BY m.created_at DESC, m.id DESC
  LIMIT $6::integer OFFSET $7::integer
)
SELECT totals.type, totals.list, totals.rule, totals.total, page.user_id, p.email, p.first_name, page.id AS trigger_id,
  t.status, t.held_by, t.created_at, t.sent_at
FROM totals
LEFT JOIN (page JOIN trigger AS t USING (user_id, id) LEFT JOIN person AS p USING (user_id)) ON true
ORDER BY t.created_at DESC, page.id DESC
