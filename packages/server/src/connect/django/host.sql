-- name: host_tables
-- Which tables and views does the host have, and about how many rows (-1: never counted)? The schema is empty where the
-- name alone is enough. Asked of the host's database, of which nothing but PostgreSQL's own catalogue is known.
-- params:
-- columns: schema text, name text, size text
SELECT CASE WHEN pg_table_is_visible(c.oid) THEN '' ELSE n.nspname::text END AS schema, c.relname::text AS name,
  c.reltuples::float8::text AS size
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_%'
ORDER BY 1, 2
LIMIT 2000;

-- name: host_table
-- Which table of the host is that, may it be read, and what is its primary key? Without a schema, the one a query finds.
-- params: name text, schema text
-- columns: oid text, schema text, name text, role text, indexed boolean, readable boolean, primary_key text[]
SELECT c.oid::text AS oid, n.nspname::text AS schema, c.relname::text AS name, quote_ident(current_user) AS role,
  c.relkind IN ('r', 'p', 'm') AS indexed,
  has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT') AS readable,
  ARRAY(
    SELECT a.attname::text
    FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_attribute a ON a.attnum = k.attnum
    WHERE i.indrelid = c.oid AND a.attrelid = c.oid AND i.indisprimary
    ORDER BY k.place
  ) AS primary_key
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = $1::text AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND CASE WHEN $2::text IS NULL THEN pg_table_is_visible(c.oid) ELSE n.nspname = $2::text END;

-- name: host_columns
-- What do the columns of a table hold, as far as they may be read, where do their foreign keys point, and which are never
-- the same in two rows? A domain is what it is made of.
-- params: oid text
-- columns: name text, typname text, is_enum boolean, type text, nullable boolean, labels text[], schema text, points_to text, points_to_column text, is_unique boolean
SELECT a.attname::text AS name, t.typname::text AS typname, t.typtype = 'e' AS is_enum,
  CASE t.typname WHEN 'bpchar' THEN 'bpchar' ELSE format_type(t.oid, NULL) END AS type, NOT a.attnotnull AS nullable,
  ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels,
  CASE WHEN pg_table_is_visible(f.confrelid) THEN '' ELSE n.nspname::text END AS schema,
  r.relname::text AS points_to, b.attname::text AS points_to_column,
  EXISTS (
    SELECT FROM pg_index i
    WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum AND i.indpred IS NULL
  ) AS is_unique
FROM pg_attribute a
JOIN pg_type d ON d.oid = a.atttypid
JOIN pg_type t ON t.oid = CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END
LEFT JOIN LATERAL (
  SELECT f.confrelid, f.confkey[1] AS attnum
  FROM pg_constraint f
  WHERE f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]
  ORDER BY f.conname
  LIMIT 1
) f ON true
LEFT JOIN pg_class r ON r.oid = f.confrelid
LEFT JOIN pg_namespace n ON n.oid = r.relnamespace
LEFT JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.attnum
WHERE a.attrelid = $1::text::oid AND a.attnum > 0 AND NOT a.attisdropped
  AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')
ORDER BY a.attnum;
