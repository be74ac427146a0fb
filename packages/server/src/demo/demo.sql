-- name: demo_found
-- What does the database hold already? People of a demo are known by the domain of their addresses; in a demo that ran
-- to its end everybody has events.
-- params: domain text
-- columns: people bigint, demo_people bigint, without_events bigint, has_events boolean
SELECT count(*) AS people,
  count(*) FILTER (WHERE email LIKE '%.' || $1::text) AS demo_people,
  count(*) FILTER (WHERE first_event_at IS NULL) AS without_events,
  EXISTS (SELECT FROM event) AS has_events
FROM person
