-- Statements of the monthly report.

-- name: report_person
-- Since when is this person registered, where do they live, and which language do they speak?
-- params: user_id text
-- columns: registered_on date, timezone text, client_timezone text, locale text
SELECT registered_on, timezone, client_timezone, locale FROM person WHERE user_id = $1::text

-- name: report_days
-- What did this person do on their active days from one day to another, both included?
-- params: user_id text, first_day date, last_day date
-- columns: day date, actions integer, features integer, habit_completed integer, journal_entry integer, goal_progress integer, habit_streak integer
SELECT day, actions, features, habit_completed, journal_entry, goal_progress, habit_streak
FROM active_day
WHERE user_id = $1::text AND day BETWEEN $2::date AND $3::date
ORDER BY day

-- name: report_earlier_days
-- On which days before this one was the person active, and did they complete habits? The key alone says so.
-- params: user_id text, before date
-- columns: day date, habit_completed integer
SELECT day, habit_completed FROM active_day WHERE user_id = $1::text AND day < $2::date ORDER BY day

-- name: report_xp
-- Which totals of XP did the host tell from one day to another, both included, and which was the last before?
-- params: user_id text, first_day date, last_day date
-- columns: day date, xp bigint
SELECT day, xp
FROM xp_day
WHERE user_id = $1::text AND day <= $3::date AND day >= coalesce(
  (SELECT max(before.day) FROM xp_day AS before WHERE before.user_id = $1::text AND before.day < $2::date), $2::date)
ORDER BY day

-- name: report_others
-- How many people did anything in the 30 days that end with this day, or with the nearest one before it that was counted
-- and is not before another; and how many of them did less than so much?
-- params: day date, not_before date, actions bigint
-- columns: day date, people bigint, fewer bigint
SELECT counted.day, sum(counted.people) AS people,
  coalesce(sum(counted.people) FILTER (WHERE counted.actions < $3::bigint), 0) AS fewer
FROM month_actions AS counted
WHERE counted.day = (SELECT max(day) FROM month_actions WHERE day BETWEEN $2::date AND $1::date)
GROUP BY counted.day
