-- name: op_state_habits
-- The habits of a person, ended ones too, and their marked days.
-- params: user_id bigint
-- columns: id bigint, title text, icon text, created_on date, deleted boolean, days date[], marks text[]
SELECT h.id, h.title, h.icon, h.created_on, h.deleted_at IS NOT NULL AS deleted,
  coalesce(array_agg(d.day ORDER BY d.day) FILTER (WHERE d.day IS NOT NULL), '{}') AS days,
  coalesce(array_agg(d.mark ORDER BY d.day) FILTER (WHERE d.day IS NOT NULL), '{}') AS marks
FROM onepercent.habit AS h
LEFT JOIN onepercent.habit_day AS d ON d.user_id = h.user_id AND d.habit_id = h.id
WHERE h.user_id = $1::bigint
GROUP BY h.user_id, h.id
ORDER BY h.id

-- name: op_state_goals
-- The goals of a person.
-- params: user_id bigint
-- columns: id bigint, title text, sphere text, progress integer, created_at timestamptz, completed_at timestamptz
SELECT id, title, sphere, progress, created_at, completed_at FROM onepercent.goal WHERE user_id = $1::bigint ORDER BY id

-- name: op_state_journal
-- The journal of a person, the latest first.
-- params: user_id bigint
-- columns: id bigint, text text, mood text, created_at timestamptz
SELECT id, text, mood, created_at FROM onepercent.journal_entry
WHERE user_id = $1::bigint
ORDER BY created_at DESC, id DESC

-- name: op_state_plans
-- The plans of a person.
-- params: user_id bigint
-- columns: id bigint, title text, day date, done boolean
SELECT id, title, day, done FROM onepercent.plan WHERE user_id = $1::bigint ORDER BY day, id

-- name: op_state_chat
-- The latest of the chat, in the order in which it was said.
-- params: user_id bigint, most integer
-- columns: id bigint, from text, text text, created_at timestamptz
SELECT id, "from", text, created_at
FROM (SELECT * FROM onepercent.chat_message WHERE user_id = $1::bigint ORDER BY id DESC LIMIT $2::integer) AS latest
ORDER BY id

-- name: op_state_achievements
-- What a person has earned.
-- params: user_id bigint
-- columns: id text, earned_at timestamptz
SELECT id, earned_at FROM onepercent.achievement WHERE user_id = $1::bigint ORDER BY earned_at, id

-- name: op_state_sums
-- What is only counted.
-- params: user_id bigint
-- columns: xp bigint, referrals bigint, said bigint
SELECT (SELECT coalesce(sum(xp), 0) FROM onepercent.xp WHERE user_id = $1::bigint) AS xp,
  (SELECT count(*) FROM onepercent.referral WHERE user_id = $1::bigint) AS referrals,
  (SELECT count(*) FROM onepercent.chat_message WHERE user_id = $1::bigint AND "from" = 'person') AS said

-- name: op_state_offer
-- The code a person may still use, the one that lasts longest.
-- params: user_id bigint, now timestamptz
-- columns: code text, percent integer, expires_at timestamptz
SELECT code, percent, expires_at FROM onepercent.code
WHERE user_id = $1::bigint AND used_at IS NULL AND expires_at > $2::timestamptz
ORDER BY expires_at DESC
LIMIT 1
