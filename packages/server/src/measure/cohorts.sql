-- name: cohorts
-- How many registered from each day to another, and how many of them were active on day N, or on it or later?
-- `days_to_run`: the latest registration of a member with people, minus the today of their zone: day N is over for
-- everybody where N + days_to_run < 0; null where there is nobody.
-- params: starts date[], ends date[], zones text[], todays date[]
-- columns: cohort_date date, users integer, d1 integer, d3 integer, d7 integer, d14 integer, d30 integer, d1_or_after integer, d3_or_after integer, d7_or_after integer, d14_or_after integer, d30_or_after integer, days_to_run integer
SELECT asked.cohort_date, coalesce(sum(c.users), 0)::integer AS users,
  coalesce(sum(c.d1), 0)::integer AS d1, coalesce(sum(c.d3), 0)::integer AS d3, coalesce(sum(c.d7), 0)::integer AS d7,
  coalesce(sum(c.d14), 0)::integer AS d14, coalesce(sum(c.d30), 0)::integer AS d30,
  coalesce(sum(c.d1_or_after), 0)::integer AS d1_or_after, coalesce(sum(c.d3_or_after), 0)::integer AS d3_or_after,
  coalesce(sum(c.d7_or_after), 0)::integer AS d7_or_after, coalesce(sum(c.d14_or_after), 0)::integer AS d14_or_after,
  coalesce(sum(c.d30_or_after), 0)::integer AS d30_or_after,
  max(c.registered_on - z.today) FILTER (WHERE c.users > 0) AS days_to_run
FROM unnest($1::date[], $2::date[]) AS asked (cohort_date, last_day)
LEFT JOIN (cohort AS c JOIN unnest($3::text[], $4::date[]) AS z (zone, today) ON z.zone = c.zone)
  ON c.registered_on BETWEEN asked.cohort_date AND asked.last_day
GROUP BY asked.cohort_date
ORDER BY asked.cohort_date
