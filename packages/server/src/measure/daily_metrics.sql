-- name: closed_days
-- Which days are closed, from which to which, and which is the first of which anything is known?
-- params:
-- columns: first_closed date, last_closed date, known_from date
SELECT min(date) AS first_closed, max(date) AS last_closed,
  least((SELECT min(day) FROM daily_count), (SELECT min(registered_on) FROM cohort)) AS known_from
FROM daily_metrics

-- name: close_days
-- Writes these days as they are known now; a day that was closed before and says the same is left alone.
-- params: days json, now timestamptz
-- columns: date date
INSERT INTO daily_metrics AS known (date, dau, mau, new_users, d1_retention, d7_retention, d30_retention, started_trial,
  converted_paid, churned, segment_enthusiast, segment_quiet, segment_test_driver, segment_returned, segment_new,
  created_at, updated_at)
SELECT date, dau, mau, new_users, d1_retention, d7_retention, d30_retention, started_trial, converted_paid, churned,
  segment_enthusiast, segment_quiet, segment_test_driver, segment_returned, segment_new, $2::timestamptz,
  $2::timestamptz
FROM json_to_recordset($1::json) AS said (date date, dau integer, mau integer, new_users integer,
  d1_retention double precision, d7_retention double precision, d30_retention double precision, started_trial integer,
  converted_paid integer, churned integer, segment_enthusiast integer, segment_quiet integer,
  segment_test_driver integer, segment_returned integer, segment_new integer)
ON CONFLICT (date) DO UPDATE SET
  dau = EXCLUDED.dau,
  mau = EXCLUDED.mau,
  new_users = EXCLUDED.new_users,
  d1_retention = EXCLUDED.d1_retention,
  d7_retention = EXCLUDED.d7_retention,
  d30_retention = EXCLUDED.d30_retention,
  started_trial = EXCLUDED.started_trial,
  converted_paid = EXCLUDED.converted_paid,
  churned = EXCLUDED.churned,
  segment_enthusiast = EXCLUDED.segment_enthusiast,
  segment_quiet = EXCLUDED.segment_quiet,
  segment_test_driver = EXCLUDED.segment_test_driver,
  segment_returned = EXCLUDED.segment_returned,
  segment_new = EXCLUDED.segment_new,
  updated_at = EXCLUDED.updated_at
WHERE (known.dau, known.mau, known.new_users, known.d1_retention, known.d7_retention, known.d30_retention,
    known.started_trial, known.converted_paid, known.churned, known.segment_enthusiast, known.segment_quiet,
    known.segment_test_driver, known.segment_returned, known.segment_new)
  IS DISTINCT FROM (EXCLUDED.dau, EXCLUDED.mau, EXCLUDED.new_users, EXCLUDED.d1_retention, EXCLUDED.d7_retention,
    EXCLUDED.d30_retention, EXCLUDED.started_trial, EXCLUDED.converted_paid, EXCLUDED.churned,
    EXCLUDED.segment_enthusiast, EXCLUDED.segment_quiet, EXCLUDED.segment_test_driver, EXCLUDED.segment_returned,
    EXCLUDED.segment_new)
RETURNING known.date
