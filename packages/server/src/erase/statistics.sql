-- What the planner remembers of tables is a sample of their values.

-- name: statistics_metadata
-- What of the metadata of these people's events stands in the statistics? Not what many others have as well.
-- params: user_ids text[]
-- columns: text text
WITH remembered AS MATERIALIZED (
  SELECT held.text, min(held.share * c.reltuples) AS rows
  FROM pg_stats AS s
  JOIN pg_class AS c ON c.oid = format('%I.%I', s.schemaname, s.tablename)::regclass
  CROSS JOIN LATERAL (
    SELECT * FROM unnest(s.most_common_vals::text::text[], s.most_common_freqs)
    UNION ALL
    SELECT bound, 0 FROM unnest(s.histogram_bounds::text::text[]) AS bound
  ) AS held (text, share)
  WHERE s.schemaname = current_schema() AND s.tablename ~ '^event(_|$)' AND s.attname = 'metadata'
  GROUP BY held.text
)
SELECT remembered.text
FROM remembered
JOIN event AS e ON e.metadata::text = remembered.text
WHERE e.user_id = ANY ($1::text[])
GROUP BY remembered.text, remembered.rows
HAVING count(*) * 2 >= remembered.rows

-- name: statistics_holding
-- In the statistics of which columns does one of these texts stand? In JSON also within a value, where it is long enough to
-- be nobody else's; what the host was told holds ids of whatever length.
-- params: texts text[]
-- columns: schema name, table_name name, column_name name, inherited boolean
SELECT s.schemaname AS schema, s.tablename AS table_name, s.attname AS column_name, s.inherited
FROM pg_stats AS s
JOIN pg_attribute AS a ON a.attrelid = format('%I.%I', s.schemaname, s.tablename)::regclass AND a.attname = s.attname
WHERE s.schemaname = current_schema()
  AND CASE
    WHEN a.atttypid IN ('text'::regtype, 'text[]'::regtype) THEN
      s.most_common_vals::text::text[] && $1::text[] OR s.histogram_bounds::text::text[] && $1::text[]
        OR s.most_common_elems::text::text[] && $1::text[]
    WHEN a.atttypid IN ('json'::regtype, 'jsonb'::regtype) THEN s.tablename = 'delivery'
      OR s.most_common_vals::text::text[] && $1::text[] OR s.histogram_bounds::text::text[] && $1::text[] OR EXISTS (
      SELECT FROM unnest($1::text[]) AS held (text)
      WHERE length(text) >= 6 AND strpos(concat(s.most_common_vals::text, s.histogram_bounds::text), text) > 0
    )
    ELSE false
  END

-- name: statistics_can_be_cleared
-- Can statistics be taken away without a look at the table? PostgreSQL 18 and later can.
-- params:
-- columns: possible boolean
SELECT to_regprocedure('pg_clear_attribute_stats(text, text, text, boolean)') IS NOT NULL AS possible

-- name: statistics_clear
-- Takes away what is remembered of a column: a table that has become empty is not looked at again.
-- params: schema text, table_name text, column_name text, inherited boolean
-- columns: cleared text
SELECT pg_clear_attribute_stats($1::text, $2::text, $3::text, $4::boolean)::text AS cleared
