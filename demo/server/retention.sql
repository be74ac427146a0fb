-- name: op_facts_due
-- Of whom does the retention system not know the latest?
-- params: most integer
-- columns: user_id bigint, first_name text, locale text, timezone text, joined_at timestamptz, telegram_chat_id text, plan text, status text, trial_started_at timestamptz, trial_ends_at timestamptz, paid_since timestamptz, renewals integer, facts bigint, xp bigint
SELECT a.user_id, a.first_name, a.locale, a.timezone, a.joined_at, a.telegram_chat_id, a.plan, a.status,
  a.trial_started_at, a.trial_ends_at, a.paid_since, a.renewals, a.facts,
  (SELECT coalesce(sum(x.xp), 0)::bigint FROM onepercent.xp AS x WHERE x.user_id = a.user_id) AS xp
FROM onepercent.account AS a
WHERE a.facts_told < a.facts
ORDER BY a.user_id
LIMIT $1::integer

-- name: op_facts_told
-- These people are known as they were then.
-- params: user_ids bigint[], facts bigint[]
-- columns:
UPDATE onepercent.account AS a SET facts_told = greatest(a.facts_told, told.facts)
FROM unnest($1::bigint[], $2::bigint[]) AS told (user_id, facts)
WHERE a.user_id = told.user_id

-- name: op_facts_changed
-- There is something new to be told of this person.
-- params: user_id bigint
-- columns: user_id bigint
UPDATE onepercent.account SET facts = facts + 1 WHERE user_id = $1::bigint RETURNING user_id

-- name: op_webhook_begin
-- Notes that a call is being handled; no row where it has been.
-- params: id text, at timestamptz
-- columns: id text
INSERT INTO onepercent.webhook (id, handled_at) VALUES ($1::text, $2::timestamptz) ON CONFLICT DO NOTHING RETURNING id

-- name: op_webhook_forget
-- A call was not handled after all: it may come again.
-- params: id text
-- columns:
DELETE FROM onepercent.webhook WHERE id = $1::text

-- name: op_code_add
-- Keeps a code.
-- params: user_id bigint, code text, percent integer, expires_at timestamptz
-- columns:
INSERT INTO onepercent.code (user_id, code, percent, expires_at)
VALUES ($1::bigint, $2::text, $3::integer, $4::timestamptz)
ON CONFLICT DO NOTHING

-- name: op_code_used
-- A code has been redeemed.
-- params: user_id bigint, code text, at timestamptz
-- columns:
UPDATE onepercent.code SET used_at = $3::timestamptz WHERE user_id = $1::bigint AND code = upper($2::text)

-- name: op_telegram_link_set
-- The code by which this person is known to the bot.
-- params: user_id bigint, code text, expires_at timestamptz
-- columns:
INSERT INTO onepercent.telegram_link (user_id, code, expires_at) VALUES ($1::bigint, $2::text, $3::timestamptz)
ON CONFLICT (user_id) DO UPDATE SET code = excluded.code, expires_at = excluded.expires_at

-- name: op_telegram_link_use
-- Somebody comes to the bot with a code: whose chat is it?
-- params: code text, chat_id text, now timestamptz
-- columns: user_id bigint, locale text
WITH used AS (
  DELETE FROM onepercent.telegram_link WHERE code = $1::text AND expires_at > $3::timestamptz RETURNING user_id
)
UPDATE onepercent.account AS a SET telegram_chat_id = $2::text, facts = a.facts + 1
FROM used WHERE a.user_id = used.user_id
RETURNING a.user_id, a.locale
