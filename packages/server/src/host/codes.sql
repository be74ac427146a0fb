-- Win-back codes. A code of somebody else is no code: nothing here tells whose it is, or that it is.

-- name: code_redeem
-- Redeems the code, unless it was redeemed, has expired, or is not of this user (null: whosever it is). Of several at once
-- one gets the row: the others wait for it, look again, and find it redeemed. Who redeems has followed
-- the message the code came with.
-- params: code text, user_id text, now timestamptz, redemption_id text
-- columns: user_id text, percent integer, redeemed_at timestamptz
WITH redeemed AS (
  UPDATE code SET redeemed_at = $3::timestamptz, redeemed_by = $4::text
  WHERE code = $1::text AND ($2::text IS NULL OR user_id = $2::text) AND redeemed_at IS NULL AND expires_at > $3::timestamptz
  RETURNING user_id, trigger_id, percent, redeemed_at
), followed AS (
  UPDATE trigger AS t SET followed_at = coalesce(t.followed_at, redeemed.redeemed_at)
  FROM redeemed
  WHERE t.user_id = redeemed.user_id AND t.id = redeemed.trigger_id
)
SELECT user_id, percent, redeemed_at FROM redeemed

-- name: code_find
-- What has become of this code, if it is of this user (null: whosever it is)?
-- params: code text, user_id text
-- columns: user_id text, percent integer, expires_at timestamptz, redeemed_at timestamptz, redeemed_by text
SELECT user_id, percent, expires_at, redeemed_at, redeemed_by
FROM code
WHERE code = $1::text AND ($2::text IS NULL OR user_id = $2::text)
