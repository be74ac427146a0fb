-- name: agenda_note
-- When to look at these people next, by what has just been judged of them? At once where something open depends on what they
-- do, or a milestone is not rewarded yet; else at the moment given. Adds nothing where a look is due by then anyway.
-- params: user_ids text[], look_ats timestamptz[], milestones integer[], settled_types text[], now timestamptz
-- columns:
INSERT INTO agenda (user_id, look_at)
SELECT judged.user_id, next.look_at
FROM unnest($1::text[], $2::timestamptz[], $3::integer[]) AS judged (user_id, look_at, milestones)
CROSS JOIN LATERAL (
  SELECT CASE WHEN EXISTS (
      SELECT FROM trigger AS t
      WHERE t.user_id = judged.user_id AND t.open AND (t.type = ANY ($4::text[]) OR t.channels <> '{in_app}')
    ) OR judged.milestones > (
      SELECT count(*) FROM xp_award AS x WHERE x.user_id = judged.user_id AND starts_with(x.reason, 'milestone_')
    ) THEN $5::timestamptz ELSE judged.look_at END AS look_at
  OFFSET 0
) AS next
WHERE next.look_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM agenda AS a WHERE a.user_id = judged.user_id AND a.look_at <= next.look_at)

-- name: agenda_take
-- Who is to be looked at by now? Takes all that is noted of the next people; what is noted meanwhile stays for another look.
-- params: now timestamptz, most integer
-- columns: user_id text
WITH due AS (
  SELECT DISTINCT user_id
  FROM (SELECT a.user_id FROM agenda AS a WHERE a.look_at <= $1::timestamptz ORDER BY a.look_at LIMIT $2::integer) AS next
), taken AS (
  DELETE FROM agenda USING due WHERE agenda.user_id = due.user_id
)
SELECT user_id FROM due ORDER BY user_id

-- name: agenda_due
-- How many are to be looked at by then? Counted no further than so many.
-- params: until timestamptz, most integer
-- columns: people bigint
SELECT count(DISTINCT user_id) AS people
FROM (SELECT a.user_id FROM agenda AS a WHERE a.look_at <= $1::timestamptz ORDER BY a.look_at LIMIT $2::integer) AS due

-- name: agenda_after
-- Who comes next, in the order of user_id, among those to be looked at by then?
-- params: until timestamptz, user_id text, most integer
-- columns: user_id text
SELECT DISTINCT user_id FROM agenda WHERE look_at <= $1::timestamptz AND user_id > $2::text ORDER BY user_id LIMIT $3::integer

-- name: agenda_add
-- Notes when to look at these people.
-- params: user_ids text[], look_ats timestamptz[]
-- columns:
INSERT INTO agenda (user_id, look_at) SELECT * FROM unnest($1::text[], $2::timestamptz[])

-- name: users_count
-- Of how many users was anything ever heard?
-- params:
-- columns: users bigint
SELECT count(*) AS users FROM member

-- name: users_after
-- Who comes next, in the order of user_id?
-- params: user_id text, most integer
-- columns: user_id text
SELECT user_id FROM member WHERE user_id > $1::text ORDER BY user_id LIMIT $2::integer

-- name: agenda_by_key_only
-- For this transaction: lookups go by the key, whatever the planner believed of the sizes when it planned them.
-- params:
-- columns:
DO $$ BEGIN
  PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true);
END $$
