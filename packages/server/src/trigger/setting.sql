-- name: setting_write
-- Sets the mode and the share held out of a type; null leaves what was, and a share is taken back by `forget_holdout`.
-- params: type text, mode text, holdout double precision, forget_holdout boolean, now timestamptz
-- columns:
INSERT INTO trigger_setting AS known (type, mode, holdout, updated_at)
VALUES ($1::text, coalesce($2::text, 'live'), $3::double precision, $5::timestamptz)
ON CONFLICT (type) DO UPDATE SET
  mode = coalesce($2::text, known.mode),
  holdout = CASE WHEN $4::boolean THEN NULL ELSE coalesce($3::double precision, known.holdout) END,
  updated_at = EXCLUDED.updated_at
