import { insertRows } from '../../test/insert.ts';
import type { Database } from '../db/database.ts';
import { createPartitions } from '../db/partition.ts';
import { parseDay } from '@retention/domain/day';

/** Somebody about whom there is something in every table, each text of theirs found nowhere else. */
export function uniquePerson(mark: string) {
  return {
    user_id: `only-${mark}`,
    email: `address.${mark}@example.com`,
    first_name: `Имя-${mark}`,
    chat: `chat-${mark}`,
    endpoint: `https://push.example.com/${mark}`,
    p256dh: `point-${mark}`,
    auth: `auth-${mark}`,
    token: `token-${mark}`,
    code: `CODE-${mark}`,
    order: `order-${mark}`,
    note: `said-${mark}`,
  };
}
export type UniquePerson = ReturnType<typeof uniquePerson>;

const AT = '2024-01-10T09:00:00Z';
const DAY = '2024-01-10';

/** Puts rows about them into every table that holds any about people. `hash`: what stands for them in others. */
export async function fillTables(database: Database, one: UniquePerson, hash: string): Promise<void> {
  const { user_id } = one;
  const day = parseDay(DAY) ?? 0;
  await createPartitions(database).ensure(day, day);
  const trigger_id = Number.parseInt(hash.slice(0, 8), 16);
  const zeros = { actions: 2, features: 1, completions: 1, session_start: 0, habit_completed: 1, journal_entry: 0 };
  const tables: Record<string, object> = {
    person: {
      user_id,
      email: one.email,
      first_name: one.first_name,
      telegram_chat_id: one.chat,
      xp: 10,
      renewals: 0,
      subscription_plan: 'pro',
      subscription_status: 'active',
      streak_broken_days: [],
      first_event_at: AT,
      first_event_on: DAY,
      registered_on: DAY,
      created_at: AT,
      updated_at: AT,
    },
    event: {
      user_id,
      id: crypto.randomUUID(),
      type: 'habit_completed',
      occurred_at: AT,
      received_at: AT,
      local_day: DAY,
      metadata: { note: one.note },
    },
    active_day: {
      user_id,
      day: DAY,
      ...zeros,
      ai_coach_message: 0,
      feature_seconds: 0,
      goal_progress: 0,
      last_active_at: AT,
      habit_streak: 0,
    },
    change: { user_id, id: trigger_id, day: DAY, gained: true },
    profile: {
      user_id,
      day: DAY,
      lifecycle_day: 0,
      segment: 'new_user',
      churn_risk: 'low',
      churn_risk_score: 0,
      retention_score: 0,
      days_active_30: 1,
      days_inactive: 0,
      feature_diversity: 0,
      completion_rate: 0,
      avg_session_duration: 0,
      longest_inactive_period: 0,
      return_count: 0,
      streak: 0,
      completed_milestones: [],
      updated_at: AT,
    },
    profile_snapshot: {
      user_id,
      since: DAY,
      segment: 'new_user',
      churn_risk: 'low',
      subscription_plan: 'pro',
      subscription_status: 'active',
    },
    member: {
      user_id,
      zone: '',
      d1: false,
      d3: false,
      d7: false,
      d14: false,
      d30: false,
      started_trial: false,
      converted_paid: false,
      renewed: false,
    },
    agenda: { user_id, id: trigger_id, look_at: AT },
    trigger: {
      user_id,
      id: trigger_id,
      type: 'win_back',
      period_key: DAY,
      mode: 'live',
      holdout: false,
      status: 'sent',
      open: true,
      data: { code: one.code },
      channels: ['email'],
      round: 0,
      created_at: AT,
    },
    delivery: {
      user_id,
      id: trigger_id,
      key: `${one.note}/key`,
      trigger_id,
      round: 0,
      channel: 'email',
      address: one.email,
      payload: { user_id },
      status: 'sent',
      attempts: 1,
      next_at: AT,
      answer: `250 ${one.note}`,
      created_at: AT,
      updated_at: AT,
    },
    decision: { user_id, id: trigger_id, trigger_id, rule: 'quiet_hours', decided_at: AT },
    preference: { user_id, channels_off: ['push'], types_off: [], updated_at: AT },
    closed_address: { user_id, channel: 'telegram', address: one.chat, reason: `blocked ${one.note}`, closed_at: AT },
    push_subscription: { user_id, endpoint: one.endpoint, p256dh: one.p256dh, auth: one.auth, created_at: AT },
    telegram_link: { user_id, token: one.token, expires_at: AT },
    code: {
      user_id,
      code: one.code,
      trigger_id,
      percent: 30,
      created_at: AT,
      expires_at: AT,
      redeemed_at: AT,
      redeemed_by: one.order,
    },
    xp_award: { user_id, reason: 'milestone_0', xp: 50, awarded_at: AT },
    xp_day: { user_id, day: DAY, xp: 10 },
    audit_subject: { user_id, person_hash: hash },
    session: {
      id: trigger_id,
      token_hash: `of ${hash}`,
      kind: 'token',
      person_hash: hash,
      role: 'analyst',
      client: 'a browser',
      created_at: AT,
      seen_at: AT,
      expires_at: AT,
    },
  };
  for (const [table, row] of Object.entries(tables)) await insertRows(database, table, [row]);
}

/** Every table whose rows say whose they are. */
export async function personalTables(database: Database): Promise<string[]> {
  const { rows } = await database.session((client) =>
    client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class AS c
       JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'user_id' AND NOT a.attisdropped
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       ORDER BY c.relname`,
    ),
  );
  return rows.map(({ name }) => name);
}

/** Where any of these texts is found: in a row of any table, or in what the planner remembers. */
export async function searchEverywhere(database: Database, texts: readonly string[]): Promise<string[]> {
  return database.session(async (client) => {
    const found: string[] = [];
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm') ORDER BY 1`,
    );
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(
        `SELECT t::text AS text FROM ${name} AS t WHERE EXISTS (
           SELECT FROM unnest($1::text[]) AS asked (text) WHERE strpos(t::text, asked.text) > 0)`,
        [texts],
      );
      found.push(...rows.map(({ text }) => `${name}: ${text}`));
    }
    const { rows } = await client.query<{ where: string }>(
      `SELECT concat_ws('.', s.tablename, s.attname) AS where FROM pg_stats AS s WHERE EXISTS (
         SELECT FROM unnest($1::text[]) AS asked (text)
         WHERE strpos(concat(s.most_common_vals::text, s.histogram_bounds::text, s.most_common_elems::text), asked.text) > 0)`,
      [texts],
    );
    return [...found, ...rows.map(({ where }) => `pg_stats of ${where}`)];
  });
}
