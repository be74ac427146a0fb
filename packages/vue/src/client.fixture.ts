import type { Answer, Done, Inbox, MonthlyReport, Profile, Retention, RetentionOptions } from '@retention/sdk';
import type { Trigger } from './stores/triggers.ts';

export const DONE: Answer<Done> = answered({ status: 'ok' });
export const UNREACHABLE: Answer<never> = { outcome: 'unreachable', reason: 'no answer' };

export function answered<Body>(body: Body): Answer<Body> {
  return { outcome: 'answered', body };
}

export function refused(status: number): Answer<never> {
  const body = { status: 'error' as const, message: 'no', errors: [] };
  return { outcome: 'refused', status, body, retry_after: null };
}

/** A server that answers what the test says, and remembers what it was told. */
export function fakeServer() {
  const server = {
    tracked: [] as unknown[][],
    dismissed: [] as unknown[][],
    closed: [] as string[],
    profile: (): Answer<Profile> | Promise<Answer<Profile>> => answered(profile()),
    report: (): Answer<MonthlyReport> | Promise<Answer<MonthlyReport>> => answered(REPORT),
    triggers: (): Answer<Inbox> | Promise<Answer<Inbox>> => answered(inbox()),
    dismiss: (): Answer<Done> | Promise<Answer<Done>> => DONE,
    profiles_asked: 0,
    /** Tells the stream of whoever listens. */
    tell: (_inbox: Inbox): void => undefined,
    /** Says that events were acknowledged. */
    deliver: (_count: number): void => undefined,
    createRetention(options: RetentionOptions): Retention {
      server.deliver = (count) => options.onDelivered?.(count);
      return {
        track: (...event: unknown[]) => void server.tracked.push([options.user_id, ...event]),
        flush: () => Promise.resolve(),
        queued: () => server.tracked.length,
        profile() {
          server.profiles_asked++;
          return Promise.resolve(server.profile());
        },
        report: () => Promise.resolve(server.report()),
        triggers: () => Promise.resolve(server.triggers()),
        dismiss(...reply: unknown[]) {
          server.dismissed.push(reply);
          return Promise.resolve(server.dismiss());
        },
        call: () => Promise.resolve(UNREACHABLE),
        watchTriggers(listener) {
          server.tell = listener;
          return () => (server.tell = () => undefined);
        },
        close() {
          server.closed.push(String(options.user_id));
          return Promise.resolve();
        },
      };
    },
  };
  return server;
}

export function trigger(id: number, change: Partial<Trigger> = {}): Trigger {
  return {
    id,
    type: 'streak_at_risk',
    type_label: 'Стрик под угрозой',
    priority: 'high',
    data: {},
    title: 'Серия ждёт тебя сегодня',
    message: 'Твоя серия из 7 дней под угрозой!',
    how: 'toast',
    action: { type: 'open_habits', label: 'Выполнить привычку' },
    created_at: '2024-01-15T20:00:00Z',
    ...change,
  };
}

export function modal(id: number, change: Partial<Trigger> = {}): Trigger {
  return trigger(id, { type: 'inactivity_3_days', how: 'modal', ...change });
}

export function inbox(...triggers: Trigger[]): Inbox {
  return { triggers, priority_trigger: triggers[0] ?? null };
}

/** Of somebody who has completed these milestones, in order or not. */
export function profile(completed_milestones: number[] = [0], lifecycle_day = 12): Profile {
  const open = [0, 1, 2, 3].find((id) => !completed_milestones.includes(id));
  return {
    lifecycle_day,
    segment: 'quiet_user',
    segment_label: 'Тихий',
    churn_risk: 'medium',
    retention_score: 45,
    metrics: { days_active_30: 8, feature_diversity: 0.5, completion_rate: 0.6, last_active_at: null },
    journey: {
      current_milestone: open ?? null,
      completed_milestones,
      next_milestone:
        open === undefined
          ? null
          : { id: open, title: `M${open}`, description: `Задание ${open}`, xp_bonus: 50, progress: 0, target: 3 },
      milestones: [0, 1, 2, 3].map((id) => ({
        id,
        title: `M${id}`,
        days: '1-3',
        completed: completed_milestones.includes(id),
      })),
    },
  };
}

export const REPORT: MonthlyReport = {
  month: 1,
  period: { start: '2024-01-01', end: '2024-01-30' },
  stats: {
    total_actions: 47,
    habits_completed: 32,
    journal_entries: 8,
    goals_progress: 65,
    streak_max: 18,
    xp_earned: 1250,
    features_used: 5,
  },
  achievements: [{ id: 'fire_streak', title: 'Огненный стрик', description: '14 дней подряд', icon: 'fire' }],
  comparison: {
    vs_last_month: { actions: '+15%', streak: '+5 дней' },
    vs_average_user: { percentile: 75 },
  },
};
