-- name: people_named
-- What are these people called?
-- params: user_ids text[]
-- columns: user_id text, email text, first_name text
SELECT user_id, email, first_name FROM person WHERE user_id = ANY ($1::text[])
