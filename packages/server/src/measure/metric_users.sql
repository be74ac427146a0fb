-- name: metric_users
-- Who is behind a number? One branch for each number; `total` is how many there are on all pages, and stands in every
-- row: a page past the end is one row without a user_id. `n` and `or_after` speak of the day of a dN; the days of the
-- cohorts asked for run from `cohorts_from` to `cohorts_to`. Only who is shown `contacts` finds people by their e-mail.
-- params: metric text, date_from date, date_to date, n integer, or_after boolean, cohorts_from date, cohorts_to date, zones text[], todays date[], search text, sort text, descending boolean, most integer, skip integer, contacts boolean
-- columns: total integer, user_id text, email text, first_name text, registered_on date, last_active_at timestamptz, segment text, churn_risk text, churn_risk_score integer, days_inactive integer, days_active_30 integer, retention_score integer, subscription_plan text, subscription_status text
WITH overview AS (
  SELECT user_id FROM active_day WHERE $1::text = 'overview.dau' AND day = $3::date
  UNION ALL
  SELECT DISTINCT user_id FROM active_day
  WHERE $1::text = 'overview.mau' AND day BETWEEN $3::date - 29 AND $3::date
  UNION ALL
  SELECT user_id FROM member
  WHERE $1::text = 'overview.new_users' AND registered_on BETWEEN $2::date AND $3::date
  UNION ALL
  SELECT m.user_id
  FROM member AS m JOIN unnest($8::text[], $9::date[]) AS z (zone, today) ON z.zone = m.zone
  WHERE $1::text IN ('overview.d7_users', 'overview.d30_users', 'overview.d7_retention', 'overview.d30_retention')
    AND m.registered_on BETWEEN $2::date - $4::integer AND $3::date - $4::integer
    AND m.registered_on + $4::integer < z.today
    AND ($1::text LIKE '%_users' OR CASE $4::integer WHEN 7 THEN m.d7 WHEN 30 THEN m.d30 END)
), cohorts AS (
  SELECT user_id FROM member
  WHERE $1::text LIKE 'cohorts.%' AND registered_on BETWEEN $6::date AND $7::date
    AND CASE
      WHEN $1::text = 'cohorts.users' THEN true
      WHEN $5::boolean THEN last_active_day >= $4::integer
      ELSE CASE $4::integer WHEN 1 THEN d1 WHEN 3 THEN d3 WHEN 7 THEN d7 WHEN 14 THEN d14 WHEN 30 THEN d30 END
    END
), funnel AS (
  SELECT user_id FROM member
  WHERE $1::text LIKE 'funnel.%' AND registered_on BETWEEN $2::date AND $3::date
    AND CASE $1::text
      WHEN 'funnel.registered' THEN true
      WHEN 'funnel.activated_d1' THEN d1
      WHEN 'funnel.active_d7' THEN d7
      WHEN 'funnel.started_trial' THEN started_trial
      WHEN 'funnel.converted_paid' THEN converted_paid
      WHEN 'funnel.renewed' THEN renewed
    END
), snapshot AS (
  SELECT user_id FROM profile_snapshot
  WHERE ($1::text LIKE 'segments.%' OR $1::text LIKE 'churn_risk.%' OR $1::text LIKE 'paying_users.%')
    AND since <= $3::date AND (until IS NULL OR until > $3::date)
    AND CASE split_part($1::text, '.', 1)
      WHEN 'segments' THEN segment = split_part($1::text, '.', 2)
      WHEN 'churn_risk' THEN churn_risk = split_part($1::text, '.', 2)
      ELSE paying = split_part($1::text, '.', 2) OR ($1::text = 'paying_users.total' AND paying IS NOT NULL)
    END
), behind AS (
  SELECT user_id FROM overview
  UNION ALL SELECT user_id FROM cohorts
  UNION ALL SELECT user_id FROM funnel
  UNION ALL SELECT user_id FROM snapshot
), found AS (
  SELECT p.user_id, p.email, p.first_name, p.registered_on, f.last_active_at, f.segment, f.churn_risk,
    f.churn_risk_score, f.days_inactive, f.days_active_30, f.retention_score, p.subscription_plan,
    p.subscription_status
  FROM behind JOIN person AS p USING (user_id) LEFT JOIN profile AS f USING (user_id)
  WHERE $10::text = '' OR strpos(lower(p.user_id), lower($10::text)) > 0
    OR ($15::boolean AND strpos(lower(p.email), lower($10::text)) > 0) OR strpos(lower(p.first_name), lower($10::text)) > 0
), page AS (
  SELECT row_number() OVER (
      ORDER BY
        CASE WHEN $12::boolean THEN -1 ELSE 1 END * CASE $11::text
          WHEN 'registered_on' THEN registered_on - DATE '1970-01-01'
          WHEN 'last_active_at' THEN extract(epoch FROM last_active_at)
          WHEN 'days_active_30' THEN days_active_30
          WHEN 'retention_score' THEN retention_score
          WHEN 'churn_risk_score' THEN churn_risk_score
        END NULLS LAST,
        CASE WHEN NOT $12::boolean THEN CASE $11::text WHEN 'email' THEN email WHEN 'first_name' THEN first_name
          WHEN 'id' THEN user_id END END NULLS LAST,
        CASE WHEN $12::boolean THEN CASE $11::text WHEN 'email' THEN email WHEN 'first_name' THEN first_name
          WHEN 'id' THEN user_id END END DESC NULLS LAST,
        user_id
    ) AS place, *
  FROM found
  ORDER BY place
  LIMIT $13::integer OFFSET $14::integer
)
SELECT (SELECT count(*) FROM found)::integer AS total, page.user_id, email, first_name, registered_on, last_active_at,
  segment, churn_risk, churn_risk_score, days_inactive, days_active_30, retention_score, subscription_plan,
  subscription_status
FROM (SELECT) AS once LEFT JOIN page ON true
ORDER BY page.place
