-- What the owner has set of the triggers, and what waits for the owner.

-- name: trigger_settings
-- What has the owner set? A type without a row is live, with the holdout of its definition.
-- params:
-- columns: type text, mode text, holdout double precision
SELECT type, mode, holdout FROM trigger_setting

-- name: trigger_runs_held
-- Which evaluations wait for approval, the latest first?
-- params:
-- columns: run_id bigint, type text, matched integer, users integer, created_at timestamptz
SELECT id AS run_id, type, matched, users, created_at FROM trigger_run WHERE status = 'held' ORDER BY id DESC

-- name: milestones_awarded
-- How often were XP awarded for milestones in a time, and told to the host?
-- params: awarded_from timestamptz, awarded_before timestamptz
-- columns: awarded integer
SELECT count(*)::integer AS awarded
FROM xp_award
WHERE awarded_at >= $1::timestamptz AND awarded_at < $2::timestamptz AND starts_with(reason, 'milestone_') AND held_by IS NULL
