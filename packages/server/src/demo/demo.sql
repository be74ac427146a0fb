-- name: demo_found
-- What does the database hold already? People of a demo are known by the domain of their addresses; in a demo that ran
-- to its end everybody has events.
-- params: domain text
-- columns: people bigint, demo_people bigint, without_events bigint, has_events boolean
SELECT count(*) AS people,
  count(*) FILTER (WHERE email LIKE '%.' || $1::text) AS demo_people,
  count(*) FILTER (WHERE first_event_at IS NULL) AS without_events,
  EXISTS (SELECT FROM event) AS has_events
FROM person

-- name: demo_strangers
-- How many people are there beside these?
-- params: user_ids text[]
-- columns: strangers bigint
SELECT count(*) AS strangers FROM person WHERE user_id <> ALL ($1::text[])

-- name: demo_clear
-- Forgets everybody, and everything that was counted of them.
-- params:
-- columns:
TRUNCATE person, event, active_day, profile, profile_snapshot, change, member, cohort, daily_count, snapshot_count,
  daily_metrics, duty, agenda, trigger, delivery, decision, trigger_run, preference, closed_address, push_subscription,
  telegram_link, code, xp_award, xp_day, month_actions

-- name: demo_xp
-- Stores which totals of XP the host told on which days.
-- params: told json
-- columns:
INSERT INTO xp_day (user_id, day, xp)
SELECT user_id, day, xp FROM json_to_recordset($1::json) AS told (user_id text, day date, xp bigint)

-- name: demo_browsers
-- Stores the browsers that take pushes for these people.
-- params: browsers json
-- columns:
INSERT INTO push_subscription (user_id, endpoint, p256dh, auth, created_at)
SELECT user_id, endpoint, p256dh, auth, created_at
FROM json_to_recordset($1::json) AS browsers (user_id text, endpoint text, p256dh text, auth text, created_at timestamptz)

-- name: demo_wishes
-- Stores what these people have turned off.
-- params: wishes json
-- columns:
INSERT INTO preference (user_id, channels_off, types_off, updated_at)
SELECT user_id, ARRAY (SELECT json_array_elements_text(channels_off)), ARRAY (SELECT json_array_elements_text(types_off)),
  updated_at
FROM json_to_recordset($1::json) AS wishes (user_id text, channels_off json, types_off json, updated_at timestamptz)

-- name: demo_doings
-- What have these people done since a day, each in the order of time?
-- params: user_ids text[], since date
-- columns: user_id text, type text, occurred_at timestamptz, local_day date, metadata jsonb
SELECT e.user_id, e.type, e.occurred_at, e.local_day, e.metadata
FROM unnest($1::text[]) AS asked (user_id)
CROSS JOIN LATERAL (
  SELECT * FROM event AS own
  WHERE own.user_id = asked.user_id AND own.local_day >= $2::date
  ORDER BY own.occurred_at, own.id
  OFFSET 0
) AS e

-- name: demo_run
-- Notes an evaluation that matched too many, and what the owner decided of it.
-- params: type text, matched integer, users integer, status text, created_at timestamptz, decided_at timestamptz
-- columns: id bigint
INSERT INTO trigger_run (type, matched, users, status, created_at, decided_at)
VALUES ($1::text, $2::integer, $3::integer, $4::text, $5::timestamptz, $6::timestamptz)
RETURNING id

-- name: demo_see
-- These people open the app, each at a moment: which of their triggers do they see for the first time?
-- params: came json
-- columns: user_id text, id bigint, type text
UPDATE trigger AS t SET seen_at = came.at
FROM json_to_recordset($1::json) AS came (user_id text, at timestamptz)
WHERE t.user_id = came.user_id AND t.open AND t.seen_at IS NULL AND t.status IN ('pending', 'sent')
  AND 'in_app' = ANY (t.channels) AND t.held_by IS DISTINCT FROM 'brake' AND t.created_at <= came.at
  AND (t.expires_at IS NULL OR t.expires_at > came.at) AND (t.snoozed_until IS NULL OR t.snoozed_until <= came.at)
RETURNING t.user_id, t.id, t.type

-- name: demo_outbox
-- What waits to leave for these people?
-- params: user_ids text[]
-- columns: user_id text, id bigint, channel text, address text, expires_at timestamptz
SELECT d.user_id, d.id, d.channel, d.address, t.expires_at
FROM unnest($1::text[]) AS asked (user_id)
CROSS JOIN LATERAL (SELECT * FROM delivery AS own WHERE own.user_id = asked.user_id ORDER BY own.id OFFSET 0) AS d
LEFT JOIN trigger AS t ON t.user_id = d.user_id AND t.id = d.trigger_id
WHERE d.status = 'waiting'

-- name: demo_codes
-- Which codes were these people given?
-- params: user_ids text[]
-- columns: user_id text, code text
SELECT c.user_id, c.code
FROM unnest($1::text[]) WITH ORDINALITY AS asked (user_id, place)
JOIN code AS c ON c.user_id = asked.user_id
ORDER BY asked.place, c.trigger_id

-- name: demo_code_renew
-- Puts other codes in the place of these, wherever they stand.
-- params: codes json
-- columns:
WITH renewed AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS renewed (user_id text, old text, new text)
), told AS (
  UPDATE delivery AS d
  SET key = 'code/' || r.new, payload = jsonb_set(d.payload, '{data,code}', to_jsonb(r.new))
  FROM renewed AS r
  WHERE d.user_id = r.user_id AND d.key = 'code/' || r.old
), said AS (
  UPDATE trigger AS t SET data = jsonb_set(t.data, '{code}', to_jsonb(r.new))
  FROM renewed AS r
  WHERE t.user_id = r.user_id AND t.data ->> 'code' = r.old
)
UPDATE code AS c SET code = r.new FROM renewed AS r WHERE c.user_id = r.user_id AND c.code = r.old

-- name: demo_agenda_clear
-- Forgets when to look at these people.
-- params: user_ids text[]
-- columns:
DELETE FROM agenda WHERE user_id = ANY ($1::text[])
