-- name: person_days
-- Who are these people, and on which local days were they active? One row a person; the columns of their active days
-- as arrays, ascending by day, null for the never active. Days are counted from 1970-01-01.
-- params: user_ids text[]
-- columns: user_id text, timezone text, client_timezone text, locale text, registered_on date, streak_broken_on date, subscription_status text, trial_ends_at timestamptz, day integer[], features integer[], completions integer[], session_start integer[], habit_completed integer[], journal_entry integer[], ai_coach_message integer[], feature_seconds bigint[], habit_streak integer[], last_active_at timestamptz
SELECT p.user_id, p.timezone, p.client_timezone, p.locale, p.registered_on, p.streak_broken_on, p.subscription_status,
  p.trial_ends_at, d.day, d.features, d.completions, d.session_start, d.habit_completed, d.journal_entry,
  d.ai_coach_message, d.feature_seconds, d.habit_streak, d.last_active_at
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

-- name: snapshot_open
-- Which segment and risk do these people have as far as is known, and since when?
-- params: user_ids text[]
-- columns: user_id text, since date, segment text, churn_risk text
SELECT user_id, since, segment, churn_risk
FROM profile_snapshot
WHERE user_id = ANY ($1::text[]) AND until IS NULL

-- name: snapshot_close
-- Ends the open spans of these people, each on its day. A span that began that very day is taken back: it was judged
-- anew.
-- params: user_ids text[], days date[]
-- columns:
WITH ended AS (
  SELECT * FROM unnest($1::text[], $2::date[]) AS ended (user_id, day)
), taken_back AS (
  DELETE FROM profile_snapshot AS span USING ended
  WHERE span.user_id = ended.user_id AND span.until IS NULL AND span.since = ended.day
)
UPDATE profile_snapshot AS span SET until = ended.day
FROM ended
WHERE span.user_id = ended.user_id AND span.until IS NULL AND span.since < ended.day

-- name: refreshed_for
-- For which day of the project's zone was the last scheduled refresh?
-- params: duty text
-- columns: done_for date
SELECT done_for FROM duty WHERE name = $1::text
