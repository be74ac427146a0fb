-- The tables. Every table that belongs to a person has user_id in its primary key, so that the same schema can be
-- distributed by user_id. Ids are compared bytewise (COLLATE "C"). Days are local days of the person.

-- Who they are: facts from the host, and what their events say of them.
CREATE TABLE person (
  user_id             text        COLLATE "C" PRIMARY KEY,
  email               text,
  first_name          text,
  joined_at           timestamptz,
  timezone            text,                   -- from the host
  client_timezone     text,                   -- from the client; counts while the host has said none
  locale              text,
  telegram_chat_id    text,
  subscription_plan   text        NOT NULL DEFAULT 'free',
  subscription_status text        NOT NULL DEFAULT 'none',
  trial_started_at    timestamptz,
  trial_ends_at       timestamptz,
  paid_since          timestamptz,
  renewals            integer     NOT NULL DEFAULT 0,
  xp                  bigint      NOT NULL DEFAULT 0,
  announced_at        timestamptz,            -- when the host first spoke of them; null: known from events alone
  first_event_at      timestamptz,
  first_event_on      date,                   -- the earliest local day of an event
  registered_on       date,                   -- local day of joined_at, else first_event_on
  streak_broken_on    date,                   -- the latest local day with a streak_broken
  created_at          timestamptz NOT NULL,
  updated_at          timestamptz NOT NULL
) WITH (fillfactor = 80);

-- What they did: append-only, a partition per month of local days (db/partition.ts makes them and gives each its
-- primary key (user_id, id)). One id is one event across partitions too: writers lock the person, and look in the
-- neighbouring partitions before they write (collect/store.ts).
CREATE TABLE event (
  user_id     text        COLLATE "C" NOT NULL,
  id          uuid        NOT NULL,
  type        text        COLLATE "C" NOT NULL,
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  local_day   date        NOT NULL,
  metadata    jsonb
) PARTITION BY RANGE (local_day);

-- One row per person per local day with an event of their own doing, kept in the transaction that stores the events.
-- Activity, retention, gaps, streaks and diversity read this table, never the events. A person's days lie scattered over
-- the heap, since they come in the order of time; the key includes what a judgement reads, so that it need not go there.
CREATE TABLE active_day (
  user_id          text        COLLATE "C" NOT NULL,
  day              date        NOT NULL,
  actions          integer     NOT NULL,
  features         integer     NOT NULL,      -- set of features used, a bit each (domain/event.ts FEATURES)
  completions      integer     NOT NULL,
  session_start    integer     NOT NULL,
  habit_completed  integer     NOT NULL,
  journal_entry    integer     NOT NULL,
  ai_coach_message integer     NOT NULL,
  feature_seconds  bigint      NOT NULL,
  goal_progress    integer     NOT NULL,
  last_active_at   timestamptz NOT NULL,
  habit_streak     integer     NOT NULL,
  habit_streak_at  timestamptz,
  PRIMARY KEY (user_id, day) INCLUDE (features, completions, session_start, habit_completed, journal_entry,
    ai_coach_message, feature_seconds, habit_streak, last_active_at)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);

-- Every person's profile as of the last refresh.
CREATE TABLE profile (
  user_id                 text             COLLATE "C" PRIMARY KEY,
  day                     date             NOT NULL,  -- the local today it was judged on
  lifecycle_day           integer          NOT NULL,
  segment                 text             NOT NULL,
  churn_risk              text             NOT NULL,
  churn_risk_score        integer          NOT NULL,
  retention_score         integer          NOT NULL,
  days_active_30          integer          NOT NULL,
  days_inactive           integer          NOT NULL,
  feature_diversity       double precision NOT NULL,
  completion_rate         double precision NOT NULL,
  avg_session_duration    integer          NOT NULL,
  last_active_at          timestamptz,
  longest_inactive_period integer          NOT NULL,
  return_count            integer          NOT NULL,
  streak                  integer          NOT NULL,
  current_milestone       integer,
  completed_milestones    integer[]        NOT NULL,
  updated_at              timestamptz      NOT NULL
) WITH (fillfactor = 80);

-- Segment and risk of every person at the end of each past day, kept as spans: on day D a person's row is the one with
-- since <= D and (until is null or D < until). It grows with changes, not with days.
CREATE TABLE profile_snapshot (
  user_id    text COLLATE "C" NOT NULL,
  since      date NOT NULL,
  until      date,
  segment    text NOT NULL,
  churn_risk text NOT NULL,
  PRIMARY KEY (user_id, since)
) WITH (fillfactor = 80);

-- Which scheduled duty has been done up to which day of the project's zone, so that what passed while everything was
-- down is caught up once.
CREATE TABLE duty (
  name        text        COLLATE "C" PRIMARY KEY,
  done_for    date        NOT NULL,
  finished_at timestamptz NOT NULL
);
