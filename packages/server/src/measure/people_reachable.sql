-- name: people_reachable
-- How many people have an address of each channel that is not closed, and have not turned the channel off?
-- params:
-- columns: email integer, telegram integer, push integer
WITH closed AS (
  SELECT user_id, channel, address FROM closed_address
), off AS (
  SELECT user_id, channel FROM preference CROSS JOIN unnest(channels_off) AS turned (channel)
), told AS (
  SELECT user_id, email, telegram_chat_id FROM person WHERE email IS NOT NULL OR telegram_chat_id IS NOT NULL
), at_email AS (
  SELECT count(*) AS people FROM told AS p
  WHERE p.email IS NOT NULL
    AND NOT EXISTS (
      SELECT FROM closed AS c WHERE c.user_id = p.user_id AND c.channel = 'email' AND c.address = p.email
    )
    AND NOT EXISTS (SELECT FROM off WHERE off.user_id = p.user_id AND off.channel = 'email')
), at_telegram AS (
  SELECT count(*) AS people FROM told AS p
  WHERE p.telegram_chat_id IS NOT NULL
    AND NOT EXISTS (
      SELECT FROM closed AS c
      WHERE c.user_id = p.user_id AND c.channel = 'telegram' AND c.address = p.telegram_chat_id
    )
    AND NOT EXISTS (SELECT FROM off WHERE off.user_id = p.user_id AND off.channel = 'telegram')
), at_push AS (
  SELECT count(DISTINCT s.user_id) AS people FROM push_subscription AS s
  WHERE NOT EXISTS (
      SELECT FROM closed AS c WHERE c.user_id = s.user_id AND c.channel = 'push' AND c.address = s.endpoint
    )
    AND NOT EXISTS (SELECT FROM off WHERE off.user_id = s.user_id AND off.channel = 'push')
)
SELECT at_email.people::integer AS email, at_telegram.people::integer AS telegram, at_push.people::integer AS push
FROM at_email CROSS JOIN at_telegram CROSS JOIN at_push
