-- Statements that leave nothing of somebody. What they add up to is taken out of the counts before, by the rooms that count.

-- name: erase_held
-- What is held about this person, and in how many rows of which table? Logins are known by the hash alone.
-- params: user_id text, person_hash text
-- columns: active_day bigint, agenda bigint, audit_subject bigint, change bigint, closed_address bigint, code bigint, decision bigint, delivery bigint, event bigint, member bigint, person bigint, preference bigint, profile bigint, profile_snapshot bigint, push_subscription bigint, telegram_link bigint, trigger bigint, xp_award bigint, xp_day bigint, session bigint
SELECT (SELECT count(*) FROM active_day WHERE user_id = $1::text) AS active_day,
  (SELECT count(*) FROM agenda WHERE user_id = $1::text) AS agenda,
  (SELECT count(*) FROM audit_subject WHERE user_id = $1::text) AS audit_subject,
  (SELECT count(*) FROM change WHERE user_id = $1::text) AS change,
  (SELECT count(*) FROM closed_address WHERE user_id = $1::text) AS closed_address,
  (SELECT count(*) FROM code WHERE user_id = $1::text) AS code,
  (SELECT count(*) FROM decision WHERE user_id = $1::text) AS decision,
  (SELECT count(*) FROM delivery WHERE user_id = $1::text) AS delivery,
  (SELECT count(*) FROM event WHERE user_id = $1::text) AS event,
  (SELECT count(*) FROM member WHERE user_id = $1::text) AS member,
  (SELECT count(*) FROM person WHERE user_id = $1::text) AS person,
  (SELECT count(*) FROM preference WHERE user_id = $1::text) AS preference,
  (SELECT count(*) FROM profile WHERE user_id = $1::text) AS profile,
  (SELECT count(*) FROM profile_snapshot WHERE user_id = $1::text) AS profile_snapshot,
  (SELECT count(*) FROM push_subscription WHERE user_id = $1::text) AS push_subscription,
  (SELECT count(*) FROM telegram_link WHERE user_id = $1::text) AS telegram_link,
  (SELECT count(*) FROM trigger WHERE user_id = $1::text) AS trigger,
  (SELECT count(*) FROM xp_award WHERE user_id = $1::text) AS xp_award,
  (SELECT count(*) FROM xp_day WHERE user_id = $1::text) AS xp_day,
  (SELECT count(*) FROM session WHERE person_hash = $2::text) AS session

-- name: erase_turn
-- Waits until nobody counts what people did in 30 days, nor looks whom to speak to: both write what they have read before.
-- params: counting_months bigint, looking bigint
-- columns: turn text
SELECT concat(pg_advisory_xact_lock($1::bigint), pg_advisory_xact_lock($2::bigint)) AS turn

-- name: erase_lock
-- Locks these people until the transaction ends, always in the order of user_id. Unknown ones are made, so that whoever is
-- bringing them in right now is waited for, and finds them erased. Answers those.
-- params: user_ids text[], now timestamptz
-- columns: user_id text
INSERT INTO person (user_id, created_at, updated_at)
SELECT u.user_id, $2::timestamptz, $2::timestamptz
FROM unnest($1::text[]) AS u (user_id)
ORDER BY u.user_id COLLATE "C"
ON CONFLICT (user_id) DO UPDATE SET updated_at = EXCLUDED.updated_at WHERE false
RETURNING user_id

-- name: erase_hold
-- Locks what others derive rows from: what they write of it now is waited for, and seen by the statements that follow.
-- params: user_ids text[]
-- columns: rows bigint
WITH agendas AS MATERIALIZED (
  SELECT FROM agenda WHERE user_id = ANY ($1::text[]) ORDER BY user_id, id FOR UPDATE
), triggers AS MATERIALIZED (
  SELECT FROM trigger WHERE user_id = ANY ($1::text[]) ORDER BY user_id, id FOR UPDATE
), deliveries AS MATERIALIZED (
  SELECT FROM delivery WHERE user_id = ANY ($1::text[]) ORDER BY user_id, id FOR UPDATE
)
SELECT (SELECT count(*) FROM agendas) + (SELECT count(*) FROM triggers) + (SELECT count(*) FROM deliveries) AS rows

-- name: erase_days
-- On which days were these people active?
-- params: user_ids text[]
-- columns: user_id text, day date
SELECT user_id, day FROM active_day WHERE user_id = ANY ($1::text[]) ORDER BY user_id, day

-- name: erase_texts
-- What of these people could be recognised where it is found elsewhere?
-- params: user_ids text[]
-- columns: text text
SELECT user_id AS text FROM unnest($1::text[]) AS erased (user_id)
UNION SELECT email FROM person WHERE user_id = ANY ($1::text[]) AND email IS NOT NULL
UNION SELECT first_name FROM person WHERE user_id = ANY ($1::text[]) AND first_name IS NOT NULL
UNION SELECT telegram_chat_id FROM person WHERE user_id = ANY ($1::text[]) AND telegram_chat_id IS NOT NULL
UNION SELECT address FROM delivery WHERE user_id = ANY ($1::text[])
UNION SELECT key FROM delivery WHERE user_id = ANY ($1::text[])
UNION SELECT answer FROM delivery WHERE user_id = ANY ($1::text[]) AND answer IS NOT NULL
UNION SELECT address FROM closed_address WHERE user_id = ANY ($1::text[])
UNION SELECT reason FROM closed_address WHERE user_id = ANY ($1::text[])
UNION SELECT token FROM telegram_link WHERE user_id = ANY ($1::text[])
UNION SELECT code FROM code WHERE user_id = ANY ($1::text[])
UNION SELECT redeemed_by FROM code WHERE user_id = ANY ($1::text[]) AND redeemed_by IS NOT NULL
UNION SELECT part.text
FROM push_subscription AS s
CROSS JOIN LATERAL (VALUES (s.endpoint), (s.p256dh), (s.auth)) AS part (text)
WHERE s.user_id = ANY ($1::text[])

-- name: erase_runs
-- The evaluations that were held counted these people, and made triggers of them: they did not.
-- params: user_ids text[]
-- columns:
WITH known AS (
  SELECT r.id, count(p.user_id) AS users, count(p.user_id) FILTER (WHERE EXISTS (
      SELECT FROM trigger AS t WHERE t.user_id = p.user_id AND t.run_id = r.id AND t.created_at = r.created_at
    )) AS matched
  FROM trigger_run AS r
  JOIN person AS p ON p.user_id = ANY ($1::text[]) AND p.created_at <= r.created_at
  GROUP BY r.id
)
UPDATE trigger_run AS r SET matched = greatest(0, r.matched - known.matched), users = greatest(0, r.users - known.users)
FROM known
WHERE r.id = known.id

-- name: erase_remember
-- Remembers that these were erased, so that they come in by no door again.
-- params: person_hashes text[], now timestamptz
-- columns:
INSERT INTO erased_person (person_hash, erased_at)
SELECT person_hash, $2::timestamptz FROM unnest($1::text[]) AS erased (person_hash)
ON CONFLICT (person_hash) DO NOTHING

-- name: erase_for_good
-- Whoever wants to be erased does not come in again because a connected app has them again.
-- params: person_hash text
-- columns:
DELETE FROM connection_gone WHERE person_hash = $1::text

-- name: erase_allow
-- Lets them come in again. A row comes back where they had been erased.
-- params: person_hash text
-- columns: person_hash text
DELETE FROM erased_person WHERE person_hash = $1::text RETURNING person_hash

-- name: erase_known
-- Who of these was erased?
-- params: person_hashes text[]
-- columns: person_hash text
SELECT e.person_hash
FROM unnest($1::text[]) AS asked (person_hash)
CROSS JOIN LATERAL (SELECT * FROM erased_person WHERE erased_person.person_hash = asked.person_hash OFFSET 0) AS e

-- name: erased_any
-- Was anybody erased?
-- params:
-- columns: erased boolean
SELECT true AS erased FROM erased_person LIMIT 1

-- name: erased_candidates
-- Of whom is anything held, in the order of user_id after this one? Only the tables something can come into by itself.
-- params: user_id text, most integer
-- columns: user_id text
SELECT DISTINCT user_id
FROM (
  (SELECT DISTINCT user_id FROM person WHERE user_id > $1::text ORDER BY user_id LIMIT $2::integer)
  UNION ALL
  (SELECT DISTINCT user_id FROM preference WHERE user_id > $1::text ORDER BY user_id LIMIT $2::integer)
  UNION ALL
  (SELECT DISTINCT user_id FROM push_subscription WHERE user_id > $1::text ORDER BY user_id LIMIT $2::integer)
  UNION ALL
  (SELECT DISTINCT user_id FROM telegram_link WHERE user_id > $1::text ORDER BY user_id LIMIT $2::integer)
  UNION ALL
  (SELECT DISTINCT user_id FROM trigger WHERE user_id > $1::text ORDER BY user_id LIMIT $2::integer)
  UNION ALL
  (SELECT DISTINCT user_id FROM delivery WHERE user_id > $1::text ORDER BY user_id LIMIT $2::integer)
  UNION ALL
  (SELECT DISTINCT user_id FROM agenda WHERE user_id > $1::text ORDER BY user_id LIMIT $2::integer)
  UNION ALL
  (SELECT DISTINCT user_id FROM audit_subject WHERE user_id > $1::text ORDER BY user_id LIMIT $2::integer)
) AS held
ORDER BY user_id
LIMIT $2::integer

-- name: erase_rows
-- Deletes every row of these people from every table. Answers how many of them were events, and how many what may be kept of
-- somebody of whom nobody has spoken.
-- params: user_ids text[], person_hashes text[]
-- columns: events bigint, wishes bigint
WITH in_active_day AS (
  DELETE FROM active_day WHERE user_id = ANY ($1::text[])
), in_agenda AS (
  DELETE FROM agenda WHERE user_id = ANY ($1::text[])
), in_audit_subject AS (
  DELETE FROM audit_subject WHERE user_id = ANY ($1::text[])
), in_change AS (
  DELETE FROM change WHERE user_id = ANY ($1::text[])
), in_closed_address AS (
  DELETE FROM closed_address WHERE user_id = ANY ($1::text[])
), in_code AS (
  DELETE FROM code WHERE user_id = ANY ($1::text[])
), in_decision AS (
  DELETE FROM decision WHERE user_id = ANY ($1::text[])
), in_delivery AS (
  DELETE FROM delivery WHERE user_id = ANY ($1::text[])
), in_member AS (
  DELETE FROM member WHERE user_id = ANY ($1::text[])
), in_preference AS (
  DELETE FROM preference WHERE user_id = ANY ($1::text[]) RETURNING user_id
), in_profile AS (
  DELETE FROM profile WHERE user_id = ANY ($1::text[])
), in_profile_snapshot AS (
  DELETE FROM profile_snapshot WHERE user_id = ANY ($1::text[])
), in_push_subscription AS (
  DELETE FROM push_subscription WHERE user_id = ANY ($1::text[]) RETURNING user_id
), in_telegram_link AS (
  DELETE FROM telegram_link WHERE user_id = ANY ($1::text[])
), in_trigger AS (
  DELETE FROM trigger WHERE user_id = ANY ($1::text[])
), in_xp_award AS (
  DELETE FROM xp_award WHERE user_id = ANY ($1::text[])
), in_xp_day AS (
  DELETE FROM xp_day WHERE user_id = ANY ($1::text[])
), in_session AS (
  DELETE FROM session WHERE person_hash = ANY ($2::text[])
), swept AS (
  -- The round of comparing begins anew where it stood at one of them (`theirs:<user_id>`, `ours:<user_id>`).
  UPDATE connection SET swept_after = NULL WHERE substr(swept_after, strpos(swept_after, ':') + 1) = ANY ($1::text[])
), taken AS (
  -- A number gives way to the one before it, which names somebody else or nobody; else people are read from the first on.
  UPDATE connection_source SET watermark = CASE
    WHEN watermark ~ '^[0-9]{1,18}$' AND (watermark::bigint - 1)::text <> ALL ($1::text[])
      THEN (watermark::bigint - 1)::text
    END
  WHERE source = 'people' AND watermark = ANY ($1::text[])
), in_event AS (
  DELETE FROM event WHERE user_id = ANY ($1::text[]) RETURNING user_id
), in_person AS (
  DELETE FROM person WHERE user_id = ANY ($1::text[])
)
SELECT (SELECT count(*) FROM in_event) AS events,
  (SELECT count(*) FROM in_preference) + (SELECT count(*) FROM in_push_subscription) AS wishes
