-- name: audit_write
-- Writes who did what. A person who is still there can be named by their hash from now on; somebody who is being erased
-- is waited for, and not named again. Whoever acts by a token of the host can be named unless they were erased.
-- params: at timestamptz, actor text, login text, actor_id text, actor_hash text, role text, action text, user_id text, person_hash text, detail jsonb, outcome text
-- columns:
WITH subject AS (
  INSERT INTO audit_subject (user_id, person_hash)
  SELECT p.user_id, $9::text FROM (SELECT user_id FROM person WHERE user_id = $8::text FOR SHARE) AS p
  ON CONFLICT DO NOTHING
), acting AS (
  INSERT INTO audit_subject (user_id, person_hash)
  SELECT $4::text, $5::text
  WHERE $4::text IS NOT NULL AND $4::text IS DISTINCT FROM $8::text
    AND NOT EXISTS (SELECT FROM erased_person WHERE person_hash = $5::text)
  ON CONFLICT DO NOTHING
)
INSERT INTO audit (at, actor, login, actor_hash, role, action, person_hash, detail, outcome)
VALUES ($1::timestamptz, $2::text, $3::text, $5::text, $6::text, $7::text, $9::text, $10::jsonb, $11::text)

-- name: audit_page
-- What was done, the latest first: only this action, only about this person, only before this row (null: whatever).
-- params: action text, person_hash text, before bigint, most integer
-- columns: id bigint, at timestamptz, actor text, who text, role text, action text, user_id text, person_hash text, detail jsonb, outcome text
SELECT a.id, a.at, a.actor, coalesce(a.login, acting.user_id) AS who, a.role, a.action, about.user_id, a.person_hash,
  a.detail, a.outcome
FROM audit AS a
LEFT JOIN audit_subject AS acting ON acting.person_hash = a.actor_hash
LEFT JOIN audit_subject AS about ON about.person_hash = a.person_hash
WHERE ($1::text IS NULL OR a.action = $1::text)
  AND ($2::text IS NULL OR a.person_hash = $2::text)
  AND ($3::bigint IS NULL OR a.id < $3::bigint)
ORDER BY a.id DESC
LIMIT $4::integer
