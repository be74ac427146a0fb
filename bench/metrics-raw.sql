-- What the dashboard shows, asked of the raw events by somebody who keeps no counts. The same text runs in PostgreSQL
-- and in DuckDB. `bench_zone` holds the zones people live in and the local today of each, '' for the project's.

-- name: dau
-- How many people were active on a day?
-- params: day date
-- columns: users bigint
SELECT count(DISTINCT user_id) AS users FROM event WHERE local_day = $1::date AND type <> 'streak_broken'

-- name: mau
-- How many people were active in the 30 days that end with a day?
-- params: day date
-- columns: users bigint
SELECT count(DISTINCT user_id) AS users
FROM event
WHERE local_day BETWEEN $1::date - 29 AND $1::date AND type <> 'streak_broken'

-- name: retention
-- Of those whose day N fell in a period and is over, how many were active on it?
-- params: date_from date, date_to date, n integer
-- columns: users bigint, active bigint
WITH reached AS (
  SELECT p.user_id, p.registered_on + $3::integer AS day
  FROM person AS p JOIN bench_zone AS z ON z.zone = coalesce(p.timezone, '')
  WHERE p.registered_on BETWEEN $1::date - $3::integer AND $2::date - $3::integer
    AND p.registered_on + $3::integer < z.today
)
SELECT (SELECT count(*) FROM reached) AS users, count(DISTINCT e.user_id) AS active
FROM reached AS r JOIN event AS e ON e.user_id = r.user_id AND e.local_day = r.day
WHERE e.local_day BETWEEN $1::date AND $2::date AND e.type <> 'streak_broken'

-- name: cohorts
-- How many registered in each week, and how many of them were active on day N? `days_to_run`: the latest registration
-- minus the today of its zone: day N is over for everybody where N + days_to_run < 0.
-- params: first_day date, last_day date
-- columns: cohort_date text, users bigint, d1 bigint, d3 bigint, d7 bigint, d14 bigint, d30 bigint, days_to_run integer
WITH came AS (
  SELECT e.user_id, bool_or(e.local_day = p.registered_on + 1) AS d1, bool_or(e.local_day = p.registered_on + 3) AS d3,
    bool_or(e.local_day = p.registered_on + 7) AS d7, bool_or(e.local_day = p.registered_on + 14) AS d14,
    bool_or(e.local_day = p.registered_on + 30) AS d30
  FROM person AS p JOIN event AS e ON e.user_id = p.user_id
  WHERE p.registered_on BETWEEN $1::date AND $2::date AND e.local_day BETWEEN $1::date + 1 AND $2::date + 30
    AND e.local_day - p.registered_on IN (1, 3, 7, 14, 30) AND e.type <> 'streak_broken'
  GROUP BY e.user_id
)
SELECT date_trunc('week', p.registered_on)::date::text AS cohort_date, count(*) AS users,
  count(*) FILTER (WHERE d1) AS d1, count(*) FILTER (WHERE d3) AS d3, count(*) FILTER (WHERE d7) AS d7,
  count(*) FILTER (WHERE d14) AS d14, count(*) FILTER (WHERE d30) AS d30,
  max(p.registered_on - z.today) AS days_to_run
FROM person AS p JOIN bench_zone AS z ON z.zone = coalesce(p.timezone, '') LEFT JOIN came ON came.user_id = p.user_id
WHERE p.registered_on BETWEEN $1::date AND $2::date
GROUP BY 1
ORDER BY 1
