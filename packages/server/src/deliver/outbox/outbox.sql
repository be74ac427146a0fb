-- name: outbox_look
-- Is anything due? Answers the channels with a delivery that is due and a provider that does not want us to wait, and whether
-- a lease has ended. Each question reads the first entry of an index, however many deliveries have been sent.
-- params: channels text[], now timestamptz
-- columns: channels text[], lapsed boolean
SELECT ARRAY (
    SELECT asked.channel
    FROM unnest($1::text[]) AS asked (channel)
    WHERE (
      SELECT d.next_at FROM delivery AS d
      WHERE d.channel = asked.channel AND d.status = 'waiting' ORDER BY d.next_at LIMIT 1
    ) <= $2::timestamptz
    AND NOT EXISTS (SELECT FROM pace AS p WHERE p.channel = asked.channel AND p.free_at > $2::timestamptz)
  ) AS channels,
  coalesce(
    (SELECT d.next_at FROM delivery AS d WHERE d.status = 'sending' ORDER BY d.next_at LIMIT 1) <= $2::timestamptz, false
  ) AS lapsed

-- name: outbox_lapse
-- Whose lease has ended? Of those nobody knows whether they were sent. The host knows a call by its id, and is told again;
-- a message may arrive twice, and waits for the owner. The worker stays noted: should it be alive, it knows better.
-- params: now timestamptz, answer text
-- columns: channel text, deliveries bigint
WITH lapsed AS MATERIALIZED (
  SELECT d.user_id, d.id FROM delivery AS d
  WHERE d.status = 'sending' AND d.next_at <= $1::timestamptz
  ORDER BY d.next_at
  LIMIT 1000
  FOR UPDATE SKIP LOCKED
), ended AS (
  UPDATE delivery AS d SET
    status = CASE d.channel WHEN 'webhook' THEN 'waiting' ELSE 'uncertain' END,
    worker = CASE d.channel WHEN 'webhook' THEN NULL ELSE d.worker END,
    sent_at = CASE d.channel WHEN 'webhook' THEN NULL ELSE d.updated_at END,
    next_at = $1::timestamptz,
    answer = $2::text,
    updated_at = $1::timestamptz
  FROM lapsed
  WHERE d.user_id = lapsed.user_id AND d.id = lapsed.id
  RETURNING d.user_id, d.channel
), noted AS (
  INSERT INTO agenda (user_id, look_at) SELECT DISTINCT user_id, $1::timestamptz FROM ended WHERE channel <> 'webhook'
)
SELECT channel, count(*) AS deliveries FROM ended GROUP BY channel

-- name: pace_lock
-- From when on may something leave through this channel? Others who ask wait until this transaction ends, so that no moment
-- is given away twice.
-- params: channel text
-- columns: free_at timestamptz
SELECT free_at FROM pace WHERE channel = $1::text FOR UPDATE

-- name: pace_open
-- Makes the row to be locked.
-- params: channel text, now timestamptz
-- columns:
INSERT INTO pace (channel, free_at) VALUES ($1::text, $2::timestamptz) ON CONFLICT (channel) DO NOTHING

-- name: pace_take
-- Nothing more leaves through this channel before that moment.
-- params: channel text, free_at timestamptz
-- columns:
INSERT INTO pace AS p (channel, free_at) VALUES ($1::text, $2::timestamptz)
ON CONFLICT (channel) DO UPDATE SET free_at = EXCLUDED.free_at WHERE p.free_at < EXCLUDED.free_at

-- name: claim_by_key_only
-- For this transaction: deliveries are read in the order of the index, and all else by its key, whatever the planner believes
-- of how many there are. It would rather sort all that wait than believe that nearly all of it may leave.
-- params:
-- columns: by_key_only boolean
SELECT concat(
  set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
  set_config('enable_sort', 'off', true), set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true)
) = 'offoffoffoffoff' AS by_key_only

-- name: claim_due
-- Which deliveries of a channel are due, the longest waiting first, with all that decides whether they may leave and all that
-- is said? Passes over what others are taking, and over people of whom something is not yet judged or looked at: it may
-- unmake the message. The lookups are by key, for each row: LATERAL … OFFSET 0 keeps the planner to it.
-- params: channel text, now timestamptz, most integer, per_second double precision
-- columns: user_id text, id bigint, trigger_id bigint, round integer, address text, payload jsonb, attempts integer, busy boolean, type text, data jsonb, trigger_status text, open boolean, trigger_round integer, snoozed_until timestamptz, expires_at timestamptz, timezone text, client_timezone text, locale text, first_name text, channels_off text[], types_off text[], closed boolean, p256dh text, auth text
WITH due AS MATERIALIZED (
  SELECT d.user_id, d.id, d.trigger_id, d.round, d.channel, d.address, d.payload, d.attempts, d.next_at
  FROM delivery AS d
  WHERE d.channel = $1::text AND d.status = 'waiting' AND d.next_at <= $2::timestamptz
    AND ($1::text = 'webhook' OR (
      (SELECT true FROM change AS c WHERE c.user_id = d.user_id LIMIT 1) IS NULL
      AND (SELECT true FROM agenda AS a WHERE a.user_id = d.user_id AND a.look_at <= $2::timestamptz LIMIT 1) IS NULL
    ))
    AND ($4::double precision IS NOT NULL OR NOT EXISTS (SELECT FROM pace AS p WHERE p.channel = $1::text AND p.free_at > $2::timestamptz))
  ORDER BY d.next_at
  LIMIT $3::integer
  FOR UPDATE SKIP LOCKED
)
SELECT due.user_id, due.id, due.trigger_id, due.round, due.address, due.payload, due.attempts,
  $4::double precision IS NOT NULL AND EXISTS (
    SELECT FROM delivery AS o
    WHERE o.user_id = due.user_id AND o.channel = due.channel AND o.address = due.address AND o.id <> due.id
      AND (o.status = 'sending' OR (o.status = 'sent' AND o.sent_at > $2::timestamptz - interval '1 second'))
  ) AS busy,
  t.type, t.data, t.status AS trigger_status, t.open, t.round AS trigger_round, t.snoozed_until, t.expires_at,
  p.timezone, p.client_timezone, p.locale, p.first_name,
  f.channels_off, f.types_off, coalesce(c.closed, false) AS closed, s.p256dh, s.auth
FROM due
LEFT JOIN LATERAL (
  SELECT * FROM trigger AS t WHERE t.user_id = due.user_id AND t.id = due.trigger_id OFFSET 0
) AS t ON true
LEFT JOIN LATERAL (SELECT * FROM person AS p WHERE p.user_id = due.user_id OFFSET 0) AS p ON true
LEFT JOIN LATERAL (SELECT * FROM preference AS f WHERE f.user_id = due.user_id OFFSET 0) AS f ON true
LEFT JOIN LATERAL (
  SELECT true AS closed FROM closed_address AS c
  WHERE c.user_id = due.user_id AND c.channel = due.channel AND c.address = due.address OFFSET 0
) AS c ON true
LEFT JOIN LATERAL (
  SELECT * FROM push_subscription AS s WHERE s.user_id = due.user_id AND s.endpoint = due.address OFFSET 0
) AS s ON true
ORDER BY due.next_at

-- name: claim_turn
-- Whoever puts a message back says so once: workers of several channels that hold deliveries of one trigger take turns, so
-- that the next sees what was said. Nothing else is waited for under this lock.
-- params: lock bigint
-- columns: turn text
SELECT pg_advisory_xact_lock($1::bigint)::text AS turn

-- name: claim_take
-- Writes what was decided of due deliveries: `sending` are this worker's for the length of a lease, the others wait longer or
-- are cancelled by a rule. What holds a trigger back is noted on it where nothing of it was sent, unless the room that makes
-- triggers holds it right now: it will say so itself.
-- params: decided json, worker text, lease_until timestamptz, now timestamptz
-- columns:
WITH decided AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS decided (user_id text COLLATE "C", id bigint, trigger_id bigint, status text,
    next_at timestamptz, rule text, until timestamptz, look boolean)
), written AS (
  UPDATE delivery AS d SET
    status = decided.status,
    attempts = CASE decided.status WHEN 'sending' THEN d.attempts + 1 ELSE d.attempts END,
    worker = CASE decided.status WHEN 'sending' THEN $2::text END,
    next_at = CASE decided.status WHEN 'sending' THEN $3::timestamptz ELSE decided.next_at END,
    updated_at = $4::timestamptz
  FROM decided
  WHERE d.user_id = decided.user_id AND d.id = decided.id
), ruled AS (
  SELECT DISTINCT user_id, trigger_id, rule, until FROM decided WHERE rule IS NOT NULL
), said AS (
  INSERT INTO decision (user_id, trigger_id, rule, until, decided_at)
  SELECT user_id, trigger_id, rule, until, $4::timestamptz FROM ruled
  WHERE NOT EXISTS (
    SELECT FROM decision AS known
    WHERE known.user_id = ruled.user_id AND known.trigger_id = ruled.trigger_id AND known.rule = ruled.rule
      AND known.until IS NOT DISTINCT FROM ruled.until
  )
), held AS MATERIALIZED (
  SELECT t.user_id, t.id, ruled.rule
  FROM ruled
  JOIN trigger AS t ON t.user_id = ruled.user_id AND t.id = ruled.trigger_id
  WHERE t.open AND NOT EXISTS (
    SELECT FROM delivery AS o WHERE o.user_id = t.user_id AND o.trigger_id = t.id AND o.status = 'sent'
  )
  FOR UPDATE OF t SKIP LOCKED
), noted AS (
  UPDATE trigger AS t SET held_by = CASE held.rule WHEN 'expired' THEN coalesce(t.held_by, held.rule) ELSE held.rule END
  FROM held
  WHERE t.user_id = held.user_id AND t.id = held.id
)
INSERT INTO agenda (user_id, look_at) SELECT DISTINCT user_id, $4::timestamptz FROM decided WHERE look

-- name: outcome_write
-- Writes what has become of deliveries of this worker. One whose lease has ended meanwhile is this worker's as long as nobody
-- has taken it since. Triggers are locked in their order: whoever writes several of them takes turns instead of deadlocking.
-- params: outcomes json, worker text, now timestamptz
-- columns: deliveries bigint
WITH known AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS known (user_id text COLLATE "C", id bigint, attempt integer, status text,
    attempts integer, next_at timestamptz, answer text, sent_at timestamptz, closes boolean, look boolean)
), written AS (
  UPDATE delivery AS d SET
    status = known.status,
    attempts = known.attempts,
    next_at = known.next_at,
    answer = coalesce(known.answer, d.answer),
    sent_at = known.sent_at,
    worker = NULL,
    updated_at = $3::timestamptz
  FROM known
  WHERE d.user_id = known.user_id AND d.id = known.id AND d.worker = $2::text AND d.attempts = known.attempt
    AND d.status IN ('sending', 'uncertain')
  RETURNING d.user_id, d.trigger_id, d.channel, d.address, d.status, d.sent_at, known.answer, known.closes, known.look
), locked AS MATERIALIZED (
  SELECT t.user_id, t.id, taken.sent_at
  FROM (
    SELECT user_id, trigger_id, min(sent_at) AS sent_at FROM written
    WHERE status = 'sent' AND channel <> 'webhook' AND trigger_id IS NOT NULL
    GROUP BY user_id, trigger_id
  ) AS taken
  JOIN trigger AS t ON t.user_id = taken.user_id AND t.id = taken.trigger_id
  ORDER BY t.user_id, t.id
  FOR UPDATE OF t
), sent AS (
  UPDATE trigger AS t SET
    status = CASE t.status WHEN 'dismissed' THEN t.status ELSE 'sent' END,
    sent_at = coalesce(t.sent_at, locked.sent_at),
    held_by = NULL
  FROM locked
  WHERE t.user_id = locked.user_id AND t.id = locked.id
), closed AS (
  INSERT INTO closed_address (user_id, channel, address, reason, closed_at)
  SELECT DISTINCT ON (user_id, channel, address) user_id, channel, address, answer, $3::timestamptz FROM written WHERE closes
  ON CONFLICT (user_id, channel, address) DO NOTHING
), looked AS (
  INSERT INTO agenda (user_id, look_at) SELECT DISTINCT user_id, $3::timestamptz FROM written WHERE look
)
SELECT count(*) AS deliveries FROM written

-- name: retry_read
-- What is known of a delivery somebody wants to have sent again?
-- params: user_id text, delivery_id bigint
-- columns: status text, channel text, address text, open boolean, dismissed boolean, expires_at timestamptz
SELECT d.status, d.channel, d.address, t.open, t.status = 'dismissed' AS dismissed, t.expires_at
FROM delivery AS d
LEFT JOIN trigger AS t ON t.user_id = d.user_id AND t.id = d.trigger_id
WHERE d.user_id = $1::text AND d.id = $2::bigint
FOR UPDATE OF d

-- name: retry_write
-- Puts a delivery back into the outbox as if it had never been tried, and opens its address again.
-- params: user_id text, delivery_id bigint, now timestamptz
-- columns:
WITH again AS (
  UPDATE delivery SET status = 'waiting', attempts = 0, next_at = $3::timestamptz, worker = NULL, sent_at = NULL,
    updated_at = $3::timestamptz
  WHERE user_id = $1::text AND id = $2::bigint
  RETURNING user_id, channel, address
)
DELETE FROM closed_address AS c USING again
WHERE c.user_id = again.user_id AND c.channel = again.channel AND c.address = again.address
