-- Everything that is held about one person, a statement for each part of the document. Left out are secrets: the keys of
-- push subscriptions, the tokens that bind a chat.

-- name: export_person
-- Who are they?
-- params: user_id text
-- columns: email text, first_name text, joined_at timestamptz, timezone text, client_timezone text, locale text, telegram_chat_id text, subscription_plan text, subscription_status text, trial_started_at timestamptz, trial_ends_at timestamptz, paid_since timestamptz, renewals integer, xp bigint, announced_at timestamptz, first_event_at timestamptz, first_event_on date, registered_on date, streak_broken_days date[], created_at timestamptz, updated_at timestamptz
SELECT email, first_name, joined_at, timezone, client_timezone, locale, telegram_chat_id, subscription_plan,
  subscription_status, trial_started_at, trial_ends_at, paid_since, renewals, xp, announced_at, first_event_at,
  first_event_on, registered_on, streak_broken_days, created_at, updated_at
FROM person
WHERE user_id = $1::text

-- name: export_events
-- What did they do?
-- params: user_id text
-- columns: id uuid, type text, occurred_at timestamptz, received_at timestamptz, local_day date, metadata jsonb
SELECT id, type, occurred_at, received_at, local_day, metadata
FROM event
WHERE user_id = $1::text
ORDER BY occurred_at, id

-- name: export_active_days
-- What is kept of each of their active days?
-- params: user_id text
-- columns: day date, actions integer, features integer, completions integer, session_start integer, habit_completed integer, journal_entry integer, ai_coach_message integer, feature_seconds bigint, goal_progress integer, last_active_at timestamptz, habit_streak integer, habit_streak_at timestamptz
SELECT day, actions, features, completions, session_start, habit_completed, journal_entry, ai_coach_message,
  feature_seconds, goal_progress, last_active_at, habit_streak, habit_streak_at
FROM active_day
WHERE user_id = $1::text
ORDER BY day

-- name: export_stored_profile
-- What was made of them when they were judged last?
-- params: user_id text
-- columns: day date, segment text, churn_risk text, churn_risk_score integer, retention_score integer, updated_at timestamptz
SELECT day, segment, churn_risk, churn_risk_score, retention_score, updated_at FROM profile WHERE user_id = $1::text

-- name: export_history
-- What was made of them on each day, as spans?
-- params: user_id text
-- columns: since date, until date, segment text, churn_risk text, paying text, subscription_plan text, subscription_status text
SELECT since, until, segment, churn_risk, paying, subscription_plan, subscription_status
FROM profile_snapshot
WHERE user_id = $1::text
ORDER BY since

-- name: export_counted_as
-- As what do they stand in the counts?
-- params: user_id text
-- columns: registered_on date, zone text, last_active_day integer, d1 boolean, d3 boolean, d7 boolean, d14 boolean, d30 boolean, trial_started_on date, paid_on date, started_trial boolean, converted_paid boolean, renewed boolean
SELECT registered_on, zone, last_active_day, d1, d3, d7, d14, d30, trial_started_on, paid_on, started_trial,
  converted_paid, renewed
FROM member
WHERE user_id = $1::text

-- name: export_triggers
-- What was there to say to them, and what became of it?
-- params: user_id text
-- columns: id bigint, type text, period_key text, mode text, holdout boolean, status text, open boolean, held_by text, data jsonb, channels text[], round integer, created_at timestamptz, scheduled_at timestamptz, sent_at timestamptz, seen_at timestamptz, snoozed_until timestamptz, dismissed_at timestamptz, dismiss_reason text, followed_at timestamptz, expires_at timestamptz
SELECT id, type, period_key, mode, holdout, status, open, held_by, data, channels, round, created_at, scheduled_at,
  sent_at, seen_at, snoozed_until, dismissed_at, dismiss_reason, followed_at, expires_at
FROM trigger
WHERE user_id = $1::text
ORDER BY id

-- name: export_deliveries
-- What was sent to them, or told the host about them?
-- params: user_id text
-- columns: id bigint, trigger_id bigint, round integer, channel text, address text, payload jsonb, status text, attempts integer, next_at timestamptz, answer text, created_at timestamptz, sent_at timestamptz, updated_at timestamptz
SELECT id, trigger_id, round, channel, address, payload, status, attempts, next_at, answer, created_at, sent_at, updated_at
FROM delivery
WHERE user_id = $1::text
ORDER BY id

-- name: export_decisions
-- What was not sent to them, or not yet, and by which rule?
-- params: user_id text
-- columns: trigger_id bigint, rule text, until timestamptz, decided_at timestamptz
SELECT trigger_id, rule, until, decided_at FROM decision WHERE user_id = $1::text ORDER BY id

-- name: export_agenda
-- When are they looked at next?
-- params: user_id text
-- columns: look_at timestamptz
SELECT look_at FROM agenda WHERE user_id = $1::text ORDER BY look_at

-- name: export_waiting
-- What has changed of them and is not yet counted?
-- params: user_id text
-- columns: day date, gained boolean
SELECT day, gained FROM change WHERE user_id = $1::text ORDER BY id

-- name: export_preferences
-- What do they not want?
-- params: user_id text
-- columns: channels_off text[], types_off text[], updated_at timestamptz
SELECT channels_off, types_off, updated_at FROM preference WHERE user_id = $1::text

-- name: export_closed_addresses
-- Which of their addresses take nothing any more?
-- params: user_id text
-- columns: channel text, address text, reason text, closed_at timestamptz
SELECT channel, address, reason, closed_at FROM closed_address WHERE user_id = $1::text ORDER BY closed_at, channel, address

-- name: export_push_subscriptions
-- Which browsers take pushes for them?
-- params: user_id text
-- columns: endpoint text, created_at timestamptz
SELECT endpoint, created_at FROM push_subscription WHERE user_id = $1::text ORDER BY created_at, endpoint

-- name: export_telegram_links
-- Until when can chats still be bound to them?
-- params: user_id text
-- columns: expires_at timestamptz
SELECT expires_at FROM telegram_link WHERE user_id = $1::text ORDER BY expires_at

-- name: export_codes
-- Which codes were they given?
-- params: user_id text
-- columns: code text, trigger_id bigint, percent integer, created_at timestamptz, expires_at timestamptz, redeemed_at timestamptz, redeemed_by text
SELECT code, trigger_id, percent, created_at, expires_at, redeemed_at, redeemed_by
FROM code
WHERE user_id = $1::text
ORDER BY created_at, code

-- name: export_xp_awards
-- Which XP were they awarded?
-- params: user_id text
-- columns: reason text, xp integer, held_by text, awarded_at timestamptz
SELECT reason, xp, held_by, awarded_at FROM xp_award WHERE user_id = $1::text ORDER BY awarded_at, reason

-- name: export_xp_days
-- Which totals of XP did the host tell on which days?
-- params: user_id text
-- columns: day date, xp bigint
SELECT day, xp FROM xp_day WHERE user_id = $1::text ORDER BY day

-- name: export_sessions
-- When were they logged in to the dashboard? Known by their hash.
-- params: person_hash text
-- columns: kind text, role text, client text, created_at timestamptz, seen_at timestamptz, expires_at timestamptz, revoked_at timestamptz
SELECT kind, role, client, created_at, seen_at, expires_at, revoked_at FROM session WHERE person_hash = $1::text ORDER BY id

-- name: export_audit
-- What was done about them, or by them? Known by their hash.
-- params: person_hash text
-- columns: at timestamptz, actor text, role text, action text, about_them boolean, by_them boolean, outcome text
SELECT at, actor, role, action, person_hash IS NOT DISTINCT FROM $1::text AS about_them,
  actor_hash IS NOT DISTINCT FROM $1::text AS by_them, outcome
FROM audit
WHERE person_hash = $1::text OR actor_hash = $1::text
ORDER BY id

-- name: export_audit_subject
-- Since they were spoken of there, can the hash be told to be theirs?
-- params: user_id text
-- columns: person_hash text
SELECT person_hash FROM audit_subject WHERE user_id = $1::text
