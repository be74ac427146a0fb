import { Compile } from 'typebox/compile';
import { beforeEach, expect } from 'vitest';
import type { Contract } from '@retention/domain/contract/contract';
import { triggerTypes, triggerUsers } from '@retention/domain/contract/trigger-admin';
import { TRIGGER_TYPES, type TriggerType } from '@retention/domain/trigger';
import { openTestDatabase } from '../../test/database.ts';
import { insertRows } from '../../test/insert.ts';
import { createTriggerMeasure } from './triggers.ts';

export const JANUARY = { date_from: '2024-01-01', date_to: '2024-01-31' };
/** What a trigger is that a channel took, and one that ended before any did. */
export const SENT = { status: 'sent', sent_at: '2024-01-15T10:00:01Z' };
export const ENDED = { status: 'expired', open: false };
const MADE_AT = '2024-01-15T10:00:00Z';

export type Asked = Contract['trigger_users']['request'];

const TABLES = [
  'trigger',
  'delivery',
  'decision',
  'trigger_setting',
  'trigger_run',
  'preference',
  'closed_address',
  'push_subscription',
  'xp_award',
  'person',
  'active_day',
];

/** The room over rows that are put into the tables as they stand. Each test begins with empty ones, at noon of 31 January. */
export async function openTriggerRows() {
  const { database, clock } = await openTestDatabase({ now: '2024-01-31T12:00:00Z' });
  const measureIn = (projectZone: string) =>
    createTriggerMeasure({ database, clock, projectZone, configured: new Set(['telegram', 'webhook']) });
  const measure = measureIn('Europe/Moscow');
  let lastId = 0;

  beforeEach(async () => {
    clock.set('2024-01-31T12:00:00Z');
    await database.session((client) => client.query(TABLES.map((table) => `DELETE FROM ${table}`).join(';')));
  });

  return {
    clock,
    measure,
    measureIn,
    nextId: () => ++lastId,
    insert: (table: string, rows: readonly object[]) => insertRows(database, table, rows),

    async typeOf(type: TriggerType = 'inactivity_3_days', asked: object = {}, of = measure) {
      const answer = await of.types({ body: { ...JANUARY, ...asked } });
      expect(Compile(triggerTypes.response).Errors(answer)).toEqual([]);
      expect(answer.types.map((row) => row.type)).toEqual(TRIGGER_TYPES);
      const found = answer.types.find((row) => row.type === type);
      if (found === undefined) throw new Error(`no ${type}`);
      return found;
    },

    async listOf(asked: Partial<Asked>, of = measure) {
      const answer = await of.users({
        body: { type: 'inactivity_3_days', list: 'matched', per_page: 100, ...JANUARY, ...asked },
      });
      expect(Compile(triggerUsers.response).Errors(answer)).toEqual([]);
      return answer;
    },

    async idsOf(asked: Partial<Asked>, of = measure) {
      return (await this.listOf(asked, of)).users.map(({ trigger_id }) => trigger_id);
    },

    /** A trigger as `speak` makes one that waits to leave, with what is different, of a person of its own. */
    async make(more: object = {}): Promise<number> {
      const id = ++lastId;
      const made = {
        user_id: `user ${id}`,
        id,
        type: 'inactivity_3_days',
        period_key: `key ${id}`,
        mode: 'live',
        holdout: false,
        status: 'pending',
        open: true,
        data: {},
        channels: ['telegram'],
        round: 0,
        created_at: MADE_AT,
        ...more,
      };
      await insertRows(database, 'trigger', [made]);
      return id;
    },

    async deliver(trigger_id: number, status: string, more: object = {}): Promise<number> {
      const id = ++lastId;
      const about = { user_id: `user ${trigger_id}`, key: `key ${id}`, trigger_id, channel: 'telegram', address: '77' };
      const times = { next_at: MADE_AT, created_at: MADE_AT, updated_at: MADE_AT };
      await insertRows(database, 'delivery', [{ id, round: 0, status, attempts: 1, ...about, ...times, ...more }]);
      return id;
    },

    async decide(trigger_id: number, rule: string, more: object = {}): Promise<void> {
      const about = { user_id: `user ${trigger_id}`, trigger_id, rule, decided_at: MADE_AT };
      await insertRows(database, 'decision', [{ id: ++lastId, ...about, ...more }]);
    },

    async tell(user_id: string, facts: object): Promise<void> {
      const plan = { subscription_plan: 'free', subscription_status: 'none', renewals: 0 };
      const rest = { xp: 0, streak_broken_days: [], created_at: '2024-01-01', updated_at: '2024-01-01' };
      await insertRows(database, 'person', [{ user_id, ...plan, ...rest, ...facts }]);
    },
  };
}

/** The figures of a day in the app of which nothing is told. */
export const DAY_IN_THE_APP = {
  actions: 1,
  features: 0,
  completions: 0,
  session_start: 1,
  habit_completed: 0,
  journal_entry: 0,
  ai_coach_message: 0,
  feature_seconds: 0,
  goal_progress: 0,
  habit_streak: 0,
};
