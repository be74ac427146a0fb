-- name: segments
-- How many people were in each segment at the end of a day?
-- params: date date
-- columns: segment text, users integer
SELECT segment, sum(change)::integer AS users FROM snapshot_count WHERE day <= $1::date GROUP BY segment
