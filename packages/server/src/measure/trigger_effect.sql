-- name: trigger_effect
-- How many of those treated and of those held out did what these types are judged by, and who is on a page of one of the groups?
-- `list` null: both groups of all types; else `treatment` or `holdout`, with the page in its rows. No row for a group of nobody.
--
-- Intention to treat: everybody who may get a message is treated, whatever held it back afterwards or failed. Whether somebody is
-- held out is decided before anything else about them is asked, so the groups differ in nothing but the message; who got it and
-- who did not differ in much.
--
-- A person counts once, by their first match of the time. Left out are matches in shadow, triggers made by hand, and those of a
-- braked evaluation that was declined, still waits, or was approved only when the occasion was gone: none of them could be sent,
-- in either group. What was approved counts from then on.
--
-- Judged is the span of 72 hours after the match; who matched later than 72 hours ago is not counted yet. `back`: the last
-- activity of one of their local days lies in it. It overlooks who was active in it only on the day in which it ends, and then
-- again on that day after it: nobody where it ends at local midnight, as it does for whatever becomes due with the day.
-- `streak_kept`: a habit done on the local day that the period key names. `paid`: they pay since a moment in it.
-- params: types text[], outcomes text[], made_from timestamptz, made_before timestamptz, now timestamptz, list text, most integer, skip integer
-- columns: type text, list text, total integer, reached integer, earliest timestamptz, user_id text, email text, first_name text, trigger_id bigint, status text, held_by text, created_at timestamptz, sent_at timestamptz
WITH matched AS (
  SELECT DISTINCT ON (t.type, t.user_id) t.type, t.user_id, t.id, t.holdout, t.period_key, t.created_at,
    coalesce(r.decided_at, t.created_at) AS since
  FROM trigger AS t
  LEFT JOIN trigger_run AS r ON r.id = t.run_id
  WHERE t.type = ANY ($1::text[]) AND t.created_at >= $3::timestamptz AND t.created_at < $4::timestamptz
    AND t.mode = 'live'
    AND (t.run_id IS NULL OR (r.status = 'approved' AND NOT EXISTS (
      SELECT FROM decision AS d
      WHERE d.user_id = t.user_id AND d.trigger_id = t.id AND d.rule IN ('no_longer_due', 'expired')
        AND d.decided_at <= r.decided_at
    )))
  ORDER BY t.type, t.user_id, t.created_at, t.id
), judged AS (
  SELECT m.type, m.user_id, m.id, m.created_at, m.since, CASE WHEN m.holdout THEN 'holdout' ELSE 'treatment' END AS list,
    CASE judged_by.outcome
      WHEN 'back' THEN EXISTS (
        SELECT FROM active_day AS a
        WHERE a.user_id = m.user_id
          AND a.day BETWEEN (m.since AT TIME ZONE 'UTC')::date - 1 AND (m.since AT TIME ZONE 'UTC')::date + 4
          AND a.last_active_at > m.since AND a.last_active_at <= m.since + INTERVAL '72 hours'
      )
      WHEN 'streak_kept' THEN EXISTS (
        SELECT FROM active_day AS a
        WHERE a.user_id = m.user_id AND a.habit_completed > 0
          AND a.day = CASE WHEN m.period_key ~ '^\d{4}-\d{2}-\d{2}$' THEN m.period_key::date END
      )
      WHEN 'paid' THEN EXISTS (
        SELECT FROM person AS p
        WHERE p.user_id = m.user_id AND p.paid_since > m.since AND p.paid_since <= m.since + INTERVAL '72 hours'
      )
    END AS reached
  FROM matched AS m
  JOIN unnest($1::text[], $2::text[]) AS judged_by (type, outcome) ON judged_by.type = m.type
  WHERE m.since <= $5::timestamptz - INTERVAL '72 hours'
), totals AS (
  SELECT type, list, count(*)::integer AS total, (count(*) FILTER (WHERE reached))::integer AS reached,
    min(since) AS earliest
  FROM judged
  WHERE $6::text IS NULL OR list = $6::text
  GROUP BY type, list
), page AS (
  SELECT user_id, id FROM judged
  WHERE list = $6::text
  ORDER BY created_at DESC, id DESC
  LIMIT $7::integer OFFSET $8::integer
)
SELECT totals.type, totals.list, totals.total, totals.reached, totals.earliest, page.user_id, p.email, p.first_name,
  page.id AS trigger_id, t.status, t.held_by, t.created_at, t.sent_at
FROM totals
LEFT JOIN (page JOIN trigger AS t USING (user_id, id) LEFT JOIN person AS p USING (user_id)) ON true
ORDER BY t.created_at DESC, page.id DESC
