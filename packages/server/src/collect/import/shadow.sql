-- name: triggers_shadow
-- Puts everything that speaks by itself into shadow, until the owner switches it on.
-- params: types text[], now timestamptz
-- columns:
INSERT INTO trigger_setting (type, mode, updated_at)
SELECT type, 'shadow', $2::timestamptz FROM unnest($1::text[]) AS types (type)
ON CONFLICT (type) DO UPDATE SET mode = EXCLUDED.mode, updated_at = EXCLUDED.updated_at
