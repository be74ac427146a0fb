-- The bot: what binds a chat to a person, and what is said in it. A chat may be that of several people.

-- name: telegram_token_recent
-- The token made for this person of late that nobody has used, if there is one.
-- params: user_id text, good_until timestamptz
-- columns: token text
SELECT token FROM telegram_link
WHERE user_id = $1::text AND expires_at > $2::timestamptz
ORDER BY expires_at DESC
LIMIT 1

-- name: telegram_token_add
-- Another token for this person; those that have expired are forgotten.
-- params: user_id text, token text, now timestamptz, expires_at timestamptz
-- columns:
WITH forgotten AS (
  DELETE FROM telegram_link WHERE user_id = $1::text AND expires_at <= $3::timestamptz
)
INSERT INTO telegram_link (user_id, token, expires_at) VALUES ($1::text, $2::text, $4::timestamptz)

-- name: telegram_token_known
-- Is this a token that could still be used, but for a person of whom nothing is known yet?
-- params: token text, now timestamptz
-- columns: user_id text
SELECT l.user_id FROM telegram_link l
WHERE l.token = $1::text AND l.expires_at > $2::timestamptz
  AND NOT EXISTS (SELECT FROM person p WHERE p.user_id = l.user_id)

-- name: telegram_bind
-- Binds the chat to the person the token was made for, once: it is open again and wanted again, and it is time to look what
-- there is to say. No row: the token is not known, used or expired.
-- params: token text, chat_id text, now timestamptz
-- columns: user_id text, locale text
WITH taken AS (
  DELETE FROM telegram_link l USING person p
  WHERE l.token = $1::text AND l.expires_at > $3::timestamptz AND p.user_id = l.user_id
  RETURNING l.user_id
), opened AS (
  DELETE FROM closed_address c USING taken
  WHERE c.user_id = taken.user_id AND c.channel = 'telegram' AND c.address = $2::text
), wanted AS (
  UPDATE preference SET channels_off = array_remove(channels_off, 'telegram'), updated_at = $3::timestamptz
  FROM taken
  WHERE preference.user_id = taken.user_id AND 'telegram' = ANY (preference.channels_off)
), noted AS (
  INSERT INTO agenda (user_id, look_at) SELECT user_id, $3::timestamptz FROM taken
)
UPDATE person SET telegram_chat_id = $2::text, updated_at = $3::timestamptz
FROM taken
WHERE person.user_id = taken.user_id
RETURNING person.user_id, person.locale

-- name: telegram_people
-- Whose chat is this?
-- params: chat_id text
-- columns: user_id text, locale text
SELECT user_id, locale FROM person WHERE telegram_chat_id = $1::text ORDER BY user_id

-- name: telegram_start
-- The people of this chat want messages in it again. A person without a row in preference wants everything.
-- params: chat_id text, now timestamptz
-- columns:
WITH bound AS (
  SELECT user_id FROM person WHERE telegram_chat_id = $1::text
), opened AS (
  DELETE FROM closed_address c USING bound
  WHERE c.user_id = bound.user_id AND c.channel = 'telegram' AND c.address = $1::text
), wanted AS (
  UPDATE preference SET channels_off = array_remove(channels_off, 'telegram'), updated_at = $2::timestamptz
  FROM bound
  WHERE preference.user_id = bound.user_id AND 'telegram' = ANY (preference.channels_off)
)
INSERT INTO agenda (user_id, look_at) SELECT user_id, $2::timestamptz FROM bound

-- name: telegram_stop
-- The people of this chat want no messages in it; what waits to leave is asked again when its turn comes.
-- params: chat_id text, now timestamptz
-- columns:
WITH bound AS (
  SELECT user_id FROM person WHERE telegram_chat_id = $1::text
), unwanted AS (
  INSERT INTO preference AS known (user_id, channels_off, updated_at)
  SELECT user_id, '{telegram}', $2::timestamptz FROM bound ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE
  SET channels_off = known.channels_off || excluded.channels_off, updated_at = excluded.updated_at
  WHERE NOT 'telegram' = ANY (known.channels_off)
)
INSERT INTO agenda (user_id, look_at) SELECT user_id, $2::timestamptz FROM bound

-- name: telegram_blocked
-- The person has blocked the bot: nothing arrives in this chat any more, so that another way may be tried.
-- params: chat_id text, reason text, now timestamptz
-- columns:
WITH bound AS (
  SELECT user_id FROM person WHERE telegram_chat_id = $1::text
), closed AS (
  INSERT INTO closed_address (user_id, channel, address, reason, closed_at)
  SELECT user_id, 'telegram', $1::text, $2::text, $3::timestamptz FROM bound ORDER BY user_id
  ON CONFLICT DO NOTHING
)
INSERT INTO agenda (user_id, look_at) SELECT user_id, $3::timestamptz FROM bound

-- name: telegram_unblocked
-- The bot may write to this chat again. Whether it is wanted is another thing.
-- params: chat_id text, now timestamptz
-- columns:
WITH bound AS (
  SELECT user_id FROM person WHERE telegram_chat_id = $1::text
), opened AS (
  DELETE FROM closed_address c USING bound
  WHERE c.user_id = bound.user_id AND c.channel = 'telegram' AND c.address = $1::text
)
INSERT INTO agenda (user_id, look_at) SELECT user_id, $2::timestamptz FROM bound

-- name: telegram_pressed
-- The trigger whose button was pressed, where it is one of the people of this chat; and when its message left.
-- params: chat_id text, trigger_id bigint
-- columns: user_id text, locale text, type text, open boolean, followed_at timestamptz, snoozed_until timestamptz, expires_at timestamptz, left_at timestamptz
SELECT t.user_id, p.locale, t.type, t.open, t.followed_at, t.snoozed_until, t.expires_at,
  coalesce(
    (SELECT max(d.sent_at) FROM delivery d
     WHERE d.user_id = t.user_id AND d.trigger_id = t.id AND d.channel = 'telegram'),
    t.sent_at,
    t.created_at
  ) AS left_at
FROM person p
JOIN trigger t ON t.user_id = p.user_id AND t.id = $2::bigint
WHERE p.telegram_chat_id = $1::text
