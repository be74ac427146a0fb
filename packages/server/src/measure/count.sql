-- Keeping the counts: what changed about members is added to the days and cohorts they belong to.

-- name: member_count
-- Writes these members, and moves them in the counts from where they stood to where they stand. Answers the first day
-- on which somebody's registration, trial or payment came or went; null where none did.
-- params: members json
-- columns: first_day date
WITH pairs AS MATERIALIZED (
  SELECT said, k.known
  FROM json_populate_recordset(NULL::member, $1::json) AS said
  LEFT JOIN LATERAL (SELECT m AS known FROM member AS m WHERE m.user_id = said.user_id OFFSET 0) AS k ON true
), changed AS MATERIALIZED (
  SELECT said, known FROM pairs WHERE said IS DISTINCT FROM known
), moves AS MATERIALIZED (
  SELECT 1 AS sign, (said).* FROM changed
  UNION ALL
  SELECT -1, (known).* FROM changed WHERE (known).user_id IS NOT NULL
), written AS (
  INSERT INTO member AS m (user_id, registered_on, zone, last_active_day, d1, d3, d7, d14, d30, trial_started_on, paid_on,
    started_trial, converted_paid, renewed)
  SELECT user_id, registered_on, zone, last_active_day, d1, d3, d7, d14, d30, trial_started_on, paid_on,
    started_trial, converted_paid, renewed
  FROM moves
  WHERE sign = 1
  ON CONFLICT (user_id) DO UPDATE SET
    registered_on = EXCLUDED.registered_on,
    zone = EXCLUDED.zone,
    last_active_day = EXCLUDED.last_active_day,
    d1 = EXCLUDED.d1,
    d3 = EXCLUDED.d3,
    d7 = EXCLUDED.d7,
    d14 = EXCLUDED.d14,
    d30 = EXCLUDED.d30,
    trial_started_on = EXCLUDED.trial_started_on,
    paid_on = EXCLUDED.paid_on,
    started_trial = EXCLUDED.started_trial,
    converted_paid = EXCLUDED.converted_paid,
    renewed = EXCLUDED.renewed
), cohorts AS (
  INSERT INTO cohort AS c (zone, registered_on, users, d1, d3, d7, d14, d30, d1_or_after, d3_or_after, d7_or_after,
    d14_or_after, d30_or_after, started_trial, converted_paid, renewed)
  SELECT zone, registered_on, sum(sign),
    coalesce(sum(sign) FILTER (WHERE d1), 0), coalesce(sum(sign) FILTER (WHERE d3), 0),
    coalesce(sum(sign) FILTER (WHERE d7), 0), coalesce(sum(sign) FILTER (WHERE d14), 0),
    coalesce(sum(sign) FILTER (WHERE d30), 0), coalesce(sum(sign) FILTER (WHERE last_active_day >= 1), 0),
    coalesce(sum(sign) FILTER (WHERE last_active_day >= 3), 0),
    coalesce(sum(sign) FILTER (WHERE last_active_day >= 7), 0),
    coalesce(sum(sign) FILTER (WHERE last_active_day >= 14), 0),
    coalesce(sum(sign) FILTER (WHERE last_active_day >= 30), 0),
    coalesce(sum(sign) FILTER (WHERE started_trial), 0), coalesce(sum(sign) FILTER (WHERE converted_paid), 0),
    coalesce(sum(sign) FILTER (WHERE renewed), 0)
  FROM moves
  WHERE registered_on IS NOT NULL
  GROUP BY zone, registered_on
  ON CONFLICT (zone, registered_on) DO UPDATE SET
    users = c.users + EXCLUDED.users,
    d1 = c.d1 + EXCLUDED.d1,
    d3 = c.d3 + EXCLUDED.d3,
    d7 = c.d7 + EXCLUDED.d7,
    d14 = c.d14 + EXCLUDED.d14,
    d30 = c.d30 + EXCLUDED.d30,
    d1_or_after = c.d1_or_after + EXCLUDED.d1_or_after,
    d3_or_after = c.d3_or_after + EXCLUDED.d3_or_after,
    d7_or_after = c.d7_or_after + EXCLUDED.d7_or_after,
    d14_or_after = c.d14_or_after + EXCLUDED.d14_or_after,
    d30_or_after = c.d30_or_after + EXCLUDED.d30_or_after,
    started_trial = c.started_trial + EXCLUDED.started_trial,
    converted_paid = c.converted_paid + EXCLUDED.converted_paid,
    renewed = c.renewed + EXCLUDED.renewed
), turned AS (
  SELECT day, sum(trial) AS started_trial, sum(paid) AS converted_paid
  FROM (
    SELECT trial_started_on AS day, sign AS trial, 0 AS paid FROM moves
    UNION ALL
    SELECT paid_on, 0, sign FROM moves
  ) AS steps
  WHERE day IS NOT NULL
  GROUP BY day
  HAVING sum(trial) <> 0 OR sum(paid) <> 0
), days AS (
  INSERT INTO daily_count AS d (day, dau, mau_change, started_trial, converted_paid)
  SELECT day, 0, 0, started_trial, converted_paid FROM turned
  ON CONFLICT (day) DO UPDATE SET
    started_trial = d.started_trial + EXCLUDED.started_trial,
    converted_paid = d.converted_paid + EXCLUDED.converted_paid
), born AS (
  SELECT min(registered_on) AS day
  FROM (SELECT registered_on FROM moves GROUP BY user_id, registered_on HAVING sum(sign) <> 0) AS moved
)
SELECT least((SELECT min(day) FROM turned), (SELECT day FROM born)) AS first_day

-- name: day_count
-- On each of these days so many people more were active (0 or 1 each), and so many more or fewer count for MAU from it on.
-- params: days date[], dau integer[], mau_changes integer[]
-- columns:
INSERT INTO daily_count AS known (day, dau, mau_change, started_trial, converted_paid)
SELECT day, sum(dau), sum(mau_change), 0, 0
FROM unnest($1::date[], $2::integer[], $3::integer[]) AS counted (day, dau, mau_change)
GROUP BY day
HAVING sum(dau) <> 0 OR sum(mau_change) <> 0
ON CONFLICT (day) DO UPDATE SET
  dau = known.dau + EXCLUDED.dau,
  mau_change = known.mau_change + EXCLUDED.mau_change

-- name: cohort_empty
-- Forgets the cohorts nobody is in any more.
-- params:
-- columns:
DELETE FROM cohort WHERE users = 0

-- name: day_empty
-- Forgets the days on which nothing happened any more.
-- params:
-- columns:
DELETE FROM daily_count WHERE (dau, mau_change, started_trial, converted_paid) = (0, 0, 0, 0)

-- name: closed_before_known
-- Opens the closed days again that come before the first of which anything is known.
-- params:
-- columns:
DELETE FROM daily_metrics
WHERE date < coalesce(
  least((SELECT min(day) FROM daily_count), (SELECT min(registered_on) FROM cohort)), 'infinity'
)

-- name: member_forget
-- Forgets every member: they are about to be counted anew.
-- params:
-- columns:
DELETE FROM member

-- name: cohort_forget
-- Forgets the cohorts.
-- params:
-- columns:
DELETE FROM cohort

-- name: day_forget
-- Forgets the days.
-- params:
-- columns:
DELETE FROM daily_count

-- name: change_forget
-- Forgets what has changed: everything is about to be counted anew.
-- params:
-- columns:
DELETE FROM change
