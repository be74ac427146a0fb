-- name: at_risk_users
-- Who is in this segment and at this risk (null: any), the longest inactive first? `total` is how many there are on all
-- pages; a page past the end is one row without a user_id.
-- params: segment text, churn_risk text, most integer, skip integer
-- columns: total integer, user_id text, email text, first_name text, segment text, churn_risk text, lifecycle_day integer, last_active_at timestamptz, days_inactive integer, subscription_status text
WITH found AS (
  SELECT user_id, segment, churn_risk, lifecycle_day, last_active_at, days_inactive
  FROM profile
  WHERE ($1::text IS NULL OR segment = $1::text) AND ($2::text IS NULL OR churn_risk = $2::text)
), page AS (
  SELECT * FROM found ORDER BY days_inactive DESC, user_id LIMIT $3::integer OFFSET $4::integer
)
SELECT (SELECT count(*) FROM found)::integer AS total, page.user_id, p.email, p.first_name, page.segment,
  page.churn_risk, page.lifecycle_day, page.last_active_at, page.days_inactive, p.subscription_status
FROM (SELECT) AS once LEFT JOIN (page JOIN person AS p USING (user_id)) ON true
ORDER BY page.days_inactive DESC, page.user_id
