-- name: op_habit_add
-- A habit begins.
-- params: user_id bigint, title text, icon text, created_on date
-- columns: id bigint
INSERT INTO onepercent.habit (user_id, title, icon, created_on) VALUES ($1::bigint, $2::text, $3::text, $4::date)
RETURNING id

-- name: op_habit_delete
-- A habit ends.
-- params: user_id bigint, id bigint, at timestamptz
-- columns: id bigint
UPDATE onepercent.habit SET deleted_at = $3::timestamptz
WHERE user_id = $1::bigint AND id = $2::bigint AND deleted_at IS NULL
RETURNING id

-- name: op_habit_mark
-- Marks a day of a habit; a day has one mark.
-- params: user_id bigint, habit_id bigint, day date, mark text
-- columns:
INSERT INTO onepercent.habit_day (user_id, habit_id, day, mark) VALUES ($1::bigint, $2::bigint, $3::date, $4::text)
ON CONFLICT (user_id, habit_id, day) DO UPDATE SET mark = excluded.mark

-- name: op_habit_unmark
-- Takes the mark of a day away.
-- params: user_id bigint, habit_id bigint, day date
-- columns:
DELETE FROM onepercent.habit_day
WHERE user_id = $1::bigint AND habit_id = $2::bigint AND day = $3::date AND mark = 'done'

-- name: op_goal_add
-- A goal is set.
-- params: user_id bigint, title text, sphere text, at timestamptz
-- columns: id bigint
INSERT INTO onepercent.goal (user_id, title, sphere, created_at) VALUES ($1::bigint, $2::text, $3::text, $4::timestamptz)
RETURNING id

-- name: op_goal_progress
-- How far a goal is; answers how far it was.
-- params: user_id bigint, id bigint, progress integer, at timestamptz
-- columns: was integer
UPDATE onepercent.goal AS g
SET progress = $3::integer,
  completed_at = CASE WHEN $3::integer = 100 THEN coalesce(g.completed_at, $4::timestamptz) END
FROM (SELECT progress AS was FROM onepercent.goal WHERE user_id = $1::bigint AND id = $2::bigint FOR UPDATE) AS before
WHERE g.user_id = $1::bigint AND g.id = $2::bigint
RETURNING before.was

-- name: op_goal_delete
-- A goal is given up.
-- params: user_id bigint, id bigint
-- columns: id bigint
DELETE FROM onepercent.goal WHERE user_id = $1::bigint AND id = $2::bigint RETURNING id

-- name: op_journal_add
-- Somebody writes in their journal.
-- params: user_id bigint, text text, mood text, at timestamptz
-- columns: id bigint
INSERT INTO onepercent.journal_entry (user_id, text, mood, created_at)
VALUES ($1::bigint, $2::text, $3::text, $4::timestamptz)
RETURNING id

-- name: op_journal_delete
-- A page is torn out.
-- params: user_id bigint, id bigint
-- columns: id bigint
DELETE FROM onepercent.journal_entry WHERE user_id = $1::bigint AND id = $2::bigint RETURNING id

-- name: op_plan_add
-- Something is planned for a day.
-- params: user_id bigint, title text, day date
-- columns: id bigint
INSERT INTO onepercent.plan (user_id, title, day) VALUES ($1::bigint, $2::text, $3::date) RETURNING id

-- name: op_plan_move
-- A plan goes to another day.
-- params: user_id bigint, id bigint, day date
-- columns: id bigint
UPDATE onepercent.plan SET day = $3::date WHERE user_id = $1::bigint AND id = $2::bigint RETURNING id

-- name: op_plan_done
-- A plan is carried out, or is not after all.
-- params: user_id bigint, id bigint, done boolean
-- columns: id bigint
UPDATE onepercent.plan SET done = $3::boolean WHERE user_id = $1::bigint AND id = $2::bigint RETURNING id

-- name: op_plan_delete
-- A plan is dropped.
-- params: user_id bigint, id bigint
-- columns: id bigint
DELETE FROM onepercent.plan WHERE user_id = $1::bigint AND id = $2::bigint RETURNING id

-- name: op_chat_add
-- Something is said in the chat.
-- params: user_id bigint, from text, text text, at timestamptz
-- columns:
INSERT INTO onepercent.chat_message (user_id, "from", text, created_at)
VALUES ($1::bigint, $2::text, $3::text, $4::timestamptz)

-- name: op_referral_add
-- A friend is invited.
-- params: user_id bigint, channel text, at timestamptz
-- columns:
INSERT INTO onepercent.referral (user_id, channel, sent_at) VALUES ($1::bigint, $2::text, $3::timestamptz)

-- name: op_feedback_add
-- Somebody says what they think.
-- params: user_id bigint, value text, context text, at timestamptz
-- columns:
INSERT INTO onepercent.feedback (user_id, value, context, given_at)
VALUES ($1::bigint, $2::text, $3::text, $4::timestamptz)
