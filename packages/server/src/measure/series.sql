-- name: zones
-- In which zones are there people? One look into the index for each.
-- params:
-- columns: zone text
WITH RECURSIVE zones AS (
  (SELECT zone FROM cohort ORDER BY zone LIMIT 1)
  UNION ALL
  SELECT (SELECT cohort.zone FROM cohort WHERE cohort.zone > zones.zone ORDER BY cohort.zone LIMIT 1)
  FROM zones WHERE zones.zone IS NOT NULL
)
SELECT zone FROM zones WHERE zone IS NOT NULL

-- name: series_days
-- What happened on each day from one to another? dN: of those whose day N it was, where that day is over.
-- params: date_from date, date_to date, zones text[], todays date[]
-- columns: date date, dau integer, mau integer, new_users integer, d1_users integer, d1_active integer, d7_users integer, d7_active integer, d30_users integer, d30_active integer, started_trial integer, converted_paid integer
WITH days AS (
  SELECT $1::date + number AS date FROM generate_series(0, $2::date - $1::date) AS number
), born AS (
  SELECT registered_on AS date, sum(users) AS users
  FROM cohort WHERE registered_on BETWEEN $1::date AND $2::date
  GROUP BY registered_on
), reached AS (
  SELECT c.registered_on + n AS date,
    sum(c.users) FILTER (WHERE n = 1) AS d1_users, sum(c.d1) FILTER (WHERE n = 1) AS d1_active,
    sum(c.users) FILTER (WHERE n = 7) AS d7_users, sum(c.d7) FILTER (WHERE n = 7) AS d7_active,
    sum(c.users) FILTER (WHERE n = 30) AS d30_users, sum(c.d30) FILTER (WHERE n = 30) AS d30_active
  FROM unnest(ARRAY[1, 7, 30]) AS n
  CROSS JOIN unnest($3::text[], $4::date[]) AS z (zone, today)
  JOIN cohort AS c ON c.zone = z.zone AND c.registered_on + n BETWEEN $1::date AND $2::date
    AND c.registered_on + n < z.today
  WHERE c.registered_on BETWEEN $1::date - 30 AND $2::date - 1
  GROUP BY c.registered_on + n
)
SELECT days.date, coalesce(on_day.dau, 0)::integer AS dau,
  (coalesce((SELECT sum(mau_change) FROM daily_count WHERE day < $1::date), 0)
    + sum(coalesce(on_day.mau_change, 0)) OVER (ORDER BY days.date))::integer AS mau,
  coalesce(born.users, 0)::integer AS new_users,
  coalesce(d1_users, 0)::integer AS d1_users, coalesce(d1_active, 0)::integer AS d1_active,
  coalesce(d7_users, 0)::integer AS d7_users, coalesce(d7_active, 0)::integer AS d7_active,
  coalesce(d30_users, 0)::integer AS d30_users, coalesce(d30_active, 0)::integer AS d30_active,
  coalesce(on_day.started_trial, 0)::integer AS started_trial,
  coalesce(on_day.converted_paid, 0)::integer AS converted_paid
FROM days
LEFT JOIN daily_count AS on_day ON on_day.day = days.date
LEFT JOIN born ON born.date = days.date
LEFT JOIN reached ON reached.date = days.date
ORDER BY days.date

-- name: series_snapshots
-- How many people were of each segment and risk at the end of each day from one to another? A row where that changes:
-- it holds up to the day before the next row of its kind. The first day has a row of every kind there is.
-- params: date_from date, date_to date
-- columns: date date, segment text, churn_risk text, users integer
SELECT date, segment, churn_risk, users::integer
FROM (
  SELECT greatest(day, $1::date) AS date, segment, churn_risk,
    sum(sum(change)) OVER (PARTITION BY segment, churn_risk ORDER BY greatest(day, $1::date)) AS users
  FROM snapshot_count
  WHERE day <= $2::date
  GROUP BY greatest(day, $1::date), segment, churn_risk
) AS summed
ORDER BY date

-- name: churned_days
-- How many people became churned on each day from one to another? Days on which nobody did are left out.
-- params: date_from date, date_to date
-- columns: date date, users integer
SELECT span.since AS date, count(*)::integer AS users
FROM profile_snapshot AS span
LEFT JOIN LATERAL (
  SELECT earlier.until, earlier.segment
  FROM profile_snapshot AS earlier
  WHERE earlier.user_id = span.user_id AND earlier.since < span.since
  ORDER BY earlier.since DESC
  LIMIT 1
) AS before ON true
WHERE span.segment = 'churned' AND span.since BETWEEN $1::date AND $2::date
  AND (before.until, before.segment) IS DISTINCT FROM (span.since, 'churned')
GROUP BY span.since

-- name: known_days
-- The first day of which anything is known, how many people there are, and when everybody was last judged anew.
-- params: duty text
-- columns: known_from date, users bigint, refreshed_at timestamptz
SELECT least((SELECT min(day) FROM daily_count), (SELECT min(registered_on) FROM cohort)) AS known_from,
  (SELECT sum(users) FROM cohort)::bigint AS users,
  (SELECT finished_at FROM duty WHERE name = $1::text) AS refreshed_at
