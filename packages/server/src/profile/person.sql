-- Statements of the owner's view of one person.

-- name: person_facts
-- What does the host say of this person, beside what their judgements need?
-- params: user_id text
-- columns: email text, first_name text, telegram_linked boolean, xp bigint
SELECT email, first_name, telegram_chat_id IS NOT NULL AS telegram_linked, xp FROM person WHERE user_id = $1::text

-- name: person_active_days
-- What did this person do on their active days from one day to another, both included?
-- params: user_id text, first_day date, last_day date
-- columns: day date, actions integer, completions integer
SELECT day, actions, completions
FROM active_day
WHERE user_id = $1::text AND day BETWEEN $2::date AND $3::date
ORDER BY day

-- name: person_history
-- What was judged of this person at the end of each day, as spans?
-- params: user_id text
-- columns: since date, until date, segment text, churn_risk text, paying text
SELECT since, until, segment, churn_risk, paying FROM profile_snapshot WHERE user_id = $1::text ORDER BY since
