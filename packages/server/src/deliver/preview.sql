-- name: push_of
-- Which browser of this person has subscribed last?
-- params: user_id text
-- columns: endpoint text, p256dh text, auth text
SELECT endpoint, p256dh, auth FROM push_subscription WHERE user_id = $1::text ORDER BY created_at DESC LIMIT 1
