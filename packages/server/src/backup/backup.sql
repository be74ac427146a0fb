-- name: backup_tables
-- Which of these tables are there, with the partitions they are made of? With the columns that hold something, and about how
-- many rows.
-- params: names text[]
-- columns: name text, parent text, holds boolean, columns text[], about double precision
SELECT own.relname::text AS name, parent.relname::text AS parent, own.relkind = 'r' AS holds,
  ARRAY (
    SELECT a.attname::text FROM pg_attribute AS a
    WHERE a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attnum
  ) AS columns,
  greatest(own.reltuples, 0)::double precision AS about
FROM pg_class AS own
LEFT JOIN pg_inherits AS i ON i.inhrelid = own.oid AND NOT i.inhdetachpending
LEFT JOIN pg_class AS parent ON parent.oid = i.inhparent
WHERE own.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
  AND own.relkind IN ('r', 'p') AND coalesce(parent.relname, own.relname) = ANY ($1::text[])
ORDER BY own.relname COLLATE "C"

-- name: backup_sequences
-- Where do the numbers stand that these tables give to their rows? Null: none was given yet.
-- params: names text[]
-- columns: table text, column text, last_value bigint
SELECT own.relname::text AS "table", a.attname::text AS "column", pg_sequence_last_value(s.oid::regclass) AS last_value
FROM pg_class AS s
JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.refclassid = 'pg_class'::regclass
  AND d.deptype = 'i'
JOIN pg_class AS own ON own.oid = d.refobjid
JOIN pg_attribute AS a ON a.attrelid = own.oid AND a.attnum = d.refobjsubid
WHERE s.relkind = 'S' AND own.relname = ANY ($1::text[])
  AND own.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
ORDER BY own.relname COLLATE "C"

-- name: backup_place
-- Where are we? What has been migrated, and which PostgreSQL is it?
-- params:
-- columns: schema text, migrations text[], postgres text
SELECT current_schema()::text AS schema, ARRAY (SELECT name FROM migration ORDER BY name) AS migrations,
  current_setting('server_version') AS postgres
