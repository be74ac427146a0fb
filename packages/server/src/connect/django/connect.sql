-- Statements of the connections to other apps. Lookups among events are LATERAL … OFFSET 0, as in collect.sql: they go by
-- the key whatever the planner believes of the sizes.

-- name: connection_read
-- What is known of this connection?
-- params: kind text
-- columns: mapping json, connected_at timestamptz, synced_at timestamptz, swept_at timestamptz, swept_after text, gone_held integer, failure text, failed_at timestamptz
SELECT mapping, connected_at, synced_at, swept_at, swept_after, gone_held, failure, failed_at FROM connection WHERE kind = $1

-- name: connections_read
-- Which connections are there?
-- params:
-- columns: kind text, mapping json, connected_at timestamptz, synced_at timestamptz, swept_at timestamptz, gone_held integer, failure text, failed_at timestamptz
SELECT kind, mapping, connected_at, synced_at, swept_at, gone_held, failure, failed_at FROM connection ORDER BY kind

-- name: connection_save
-- This is read from now on, in this way. A round of comparing that was under way with another mapping begins anew.
-- params: kind text, mapping json, now timestamptz
-- columns:
INSERT INTO connection AS known (kind, mapping, connected_at) VALUES ($1, $2, $3)
ON CONFLICT (kind) DO UPDATE SET mapping = excluded.mapping,
  swept_after = CASE WHEN known.mapping::text = excluded.mapping::text THEN known.swept_after END

-- name: connection_synced
-- What is new has been taken, whole.
-- params: kind text, now timestamptz
-- columns:
UPDATE connection SET synced_at = $2, failure = NULL, failed_at = NULL WHERE kind = $1

-- name: connection_swept_up_to
-- The round of comparing has come so far.
-- params: kind text, after text
-- columns:
UPDATE connection SET swept_after = $2 WHERE kind = $1

-- name: connection_swept
-- A round of comparing is over; so many who are gone there were not erased, because they are too many.
-- params: kind text, now timestamptz, gone_held integer
-- columns:
UPDATE connection SET swept_at = $2, swept_after = NULL, gone_held = $3 WHERE kind = $1

-- name: connection_failed
-- It could not be read just now.
-- params: kind text, failure text, now timestamptz
-- columns:
UPDATE connection SET failure = $2, failed_at = $3 WHERE kind = $1

-- name: sources_read
-- How far has each source been taken?
-- params: kind text
-- columns: source text, fingerprint text, watermark text, updated_up_to timestamptz, rows_taken bigint, backfilled_at timestamptz
SELECT source, fingerprint, watermark, updated_up_to, rows_taken, backfilled_at FROM connection_source WHERE kind = $1
ORDER BY source

-- name: source_begin
-- A source is to be taken: goes on where it was, or, where its mapping is another one, from the beginning. What changes
-- from this moment on is asked for later.
-- params: kind text, source text, fingerprint text, now timestamptz
-- columns: watermark text, rows_taken bigint, backfilled_at timestamptz, taken_before boolean
INSERT INTO connection_source AS known (kind, source, fingerprint, updated_up_to) VALUES ($1, $2, $3, $4)
ON CONFLICT (kind, source) DO UPDATE SET
  fingerprint = excluded.fingerprint,
  watermark = CASE WHEN known.fingerprint = excluded.fingerprint THEN known.watermark END,
  updated_up_to = CASE WHEN known.fingerprint = excluded.fingerprint THEN known.updated_up_to ELSE excluded.updated_up_to END,
  rows_taken = CASE WHEN known.fingerprint = excluded.fingerprint THEN known.rows_taken ELSE 0 END,
  backfilled_at = CASE WHEN known.fingerprint = excluded.fingerprint THEN known.backfilled_at END,
  taken_before = known.taken_before OR known.fingerprint <> excluded.fingerprint
RETURNING watermark, rows_taken, backfilled_at, taken_before

-- name: source_advance
-- Everything up to this key has been taken: so many rows more.
-- params: kind text, source text, watermark text, rows bigint
-- columns:
UPDATE connection_source SET watermark = coalesce($3, watermark), rows_taken = rows_taken + $4
WHERE kind = $1 AND source = $2

-- name: source_complete
-- Its history is whole.
-- params: kind text, source text, now timestamptz
-- columns:
UPDATE connection_source SET backfilled_at = coalesce(backfilled_at, $3) WHERE kind = $1 AND source = $2

-- name: source_updated
-- What had changed by this moment has been taken.
-- params: kind text, source text, at timestamptz
-- columns:
UPDATE connection_source SET updated_up_to = greatest(updated_up_to, $3) WHERE kind = $1 AND source = $2

-- name: source_forget
-- The mapping does not know this source any more, and nothing of it is left.
-- params: kind text, source text
-- columns:
DELETE FROM connection_source WHERE kind = $1 AND source = $2

-- name: zones_of
-- In which zone are these people, as far as anybody has said?
-- params: user_ids text[]
-- columns: user_id text, zone text
SELECT user_id, coalesce(timezone, client_timezone) AS zone FROM person
WHERE user_id = ANY ($1::text[]) AND coalesce(timezone, client_timezone) IS NOT NULL

-- name: events_found
-- Which of these ids are events of these people, whenever they happened?
-- params: user_ids text[], ids uuid[]
-- columns: user_id text, id uuid, type text, occurred_at timestamptz, local_day date
SELECT e.user_id, e.id, e.type, e.occurred_at, e.local_day
FROM unnest($1::text[], $2::uuid[]) AS asked (user_id, id)
CROSS JOIN LATERAL (
  SELECT event.user_id, event.id, event.type, event.occurred_at, event.local_day
  FROM event
  WHERE event.user_id = asked.user_id AND event.id = asked.id
  OFFSET 0
) AS e

-- name: events_taken
-- Which events of these people have ids in these ranges, on this local day or later?
-- params: user_ids text[], froms uuid[], tos uuid[], since date
-- columns: user_id text, id uuid, type text, occurred_at timestamptz, local_day date
SELECT e.user_id, e.id, e.type, e.occurred_at, e.local_day
FROM unnest($1::text[]) AS asked (user_id)
CROSS JOIN unnest($2::uuid[], $3::uuid[]) AS ranges (first, last)
CROSS JOIN LATERAL (
  SELECT event.user_id, event.id, event.type, event.occurred_at, event.local_day
  FROM event
  WHERE event.user_id = asked.user_id AND event.id BETWEEN ranges.first AND ranges.last
    AND event.local_day >= coalesce($4::date, '-infinity')
  OFFSET 0
) AS e

-- name: announced_after
-- Who are the next people of whom the host has spoken before a moment, in the order of user_id?
-- params: user_id text, before timestamptz, most integer
-- columns: user_id text
SELECT user_id FROM person WHERE user_id > $1::text AND announced_at < $2::timestamptz ORDER BY user_id LIMIT $3::integer

-- name: announced_count
-- Of how many people has the host spoken?
-- params:
-- columns: people bigint
SELECT count(*) AS people FROM person WHERE announced_at IS NOT NULL

-- name: gone_note
-- These people are about to be erased because the app has them no more.
-- params: kind text, person_hashes text[], now timestamptz
-- columns:
INSERT INTO connection_gone (kind, person_hash, gone_at)
SELECT $1, person_hash, $3::timestamptz FROM unnest($2::text[]) AS gone (person_hash)
ON CONFLICT (kind, person_hash) DO NOTHING

-- name: gone_back
-- The app has these people: who of them was erased because it had not may come in again.
-- params: kind text, person_hashes text[]
-- columns:
WITH back AS (
  DELETE FROM connection_gone WHERE kind = $1 AND person_hash = ANY ($2::text[]) RETURNING person_hash
)
DELETE FROM erased_person USING back WHERE erased_person.person_hash = back.person_hash

-- name: announced_of
-- Of which of these people has the host spoken?
-- params: user_ids text[]
-- columns: user_id text
SELECT user_id FROM person WHERE user_id = ANY ($1::text[]) AND announced_at IS NOT NULL
