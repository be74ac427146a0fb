-- name: run_hold
-- Holds these evaluations for approval.
-- params: types text[], matched integer[], users integer, now timestamptz
-- columns:
INSERT INTO trigger_run (type, matched, users, status, created_at)
SELECT type, matched, $3::integer, 'held', $4::timestamptz FROM unnest($1::text[], $2::integer[]) AS held (type, matched)

-- name: run_decide
-- Decides of an evaluation that waits. Nothing comes back where it does not wait (any more).
-- params: run_id bigint, status text, now timestamptz
-- columns: id bigint
UPDATE trigger_run SET status = $2::text, decided_at = $3::timestamptz
WHERE id = $1::bigint AND status = 'held'
RETURNING id

-- name: run_exists
-- What was decided of an evaluation?
-- params: run_id bigint
-- columns: status text
SELECT status FROM trigger_run WHERE id = $1::bigint

-- name: run_look
-- Has everybody looked at whose trigger an evaluation holds.
-- params: run_id bigint, now timestamptz
-- columns: triggers bigint
WITH held AS (
  SELECT user_id FROM trigger WHERE run_id = $1::bigint AND open
), noted AS (
  INSERT INTO agenda (user_id, look_at) SELECT user_id, $2::timestamptz FROM held
)
SELECT count(*) AS triggers FROM held
