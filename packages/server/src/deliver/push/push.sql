-- The browsers that take pushes for a person.

-- name: push_turn
-- Lets one request at a time change the subscriptions of this person, until the transaction ends.
-- params: user_id text
-- columns: taken text
SELECT pg_advisory_xact_lock(hashtextextended($1::text, 8030))::text AS taken

-- name: push_keep
-- Keeps this subscription. A row comes back where it is new, or its keys are.
-- params: user_id text, endpoint text, p256dh text, auth text, now timestamptz
-- columns: endpoint text
INSERT INTO push_subscription (user_id, endpoint, p256dh, auth, created_at)
VALUES ($1::text, $2::text, $3::text, $4::text, $5::timestamptz)
ON CONFLICT (user_id, endpoint) DO UPDATE
SET p256dh = EXCLUDED.p256dh, auth = EXCLUDED.auth, created_at = EXCLUDED.created_at
WHERE push_subscription.p256dh <> EXCLUDED.p256dh OR push_subscription.auth <> EXCLUDED.auth
RETURNING endpoint

-- name: push_reopen
-- Opens this address of the person again. A row comes back where it was closed.
-- params: user_id text, endpoint text
-- columns: address text
DELETE FROM closed_address WHERE user_id = $1::text AND channel = 'push' AND address = $2::text RETURNING address

-- name: push_take_over
-- Takes the browser from others who were logged in with it before: what is for them must not show to this person. Only
-- who holds its secret can have the browser.
-- params: user_id text, endpoint text, auth text
-- columns:
DELETE FROM push_subscription WHERE endpoint = $2::text AND auth = $3::text AND user_id <> $1::text

-- name: push_make_room
-- Forgets the browsers of this person that take nothing any more, and the oldest of more than `most`.
-- params: user_id text, most integer
-- columns:
DELETE FROM push_subscription AS s
USING (
  SELECT p.endpoint, c.address IS NOT NULL AS closed,
    row_number() OVER (ORDER BY c.address IS NOT NULL, p.created_at DESC, p.endpoint) AS place
  FROM push_subscription AS p
  LEFT JOIN closed_address AS c ON c.user_id = p.user_id AND c.channel = 'push' AND c.address = p.endpoint
  WHERE p.user_id = $1::text
) AS ranked
WHERE s.user_id = $1::text AND s.endpoint = ranked.endpoint AND (ranked.closed OR ranked.place > $2::integer)

-- name: push_forget
-- Forgets this subscription. A row comes back where there was one.
-- params: user_id text, endpoint text
-- columns: endpoint text
DELETE FROM push_subscription WHERE user_id = $1::text AND endpoint = $2::text RETURNING endpoint

-- name: push_look
-- Has this person looked at, if there is one by that id: they can be reached in another way than before.
-- params: user_id text, now timestamptz
-- columns:
INSERT INTO agenda (user_id, look_at)
SELECT user_id, $2::timestamptz FROM person WHERE user_id = $1::text
