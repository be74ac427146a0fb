-- name: accounts_all
-- Who may log in besides the built-in owner, and when were they last here?
-- params:
-- columns: login text, role text, disabled_at timestamptz, created_at timestamptz, seen_at timestamptz
SELECT a.login, a.role, a.disabled_at, a.created_at,
  (SELECT max(s.seen_at) FROM session AS s WHERE s.login = a.login) AS seen_at
FROM account AS a
ORDER BY a.login

-- name: account_find
-- What is known of this account, also where it is shut?
-- params: login text
-- columns: login text, role text, password_hash text, disabled_at timestamptz
SELECT login, role, password_hash, disabled_at FROM account WHERE login = $1::text

-- name: account_add
-- A new account; no row where the login is taken.
-- params: login text, role text, password_hash text, now timestamptz
-- columns: created_at timestamptz
INSERT INTO account (login, role, password_hash, created_at, updated_at)
VALUES ($1::text, $2::text, $3::text, $4::timestamptz, $4::timestamptz)
ON CONFLICT DO NOTHING
RETURNING created_at

-- name: account_change
-- What is given changes (null: stays). Shut twice, it was shut the first time.
-- params: login text, role text, disabled boolean, password_hash text, now timestamptz
-- columns: login text, role text, disabled_at timestamptz, created_at timestamptz, seen_at timestamptz
UPDATE account
SET role = coalesce($2::text, role),
  disabled_at = CASE
    WHEN $3::boolean IS NULL THEN disabled_at
    WHEN $3::boolean THEN coalesce(disabled_at, $5::timestamptz)
  END,
  password_hash = coalesce($4::text, password_hash),
  updated_at = $5::timestamptz
WHERE login = $1::text
RETURNING login, role, disabled_at, created_at,
  (SELECT max(s.seen_at) FROM session AS s WHERE s.login = account.login) AS seen_at
