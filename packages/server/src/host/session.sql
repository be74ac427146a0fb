-- name: session_open
-- A login by the configured password, or by a token of the host.
-- params: token_hash text, kind text, person_hash text, role text, proof text, client text, now timestamptz, expires_at timestamptz
-- columns: id bigint
INSERT INTO session (token_hash, kind, person_hash, role, proof, client, created_at, seen_at, expires_at)
VALUES ($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::timestamptz, $7::timestamptz, $8::timestamptz)
RETURNING id

-- name: session_open_account
-- A login of an account, if it still is as it was when its password was compared. Whoever changes the account waits, or is
-- waited for: then nothing is opened.
-- params: token_hash text, login text, password_hash text, client text, now timestamptz, expires_at timestamptz
-- columns: id bigint
INSERT INTO session (token_hash, kind, login, role, client, created_at, seen_at, expires_at)
SELECT $1::text, 'account', login, role, $4::text, $5::timestamptz, $5::timestamptz, $6::timestamptz
FROM account
WHERE login = $2::text AND password_hash = $3::text AND disabled_at IS NULL
FOR SHARE
RETURNING id

-- name: session_find
-- Whose login is this, if it is good now? One by the configured password is good as long as that password is; one of an
-- account as long as the account is open, in the same role; one by a token of the host until its user is erased.
-- params: token_hash text, now timestamptz, proof text
-- columns: id bigint, kind text, who text, role text, seen_at timestamptz, expires_at timestamptz
SELECT s.id, s.kind, coalesce(s.login, p.user_id) AS who, s.role, s.seen_at, s.expires_at
FROM session AS s
LEFT JOIN account AS a ON a.login = s.login
LEFT JOIN audit_subject AS p ON p.person_hash = s.person_hash
WHERE s.token_hash = $1::text AND s.revoked_at IS NULL AND s.expires_at > $2::timestamptz
  AND CASE s.kind
    WHEN 'owner' THEN s.proof = $3::text
    WHEN 'account' THEN a.disabled_at IS NULL AND a.role = s.role
    ELSE p.user_id IS NOT NULL
  END

-- name: session_seen
-- It is used. A minute is as exact as anybody needs it.
-- params: id bigint, now timestamptz
-- columns:
UPDATE session SET seen_at = $2::timestamptz WHERE id = $1::bigint AND seen_at <= $2::timestamptz - INTERVAL '1 minute'

-- name: session_end
-- It ends now.
-- params: id bigint, now timestamptz
-- columns:
UPDATE session SET revoked_at = $2::timestamptz WHERE id = $1::bigint AND revoked_at IS NULL

-- name: sessions_end_account
-- All logins of an account end now, but this one (null: all).
-- params: login text, now timestamptz, except_id bigint
-- columns:
UPDATE session SET revoked_at = $2::timestamptz
WHERE login = $1::text AND revoked_at IS NULL AND id IS DISTINCT FROM $3::bigint

-- name: sessions_end_password
-- All logins by another configured password than this one end now.
-- params: proof text, now timestamptz
-- columns:
UPDATE session SET revoked_at = $2::timestamptz WHERE kind = 'owner' AND revoked_at IS NULL AND proof <> $1::text

-- name: sessions_remove
-- What ended a month ago is not kept, but for the last of each account: it says when they were last here.
-- params: now timestamptz
-- columns:
DELETE FROM session AS s
WHERE least(s.expires_at, s.revoked_at) < $1::timestamptz - INTERVAL '30 days'
  AND (s.login IS NULL OR EXISTS (SELECT FROM session AS later WHERE later.login = s.login AND later.id > s.id))

-- name: sessions_good
-- Which logins are good now, the latest first: everybody's, or those of this account or this person?
-- params: now timestamptz, proof text, everybody boolean, login text, person_hash text
-- columns: id bigint, kind text, who text, role text, client text, created_at timestamptz, seen_at timestamptz, expires_at timestamptz
SELECT s.id, s.kind, coalesce(s.login, p.user_id) AS who, s.role, s.client, s.created_at, s.seen_at, s.expires_at
FROM session AS s
LEFT JOIN account AS a ON a.login = s.login
LEFT JOIN audit_subject AS p ON p.person_hash = s.person_hash
WHERE s.revoked_at IS NULL AND s.expires_at > $1::timestamptz
  AND CASE s.kind
    WHEN 'owner' THEN s.proof = $2::text
    WHEN 'account' THEN a.disabled_at IS NULL AND a.role = s.role
    ELSE p.user_id IS NOT NULL
  END
  AND ($3::boolean OR s.login = $4::text OR s.person_hash = $5::text)
ORDER BY s.id DESC

-- name: session_revoke
-- This login ends now, if it has not yet, and is theirs: anybody's, or of this account or this person.
-- params: id bigint, now timestamptz, everybody boolean, login text, person_hash text
-- columns: id bigint
UPDATE session SET revoked_at = $2::timestamptz
WHERE id = $1::bigint AND revoked_at IS NULL AND expires_at > $2::timestamptz
  AND ($3::boolean OR login = $4::text OR person_hash = $5::text)
RETURNING id
