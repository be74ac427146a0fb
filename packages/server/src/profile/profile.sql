-- name: person_days
-- Who are these people, and on which local days were they active? One row a person; the columns of their active days
-- as arrays, ascending by day, null for the never active. Days are counted from 1970-01-01.
-- params: user_ids text[]
-- columns: user_id text, timezone text, client_timezone text, locale text, registered_on date, streak_broken_days date[], subscription_plan text, subscription_status text, trial_started_at timestamptz, trial_ends_at timestamptz, paid_since timestamptz, renewals integer, day integer[], features integer[], completions integer[], session_start integer[], habit_completed integer[], journal_entry integer[], ai_coach_message integer[], feature_seconds bigint[], habit_streak integer[], last_active_at timestamptz
SELECT p.user_id, p.timezone, p.client_timezone, p.locale, p.registered_on, p.streak_broken_days, p.subscription_plan,
  p.subscription_status, p.trial_started_at, p.trial_ends_at, p.paid_since, p.renewals, d.day, d.features,
  d.completions, d.session_start, d.habit_completed, d.journal_entry, d.ai_coach_message, d.feature_seconds,
  d.habit_streak, d.last_active_at
FROM unnest($1::text[]) AS asked (user_id)
CROSS JOIN LATERAL (SELECT * FROM person WHERE person.user_id = asked.user_id OFFSET 0) AS p
LEFT JOIN LATERAL (
  SELECT array_agg(a.day - DATE '1970-01-01') AS day, array_agg(a.features) AS features,
    array_agg(a.completions) AS completions, array_agg(a.session_start) AS session_start,
    array_agg(a.habit_completed) AS habit_completed, array_agg(a.journal_entry) AS journal_entry,
    array_agg(a.ai_coach_message) AS ai_coach_message, array_agg(a.feature_seconds) AS feature_seconds,
    array_agg(a.habit_streak) AS habit_streak, max(a.last_active_at) AS last_active_at
  FROM (SELECT * FROM active_day WHERE active_day.user_id = p.user_id ORDER BY active_day.day) AS a
) AS d ON true

-- name: people_after
-- Who comes next, in the order of user_id, after this one?
-- params: user_id text, most integer
-- columns: user_id text
SELECT user_id FROM person WHERE user_id > $1::text ORDER BY user_id LIMIT $2::integer

-- name: people_count
-- How many people are there?
-- params:
-- columns: people bigint
SELECT count(*) AS people FROM person

-- name: by_key_only
-- For this transaction: lookups go by the key, whatever the planner believed of the sizes when it planned them.
-- params:
-- columns:
DO $$ BEGIN
  PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true);
END $$

-- name: profile_forget
-- Makes room for fresh profiles of these people, written in the same transaction.
-- params: user_ids text[]
-- columns:
DELETE FROM profile WHERE user_id = ANY ($1::text[])

-- name: snapshot_known
-- What was judged of these people, from a day of each on? Spans that reach that day or a later one, and the one that ends
-- there: it may go on.
-- params: user_ids text[], days date[]
-- columns: user_id text, since date, until date, segment text, churn_risk text, paying text, subscription_plan text, subscription_status text
SELECT s.user_id, s.since, s.until, s.segment, s.churn_risk, s.paying, s.subscription_plan, s.subscription_status
FROM unnest($1::text[], $2::date[]) AS asked (user_id, day)
CROSS JOIN LATERAL (
  SELECT * FROM profile_snapshot AS span
  WHERE span.user_id = asked.user_id AND (span.until IS NULL OR span.until >= asked.day)
  ORDER BY span.since
  OFFSET 0
) AS s

-- name: snapshot_take
-- Takes back the spans of these people that begin on a day of each or later, to make room for what is judged anew.
-- params: user_ids text[], days date[]
-- columns:
DELETE FROM profile_snapshot AS span
USING unnest($1::text[], $2::date[]) AS taken (user_id, since)
WHERE span.user_id = taken.user_id AND span.since >= taken.since

-- name: snapshot_counted
-- From a day on so many people more or fewer (1 or -1 each) are of a kind. The last statement of a transaction: its rows
-- are the ones everybody needs, and are always taken in the same order.
-- params: days date[], segments text[], churn_risks text[], paying text[], changes integer[]
-- columns:
INSERT INTO snapshot_count AS known (day, segment, churn_risk, paying, change)
SELECT day, segment, churn_risk, paying, sum(change)
FROM unnest($1::date[], $2::text[], $3::text[], $4::text[], $5::integer[])
  AS counted (day, segment, churn_risk, paying, change)
GROUP BY day, segment, churn_risk, paying
HAVING sum(change) <> 0
ORDER BY day, segment COLLATE "C", churn_risk COLLATE "C", paying COLLATE "C"
ON CONFLICT (day, segment, churn_risk, paying) DO UPDATE SET change = known.change + EXCLUDED.change

-- name: snapshot_count_empty
-- Forgets the days on which nobody became of another kind any more.
-- params:
-- columns:
DELETE FROM snapshot_count WHERE change = 0

-- name: snapshot_count_forget
-- Forgets how many people were of which kind: they are about to be counted anew.
-- params:
-- columns:
DELETE FROM snapshot_count

-- name: snapshot_count_anew
-- Counts how many people were of which kind from all spans there are.
-- params:
-- columns:
INSERT INTO snapshot_count (day, segment, churn_risk, paying, change)
SELECT day, segment, churn_risk, paying, sum(change)
FROM (
  SELECT since AS day, segment, churn_risk, coalesce(paying, '') AS paying, 1 AS change FROM profile_snapshot
  UNION ALL
  SELECT until, segment, churn_risk, coalesce(paying, ''), -1 FROM profile_snapshot WHERE until IS NOT NULL
) AS steps
GROUP BY day, segment, churn_risk, paying
HAVING sum(change) <> 0

-- name: refreshed_for
-- For which day of the project's zone was the last scheduled refresh?
-- params: duty text
-- columns: done_for date
SELECT done_for FROM duty WHERE name = $1::text
