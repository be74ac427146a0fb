-- How much people did in 30 days: what a monthly report compares with.

-- name: month_counted
-- Which are the days of which it is counted?
-- params:
-- columns: day date
SELECT DISTINCT day FROM month_actions ORDER BY day

-- name: month_count
-- Counts how many people did so much in the 30 days that end with this day. Rows that say the same are left alone.
-- params: first_day date, last_day date
-- columns:
WITH counted AS MATERIALIZED (
  SELECT total.actions, count(*)::integer AS people
  FROM (SELECT sum(actions) AS actions FROM active_day WHERE day BETWEEN $1::date AND $2::date GROUP BY user_id) AS total
  GROUP BY total.actions
), gone AS (
  DELETE FROM month_actions AS known
  WHERE known.day = $2::date AND NOT EXISTS (SELECT FROM counted WHERE counted.actions = known.actions)
)
INSERT INTO month_actions AS known (day, actions, people)
SELECT $2::date, actions, people FROM counted
ON CONFLICT (day, actions) DO UPDATE SET people = EXCLUDED.people WHERE known.people <> EXCLUDED.people

-- name: month_own
-- How much did these people do in the 30 days that end with each of these days? So many of them so much.
-- params: user_ids text[], days date[], length integer
-- columns: day date, actions bigint, people integer
SELECT own.day, own.actions, count(*)::integer AS people
FROM (
  SELECT counted.day, sum(a.actions)::bigint AS actions
  FROM unnest($2::date[]) AS counted (day)
  JOIN active_day AS a ON a.user_id = ANY ($1::text[]) AND a.day BETWEEN counted.day - $3::integer + 1 AND counted.day
  GROUP BY counted.day, a.user_id
) AS own
GROUP BY own.day, own.actions

-- name: month_move
-- In the 30 days that end with each of these days so many people more or fewer did so much.
-- params: days date[], actions bigint[], people integer[]
-- columns:
INSERT INTO month_actions AS known (day, actions, people)
SELECT day, actions, sum(people)
FROM unnest($1::date[], $2::bigint[], $3::integer[]) AS moved (day, actions, people)
GROUP BY day, actions
HAVING sum(people) <> 0
ON CONFLICT (day, actions) DO UPDATE SET people = known.people + EXCLUDED.people

-- name: month_empty
-- Forgets what nobody did any more.
-- params:
-- columns:
DELETE FROM month_actions WHERE people <= 0

-- name: month_forget
-- Forgets what was counted of days before this one: no report is compared with them any more.
-- params: day date
-- columns:
DELETE FROM month_actions WHERE day < $1::date
