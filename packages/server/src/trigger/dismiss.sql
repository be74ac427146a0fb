-- name: dismiss_close
-- Closes a trigger as the person wants it, unless they closed it before; calls back what has not left yet.
-- params: user_id text, trigger_id bigint, reason text, now timestamptz
-- columns: id bigint
WITH closed AS (
  UPDATE trigger SET
    status = 'dismissed',
    open = false,
    scheduled_at = NULL,
    dismissed_at = $4::timestamptz,
    dismiss_reason = $3::text,
    followed_at = CASE WHEN $3::text = 'completed' THEN coalesce(followed_at, $4::timestamptz) ELSE followed_at END
  WHERE user_id = $1::text AND id = $2::bigint AND status <> 'dismissed'
  RETURNING user_id, id
), called AS (
  UPDATE delivery AS d SET status = 'cancelled', updated_at = $4::timestamptz
  FROM closed
  WHERE d.user_id = closed.user_id AND d.trigger_id = closed.id AND d.status = 'waiting'
)
SELECT id FROM closed

-- name: dismiss_snooze
-- Puts an open trigger off until a moment, after which it goes through the rules again; one that is put off already stays so.
-- params: user_id text, trigger_id bigint, until timestamptz, now timestamptz
-- columns: id bigint
WITH snoozed AS (
  UPDATE trigger SET
    snoozed_until = $3::timestamptz,
    scheduled_at = CASE WHEN channels = '{in_app}' THEN NULL ELSE $3::timestamptz END,
    round = round + 1,
    held_by = 'snoozed',
    dismissed_at = $4::timestamptz,
    dismiss_reason = 'snoozed'
  WHERE user_id = $1::text AND id = $2::bigint AND open AND (snoozed_until IS NULL OR snoozed_until <= $4::timestamptz)
  RETURNING user_id, id
), called AS (
  UPDATE delivery AS d SET status = 'cancelled', updated_at = $4::timestamptz
  FROM snoozed
  WHERE d.user_id = snoozed.user_id AND d.trigger_id = snoozed.id AND d.status = 'waiting'
), decided AS (
  INSERT INTO decision (user_id, trigger_id, rule, until, decided_at)
  SELECT user_id, id, 'snoozed', $3::timestamptz, $4::timestamptz FROM snoozed
), noted AS (
  INSERT INTO agenda (user_id, look_at) SELECT user_id, $3::timestamptz FROM snoozed
)
SELECT id FROM snoozed

-- name: trigger_exists
-- Is there such a trigger of this person?
-- params: user_id text, trigger_id bigint
-- columns: id bigint
SELECT id FROM trigger WHERE user_id = $1::text AND id = $2::bigint
