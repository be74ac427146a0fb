-- name: change_take
-- What has changed of the next people after this one, in the order of user_id? Takes all of each person's rows, and no
-- more people than have about so many rows.
-- params: user_id text, most integer
-- columns: user_id text, day date, gained boolean
WITH upto AS (
  SELECT max(next.user_id) AS user_id
  FROM (SELECT c.user_id FROM change AS c WHERE c.user_id > $1::text ORDER BY c.user_id LIMIT $2::integer) AS next
)
DELETE FROM change USING upto
WHERE change.user_id > $1::text AND change.user_id <= upto.user_id
RETURNING change.user_id, change.day, change.gained

-- name: change_of
-- What has changed of these people? Takes all of their rows.
-- params: user_ids text[]
-- columns: user_id text, day date, gained boolean
DELETE FROM change WHERE user_id = ANY ($1::text[]) RETURNING user_id, day, gained

-- name: change_left
-- How many changes wait? Counts no further than so many.
-- params: most integer
-- columns: changes bigint
SELECT count(*) AS changes FROM (SELECT FROM change LIMIT $1::integer) AS waiting
