-- name: preference_read
-- What does this person want, in which language do they read, and through which channels can messages reach them at all?
-- One row, also for somebody nobody knows.
-- params: user_id text
-- columns: locale text, channels_off text[], types_off text[], email boolean, telegram boolean, push boolean
SELECT person.locale,
  coalesce(preference.channels_off, '{}') AS channels_off,
  coalesce(preference.types_off, '{}') AS types_off,
  person.email IS NOT NULL AND NOT EXISTS (
    SELECT FROM closed_address c WHERE c.user_id = asked.user_id AND c.channel = 'email' AND c.address = person.email
  ) AS email,
  person.telegram_chat_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM closed_address c
    WHERE c.user_id = asked.user_id AND c.channel = 'telegram' AND c.address = person.telegram_chat_id
  ) AS telegram,
  EXISTS (
    SELECT FROM push_subscription s
    WHERE s.user_id = asked.user_id AND NOT EXISTS (
      SELECT FROM closed_address c WHERE c.user_id = s.user_id AND c.channel = 'push' AND c.address = s.endpoint
    )
  ) AS push
FROM (SELECT $1::text COLLATE "C" AS user_id) AS asked
LEFT JOIN person USING (user_id)
LEFT JOIN preference USING (user_id)

-- name: preference_change
-- Turns some channels and kinds on, others off, and leaves the rest as it is. What changes is looked at at once, since
-- something may be waiting to leave; saying the same again changes nothing.
-- params: user_id text, channels_on text[], channels_off text[], types_on text[], types_off text[], now timestamptz
-- columns:
WITH changed AS (
  INSERT INTO preference (user_id, channels_off, types_off, updated_at)
  VALUES ($1::text, $3::text[], $5::text[], $6::timestamptz)
  ON CONFLICT (user_id) DO UPDATE SET
    channels_off = ARRAY(
      SELECT DISTINCT off FROM unnest(preference.channels_off || $3::text[]) AS off WHERE off <> ALL ($2::text[]) ORDER BY off
    ),
    types_off = ARRAY(
      SELECT DISTINCT off FROM unnest(preference.types_off || $5::text[]) AS off WHERE off <> ALL ($4::text[]) ORDER BY off
    ),
    updated_at = $6::timestamptz
  WHERE preference.channels_off && $2::text[] OR NOT preference.channels_off @> $3::text[]
    OR preference.types_off && $4::text[] OR NOT preference.types_off @> $5::text[]
  RETURNING user_id
)
INSERT INTO agenda (user_id, look_at) SELECT user_id, $6::timestamptz FROM changed
