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
  streak_broken_days  date[]      NOT NULL DEFAULT '{}', -- the local days with a streak_broken, ascending
  created_at          timestamptz NOT NULL,
  updated_at          timestamptz NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX person_telegram_chat_id ON person (telegram_chat_id) WHERE telegram_chat_id IS NOT NULL;

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
-- Who was active on a day? Days arrive in their order, so a few bytes for every so many pages are enough to find them.
CREATE INDEX active_day_day ON active_day USING brin (day) WITH (autosummarize = on);

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

-- What was judged of every person at the end of each day, up to the project's today, kept as spans: on day D a person's
-- row is the one with since <= D and (until is null or D < until). It grows with changes, not with days. The
-- subscription is the one known on those days: facts told later do not rewrite the past.
CREATE TABLE profile_snapshot (
  user_id             text COLLATE "C" NOT NULL,
  since               date NOT NULL,
  until               date,
  segment             text NOT NULL,
  churn_risk          text NOT NULL,
  paying              text,                   -- how active who pays was: active, inactive, dead; null: does not pay
  subscription_plan   text NOT NULL,
  subscription_status text NOT NULL,
  PRIMARY KEY (user_id, since)
) WITH (fillfactor = 80);
CREATE INDEX profile_snapshot_churned ON profile_snapshot (since) WHERE segment = 'churned';

-- What has changed and is not yet judged and counted: written in the transaction that changes it, taken once by
-- catch-up.ts. Rows only come and go, so that nobody waits for anybody.
CREATE TABLE change (
  user_id text    COLLATE "C" NOT NULL,
  id      bigint  GENERATED ALWAYS AS IDENTITY,
  day     date,                               -- the earliest local day it touches; null: today, by facts alone
  gained  boolean NOT NULL,                   -- whether the day is a new row of active_day
  PRIMARY KEY (user_id, id)
);

-- What the counts below hold of each person. Days are local days. Who is behind a number is read from here.
CREATE TABLE member (
  user_id          text    COLLATE "C" PRIMARY KEY,
  registered_on    date,
  zone             text    NOT NULL,          -- '' for the project's
  last_active_day  integer,                   -- days from the registration to the latest active day
  d1               boolean NOT NULL,          -- active on local day registration + 1
  d3               boolean NOT NULL,
  d7               boolean NOT NULL,
  d14              boolean NOT NULL,
  d30              boolean NOT NULL,
  trial_started_on date,
  paid_on          date,
  started_trial    boolean NOT NULL,
  converted_paid   boolean NOT NULL,
  renewed          boolean NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX member_registered_on ON member (registered_on);

-- Members by day of registration and zone: what cohorts, funnel and dN are added up from. The zone says whether a day of
-- theirs is over.
CREATE TABLE cohort (
  zone            text    NOT NULL,
  registered_on   date    NOT NULL,
  users           integer NOT NULL,
  d1              integer NOT NULL,           -- active on local day registration + 1
  d3              integer NOT NULL,
  d7              integer NOT NULL,
  d14             integer NOT NULL,
  d30             integer NOT NULL,
  d1_or_after     integer NOT NULL,           -- active on that day or a later one
  d3_or_after     integer NOT NULL,
  d7_or_after     integer NOT NULL,
  d14_or_after    integer NOT NULL,
  d30_or_after    integer NOT NULL,
  started_trial   integer NOT NULL,
  converted_paid  integer NOT NULL,
  renewed         integer NOT NULL,
  PRIMARY KEY (zone, registered_on)
) WITH (fillfactor = 80);
CREATE INDEX cohort_registered_on ON cohort (registered_on);

-- What happened on each local day.
CREATE TABLE daily_count (
  day            date    PRIMARY KEY,
  dau            integer NOT NULL,
  mau_change     integer NOT NULL,            -- the sum of all days up to D is the MAU of D
  started_trial  integer NOT NULL,
  converted_paid integer NOT NULL
) WITH (fillfactor = 80);

-- How profile_snapshot changed the number of people of each kind from this day on: the sum of all days up to D is the
-- number on D.
CREATE TABLE snapshot_count (
  day        date    NOT NULL,
  segment    text    COLLATE "C" NOT NULL,
  churn_risk text    COLLATE "C" NOT NULL,
  paying     text    COLLATE "C" NOT NULL,    -- '' for those who do not pay
  change     integer NOT NULL,
  PRIMARY KEY (day, segment, churn_risk, paying)
) WITH (fillfactor = 80);

-- The closed days. A day that late events touch is closed again in the same transaction that counts them.
CREATE TABLE daily_metrics (
  date                date             PRIMARY KEY,
  dau                 integer          NOT NULL,
  mau                 integer          NOT NULL,
  new_users           integer          NOT NULL,
  d1_retention        double precision,       -- of those whose day 1 it was; null: nobody's
  d7_retention        double precision,
  d30_retention       double precision,
  started_trial       integer          NOT NULL,
  converted_paid      integer          NOT NULL,
  churned             integer          NOT NULL, -- who became churned on it
  segment_enthusiast  integer          NOT NULL,
  segment_quiet       integer          NOT NULL,
  segment_test_driver integer          NOT NULL,
  segment_returned    integer          NOT NULL,
  segment_new         integer          NOT NULL,
  created_at          timestamptz      NOT NULL,
  updated_at          timestamptz      NOT NULL  -- later than created_at: it was reopened since
);

-- Which scheduled duty has been done up to which day of the project's zone, so that what passed while everything was
-- down is caught up once.
CREATE TABLE duty (
  name        text        COLLATE "C" PRIMARY KEY,
  done_for    date        NOT NULL,
  finished_at timestamptz NOT NULL
);

-- When to look at people next: at the earliest of their rows. Rows only come and go, so that noting a change never waits for
-- whoever is looking. A look too early does no harm; one too late is never noted.
CREATE TABLE agenda (
  user_id text        COLLATE "C" NOT NULL,
  id      bigint      GENERATED ALWAYS AS IDENTITY,
  look_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, id)
);
CREATE INDEX agenda_look_at ON agenda (look_at);

-- What we had to say to whom, and what has become of it: once for each person, type and period key, also where nothing was
-- sent.
CREATE TABLE trigger (
  user_id        text        COLLATE "C" NOT NULL,
  id             bigint      GENERATED ALWAYS AS IDENTITY,
  type           text        COLLATE "C" NOT NULL,
  period_key     text        COLLATE "C" NOT NULL,
  mode           text        NOT NULL,        -- of the type when it was made: live, shadow; manual: made by the owner
  holdout        boolean     NOT NULL,        -- whether the person is held out of this type
  status         text        NOT NULL,        -- pending, sent, dismissed, expired
  open           boolean     NOT NULL,        -- whether anything about it may still change
  held_by        text,                        -- the rule that holds it back, or held it when it ended
  run_id         bigint,                      -- the braked evaluation that made it
  data           jsonb       NOT NULL,        -- the figures it speaks of
  channels       text[]      NOT NULL,        -- where it speaks, or would have spoken
  round          integer     NOT NULL DEFAULT 0, -- how often it was snoozed
  created_at     timestamptz NOT NULL,
  scheduled_at   timestamptz,                 -- when what goes out may leave; null: nothing waits to be handed over
  sent_at        timestamptz,                 -- when the first channel took it
  seen_at        timestamptz,                 -- when the app fetched it
  snoozed_until  timestamptz,
  dismissed_at   timestamptz,
  dismiss_reason text,
  followed_at    timestamptz,                 -- when the person did what it was about: said done, or pressed its button
  expires_at     timestamptz,
  PRIMARY KEY (user_id, id),
  UNIQUE (user_id, type, period_key)
) WITH (fillfactor = 80);
CREATE INDEX trigger_type_created ON trigger (type, created_at);
CREATE INDEX trigger_run_id ON trigger (run_id) WHERE run_id IS NOT NULL;

-- One message through one channel to one address, or one call to the host's webhook: the outbox. The key is what makes it
-- exist once.
CREATE TABLE delivery (
  user_id    text        COLLATE "C" NOT NULL,
  id         bigint      GENERATED ALWAYS AS IDENTITY,
  key        text        COLLATE "C" NOT NULL,
  trigger_id bigint,                          -- null: of no trigger
  round      integer     NOT NULL DEFAULT 0,
  channel    text        COLLATE "C" NOT NULL, -- push, telegram, email, webhook
  address    text        NOT NULL,            -- chat, e-mail address, endpoint; '' for the webhook
  payload    jsonb,                           -- what the webhook is told
  status     text        NOT NULL,            -- waiting, sending, sent, refused, unreachable, uncertain, cancelled
  attempts   integer     NOT NULL DEFAULT 0,
  next_at    timestamptz NOT NULL,            -- waiting: not before; sending: the lease ends
  worker     text,                            -- who holds the lease
  answer     text,                            -- what the provider said last
  created_at timestamptz NOT NULL,
  sent_at    timestamptz,                     -- when it was taken, or may have been
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, id),
  UNIQUE (user_id, key)
) WITH (fillfactor = 80);
CREATE INDEX delivery_trigger ON delivery (user_id, trigger_id);
CREATE INDEX delivery_waiting ON delivery (channel, next_at) WHERE status = 'waiting';
CREATE INDEX delivery_sending ON delivery (next_at) WHERE status = 'sending';
CREATE INDEX delivery_troubled ON delivery (updated_at) WHERE status IN ('refused', 'unreachable', 'uncertain');

-- Each decision not to send, or not yet, with its rule.
CREATE TABLE decision (
  user_id    text        COLLATE "C" NOT NULL,
  id         bigint      GENERATED ALWAYS AS IDENTITY,
  trigger_id bigint      NOT NULL,
  rule       text        COLLATE "C" NOT NULL,
  until      timestamptz,                     -- where it only defers
  decided_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, id)
);
CREATE INDEX decision_trigger ON decision (user_id, trigger_id);

-- What the owner has set for a type; a type without a row is as its definition says.
CREATE TABLE trigger_setting (
  type       text             COLLATE "C" PRIMARY KEY, -- or milestone_xp
  mode       text             NOT NULL,       -- live, shadow, off
  holdout    double precision,                -- 0–1; null: as defined
  updated_at timestamptz      NOT NULL
);

-- Evaluations that matched too many: they wait for the owner.
CREATE TABLE trigger_run (
  id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type       text        COLLATE "C" NOT NULL,
  matched    integer     NOT NULL,
  users      integer     NOT NULL,            -- of so many
  status     text        NOT NULL,            -- held, approved, declined
  created_at timestamptz NOT NULL,
  decided_at timestamptz
);

-- What people want: a person without a row wants everything.
CREATE TABLE preference (
  user_id      text        COLLATE "C" PRIMARY KEY,
  channels_off text[]      NOT NULL DEFAULT '{}',
  types_off    text[]      NOT NULL DEFAULT '{}',
  updated_at   timestamptz NOT NULL
);

-- Addresses that refuse us: a blocked bot, a mailbox that bounces, a subscription that is gone.
CREATE TABLE closed_address (
  user_id   text        COLLATE "C" NOT NULL,
  channel   text        COLLATE "C" NOT NULL,
  address   text        NOT NULL,
  reason    text        NOT NULL,
  closed_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, channel, address)
);

-- The browsers that take pushes for a person (W3C Push API).
CREATE TABLE push_subscription (
  user_id    text        COLLATE "C" NOT NULL,
  endpoint   text        NOT NULL,
  p256dh     text        NOT NULL,
  auth       text        NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, endpoint)
);
CREATE INDEX push_subscription_endpoint ON push_subscription USING hash (endpoint);

-- What binds a Telegram chat to a person: `/start <token>`.
CREATE TABLE telegram_link (
  user_id    text        COLLATE "C" NOT NULL,
  token      text        COLLATE "C" NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, token)
);
CREATE INDEX telegram_link_token ON telegram_link (token);

-- Win-back codes: each is redeemed once.
CREATE TABLE code (
  user_id     text        COLLATE "C" NOT NULL,
  code        text        COLLATE "C" NOT NULL,
  trigger_id  bigint      NOT NULL,
  percent     integer     NOT NULL,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  redeemed_at timestamptz,
  redeemed_by text,                           -- the host's own id of the redemption
  PRIMARY KEY (user_id, code)
);
CREATE UNIQUE INDEX code_code ON code (code);

-- XP, awarded once for each reason.
CREATE TABLE xp_award (
  user_id    text        COLLATE "C" NOT NULL,
  reason     text        COLLATE "C" NOT NULL, -- milestone_0 …, or the type of the trigger it came with
  xp         integer     NOT NULL,
  held_by    text,                            -- null: told to the host
  awarded_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, reason)
);

-- The total of XP the host told last on each local day on which it told another: what was earned in a month is a difference.
CREATE TABLE xp_day (
  user_id text   COLLATE "C" NOT NULL,
  day     date   NOT NULL,
  xp      bigint NOT NULL,
  PRIMARY KEY (user_id, day)
);

-- How many people did so much in the 30 days that end with a closed day, for the last weeks: what a monthly report compares
-- with.
CREATE TABLE month_actions (
  day     date    NOT NULL,                   -- the last of the 30
  actions bigint  NOT NULL,                   -- in all of them together, at least 1
  people  integer NOT NULL,
  PRIMARY KEY (day, actions)
);

-- When the next message may leave through a channel, over all processes: its rate, and how long its provider wants us to wait.
CREATE TABLE pace (
  channel text        COLLATE "C" PRIMARY KEY,
  free_at timestamptz NOT NULL
);

-- People whose data were erased, by a keyed hash (db/person-hash.ts): they come in by no door again.
CREATE TABLE erased_person (
  person_hash text        COLLATE "C" PRIMARY KEY,
  erased_at   timestamptz NOT NULL
);

-- Who may look at the dashboard besides the owner, whose password is in the configuration.
CREATE TABLE account (
  login         text        COLLATE "C" PRIMARY KEY, -- as they type it, in small letters
  role          text        NOT NULL,         -- admin, analyst, owner
  password_hash text        NOT NULL,         -- scrypt, with its parameters and its salt
  disabled_at   timestamptz,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL
);

-- Logins to the dashboard. The browser holds the token, this only its hash; a row that is revoked ends the login at once.
CREATE TABLE session (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token_hash  text        COLLATE "C" NOT NULL UNIQUE, -- SHA-256
  kind        text        NOT NULL,           -- owner: by the configured password; account; token: by a token of the host
  login       text,                           -- of the account
  person_hash text        COLLATE "C",        -- of whom the host's token spoke: the host's people may be users as well
  role        text        NOT NULL,
  proof       text,                           -- a hash of the configured password: another password ends the owner's logins
  client      text        NOT NULL,           -- what the browser calls itself, shortened
  created_at  timestamptz NOT NULL,
  seen_at     timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  revoked_at  timestamptz
);
CREATE INDEX session_login ON session (login);

-- Who did what: each change and each export, before it happens, and once more where it failed. Rows are only added.
-- People stand in it by their keyed hash alone, so that nothing need be rewritten when one is erased.
CREATE TABLE audit (
  id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at          timestamptz NOT NULL,
  actor       text        NOT NULL,           -- owner, account, token, host, command
  login       text,                           -- of the account
  actor_hash  text        COLLATE "C",        -- of whom the host's token spoke
  role        text,
  action      text        COLLATE "C" NOT NULL,
  person_hash text        COLLATE "C",        -- whom it was about
  detail      jsonb       NOT NULL DEFAULT '{}', -- nothing that names a person
  outcome     text        NOT NULL            -- begun, failed
);
CREATE INDEX audit_person ON audit (person_hash) WHERE person_hash IS NOT NULL;

-- Who is behind a hash of the audit: of people who are still there.
CREATE TABLE audit_subject (
  user_id     text COLLATE "C" PRIMARY KEY,
  person_hash text COLLATE "C" NOT NULL UNIQUE
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit is append-only';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- An app that people and events are read from (connect/).
CREATE TABLE connection (
  kind         text        COLLATE "C" PRIMARY KEY, -- django
  mapping      json        NOT NULL,
  connected_at timestamptz NOT NULL,
  synced_at    timestamptz,                   -- when what is new was last taken, whole
  swept_at     timestamptz,                   -- when everybody was last compared, whole
  swept_after  text        COLLATE "C",       -- how far the present round of comparing has come; null: none runs
  gone_held    integer,                       -- people gone there who are not erased, because they are too many
  failure      text,                          -- why the last attempt failed; null: it did not
  failed_at    timestamptz
);

-- How far each of its sources has been taken.
CREATE TABLE connection_source (
  kind           text        COLLATE "C" NOT NULL,
  source         text        COLLATE "C" NOT NULL,
  fingerprint    text        NOT NULL,        -- of its mapping: another mapping is taken from the beginning
  watermark      text        COLLATE "C",     -- the greatest key taken
  updated_up_to  timestamptz,                 -- the moment up to which changed rows were taken
  rows_taken     bigint      NOT NULL DEFAULT 0,
  backfilled_at  timestamptz,                 -- when its history was whole
  taken_before   boolean     NOT NULL DEFAULT false, -- with another mapping
  PRIMARY KEY (kind, source)
);

-- Who was erased because the app had them no more, by their keyed hash (erased_person): when it has them again, they come
-- in again.
CREATE TABLE connection_gone (
  kind        text        COLLATE "C" NOT NULL,
  person_hash text        COLLATE "C" NOT NULL,
  gone_at     timestamptz NOT NULL,
  PRIMARY KEY (kind, person_hash)
);
