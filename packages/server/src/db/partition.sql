-- The months of events.

-- name: partition_list
-- Which months are there, in their order? Also those whose detaching was interrupted.
-- params:
-- columns: name text, month text, leaving boolean
SELECT c.relname::text AS name, replace(right(c.relname, 7), '_', '-') AS month,
  coalesce(i.inhdetachpending, true) AS leaving
FROM pg_class AS c
LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid AND i.inhparent = 'event'::regclass
JOIN pg_class AS parent ON parent.oid = 'event'::regclass
WHERE c.relnamespace = parent.relnamespace AND c.relkind = 'r' AND c.relname ~ '^event_\d{4}_\d{2}$'
ORDER BY c.relname

-- name: partition_awaited
-- Does something wait to be judged and counted that touches this month?
-- params: first_day date
-- columns: awaited boolean
SELECT EXISTS (
  SELECT FROM change WHERE day >= $1::date AND day < $1::date + interval '1 month'
) AS awaited
