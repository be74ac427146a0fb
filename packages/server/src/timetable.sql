-- name: duty_done
-- Up to which day has this duty been done? No row: never.
-- params: name text
-- columns: done_for date
SELECT done_for FROM duty WHERE name = $1;

-- name: duty_finish
-- The duty of that day is done.
-- params: name text, day date, finished_at timestamptz
-- columns:
INSERT INTO duty AS known (name, done_for, finished_at)
VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE
SET done_for = greatest(known.done_for, excluded.done_for), finished_at = excluded.finished_at;
