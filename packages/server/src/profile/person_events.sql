-- name: person_events
-- The latest events of this person before one of them (null: before none), the latest first. No row for somebody unknown,
-- one of nulls where there is no such event.
--
-- The key of a month's events is (user_id, id): whatever its order, all that a person did in a month is read. How many
-- months it takes is known from active_day: from the latest days that lie wholly before the event asked for, back to the
-- day with which they hold `most` actions. A local day is at most one day from the UTC day, so those lie two days back at
-- least, and nothing from three days before that one can be later than any of them. Where there are fewer, it is all
-- months since their first event.
-- params: user_id text, before timestamptz, before_id uuid, most integer
-- columns: id uuid, type text, occurred_at timestamptz, received_at timestamptz, local_day date, metadata jsonb
SELECT e.id, e.type, e.occurred_at, e.received_at, e.local_day, e.metadata
FROM person AS p
LEFT JOIN LATERAL (
  SELECT *
  FROM event
  WHERE event.user_id = $1::text
    AND event.local_day <= coalesce(($2::timestamptz AT TIME ZONE 'UTC')::date + 1, 'infinity')
    AND event.local_day >= coalesce((
      SELECT full_day.day - 2
      FROM (
        SELECT latest.day, sum(latest.actions) OVER (ORDER BY latest.day DESC) AS actions
        FROM (
          SELECT active_day.day, active_day.actions
          FROM active_day
          WHERE active_day.user_id = $1::text
            AND active_day.day <= coalesce(($2::timestamptz AT TIME ZONE 'UTC')::date - 2, 'infinity')
          ORDER BY active_day.day DESC
          LIMIT $4::integer
        ) AS latest
      ) AS full_day
      WHERE full_day.actions >= $4::integer
      ORDER BY full_day.day DESC
      LIMIT 1
    ), p.first_event_on)
    AND ($2::timestamptz IS NULL OR (event.occurred_at, event.id) < ($2::timestamptz, $3::uuid))
  ORDER BY event.occurred_at DESC, event.id DESC
  LIMIT $4::integer
) AS e ON true
WHERE p.user_id = $1::text
ORDER BY e.occurred_at DESC, e.id DESC
