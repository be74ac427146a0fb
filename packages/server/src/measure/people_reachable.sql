-- name: people_reachable
-- How many people have an address of each channel that is not closed, and have not turned the channel off?
-- params:
-- columns: email integer, telegram integer, push integer
SELECT
  (
    SELECT count(*) FROM person AS p
    WHERE p.email IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM closed_address AS c WHERE c.user_id = p.user_id AND c.channel = 'email' AND c.address = p.email
      )
      AND NOT EXISTS (
        SELECT FROM preference AS w WHERE w.user_id = p.user_id AND 'email' = ANY (w.channels_off)
      )
  )::integer AS email,
  (
    SELECT count(*) FROM person AS p
    WHERE p.telegram_chat_id IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM closed_address AS c
        WHERE c.user_id = p.user_id AND c.channel = 'telegram' AND c.address = p.telegram_chat_id
      )
      AND NOT EXISTS (
        SELECT FROM preference AS w WHERE w.user_id = p.user_id AND 'telegram' = ANY (w.channels_off)
      )
  )::integer AS telegram,
  (
    SELECT count(DISTINCT s.user_id) FROM push_subscription AS s
    WHERE NOT EXISTS (
        SELECT FROM closed_address AS c WHERE c.user_id = s.user_id AND c.channel = 'push' AND c.address = s.endpoint
      )
      AND NOT EXISTS (
        SELECT FROM preference AS w WHERE w.user_id = s.user_id AND 'push' = ANY (w.channels_off)
      )
  )::integer AS push
