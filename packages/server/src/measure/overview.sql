-- name: overview
-- The key figures of each of these periods: of its last day, and of those whose day 7 and day 30 fell in it and is over.
-- params: dates_from date[], dates_to date[], zones text[], todays date[]
-- columns: date_to date, dau integer, mau integer, d7_users integer, d7_active integer, d30_users integer, d30_active integer
SELECT p.date_to,
  coalesce((SELECT d.dau FROM daily_count AS d WHERE d.day = p.date_to), 0) AS dau,
  coalesce((SELECT sum(d.mau_change) FROM daily_count AS d WHERE d.day <= p.date_to), 0)::integer AS mau,
  d7.users AS d7_users, d7.active AS d7_active, d30.users AS d30_users, d30.active AS d30_active
FROM unnest($1::date[], $2::date[]) AS p (date_from, date_to)
CROSS JOIN LATERAL (
  SELECT coalesce(sum(c.users), 0)::integer AS users, coalesce(sum(c.d7), 0)::integer AS active
  FROM cohort AS c
  JOIN unnest($3::text[], $4::date[]) AS z (zone, today) ON z.zone = c.zone
  WHERE c.registered_on BETWEEN p.date_from - 7 AND p.date_to - 7 AND c.registered_on + 7 < z.today
) AS d7
CROSS JOIN LATERAL (
  SELECT coalesce(sum(c.users), 0)::integer AS users, coalesce(sum(c.d30), 0)::integer AS active
  FROM cohort AS c
  JOIN unnest($3::text[], $4::date[]) AS z (zone, today) ON z.zone = c.zone
  WHERE c.registered_on BETWEEN p.date_from - 30 AND p.date_to - 30 AND c.registered_on + 30 < z.today
) AS d30
