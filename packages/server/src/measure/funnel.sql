-- name: funnel
-- Of those registered from one day to another, how many came how far? Each step on its own over all of them.
-- params: date_from date, date_to date
-- columns: registered integer, activated_d1 integer, active_d7 integer, started_trial integer, converted_paid integer, renewed integer
SELECT coalesce(sum(users), 0)::integer AS registered, coalesce(sum(d1), 0)::integer AS activated_d1,
  coalesce(sum(d7), 0)::integer AS active_d7, coalesce(sum(started_trial), 0)::integer AS started_trial,
  coalesce(sum(converted_paid), 0)::integer AS converted_paid, coalesce(sum(renewed), 0)::integer AS renewed
FROM cohort
WHERE registered_on BETWEEN $1::date AND $2::date
