-- name: paying_users
-- How many of those who paid on a day were how active in the 7 days that end with it?
-- params: date date
-- columns: paying text, users integer
SELECT paying, sum(change)::integer AS users
FROM snapshot_count
WHERE day <= $1::date AND paying <> ''
GROUP BY paying
