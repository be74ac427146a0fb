import { date } from './activity.fixture.ts';
import { localDay, type Day, type Instant } from './day.ts';
import type { Standing } from './occasion.ts';
import type { DeliveryStatus, KnownDelivery, KnownTrigger, Situation, TypeSetting, Verdict } from './situation.ts';
import type { Channel, OutboundChannel } from './channel.ts';
import type { TriggerType } from './trigger.ts';
import { speak } from './speak.ts';

/** What is worth saying of somebody, in a case; nothing is due where nothing is said. */
export interface Said {
  readonly user_id?: string;
  readonly zone?: string;
  /** Local days like `2024-01-15`. */
  readonly registered?: string | null;
  readonly last_active?: string | null;
  readonly last_habit?: string | null;
  readonly streak?: number;
  readonly first_week?: number;
  readonly status?: Standing['subscription_status'];
  readonly trial_ends_at?: Instant | null;
}

export const MOSCOW = 'Europe/Moscow';

/** How somebody stands at an instant. */
export function standingAt(now: Instant, said: Said = {}): Standing {
  const { zone = MOSCOW, registered = '2023-10-01', last_active = null, last_habit = null, streak = 0 } = said;
  const day = localDay(now, zone);
  const registered_on = dayOrNull(registered);
  const last_active_on = dayOrNull(last_active ?? last_habit);
  const last_habit_on = dayOrNull(last_habit);
  const lifecycle_day = Math.max(0, day - (registered_on ?? day));
  const days_inactive = last_active_on === null ? lifecycle_day : day - last_active_on;
  return {
    user_id: said.user_id ?? 'ivan',
    zone,
    day,
    registered_on,
    lifecycle_day,
    days_inactive,
    last_active_on,
    last_active_at: null,
    last_habit_on,
    // Dead the day after it was not kept, as in the measures.
    streak: last_habit_on !== null && last_habit_on >= day - 1 ? streak : 0,
    days_active_first_week: said.first_week ?? 0,
    days_active_first_3: 0,
    days_active_30: 0,
    days_active_30_after_first_week: 0,
    feature_diversity: 0,
    completion_rate: 0,
    avg_session_duration: 0,
    longest_inactive_period: days_inactive,
    return_count: 0,
    last_return_on: null,
    retention_score: 0,
    ai_messages: 0,
    streak_broken_day: null,
    on_trial: said.status === 'trial',
    journey_counts: { active_days: 0, habit_completed: 0, journal_entry: 0, features: 0 },
    subscription_plan: 'pro',
    subscription_status: said.status ?? 'none',
    trial_started_at: null,
    trial_ends_at: said.trial_ends_at ?? null,
    paid_since: null,
    renewals: 0,
  };
}

function dayOrNull(text: string | null): Day | null {
  return text === null ? null : date(text);
}

const LIVE: TypeSetting = { mode: 'live', holdout: 0, braked_run: null };
const ALL_LIVE: Situation['settings'] = {
  inactivity_3_days: LIVE,
  streak_at_risk: LIVE,
  trial_expiring: LIVE,
  first_week_completed: LIVE,
  monthly_report: LIVE,
  win_back: LIVE,
};

export function setting(type: TriggerType, set: Partial<TypeSetting>): Situation['settings'] {
  return { ...ALL_LIVE, [type]: { ...LIVE, ...set } };
}

/** Everything reaches them, all types are live, nobody is held out, and nothing was said before. */
export function situationAt(now: Instant, said: Said = {}, rest: Partial<Situation> = {}): Situation {
  return {
    now,
    standing: standingAt(now, said),
    triggers: [],
    deliveries: [],
    reachable: new Set<OutboundChannel>(['push', 'telegram', 'email']),
    channels_off: [],
    types_off: [],
    settings: ALL_LIVE,
    ...rest,
  };
}

/** A message that left, or did not, at an instant. */
export function delivery(
  trigger_id: number,
  status: DeliveryStatus,
  sent_at: Instant | null = null,
  channel: OutboundChannel = 'telegram',
): KnownDelivery {
  return { trigger_id, channel, round: 0, status, sent_at };
}

/** What is known after a verdict was written, as the statements of the room `trigger` write it. */
export function written(situation: Situation, { made, changed }: Verdict): Situation {
  let triggers = [...situation.triggers];
  let deliveries = [...situation.deliveries];
  let next = Math.max(0, ...triggers.map(({ id }) => id));
  const put = (trigger_id: number, round: number, release: readonly OutboundChannel[]): void => {
    for (const channel of release) deliveries.push({ trigger_id, channel, round, status: 'waiting', sent_at: null });
  };
  for (const { holdout: _, run_id, rewarded: _rewarded, release, ...trigger } of made) {
    next++;
    const rest = { round: 0, dismissed_at: null, dismiss_reason: null, snoozed_until: null };
    const run_status = run_id === null ? null : 'held';
    triggers.push({ ...trigger, ...rest, id: next, run_status, created_at: situation.now });
    put(next, 0, release);
  }
  for (const { holdout: _, rewarded: _rewarded, release, cancel, ...change } of changed) {
    triggers = triggers.map((known) => {
      const status = known.status === 'pending' ? change.status : known.status;
      return known.id === change.id ? { ...known, ...change, status } : known;
    });
    const calledBack = (own: KnownDelivery): boolean =>
      cancel && own.trigger_id === change.id && own.status === 'waiting';
    deliveries = deliveries.map((own) => (calledBack(own) ? { ...own, status: 'cancelled' } : own));
    put(change.id, change.round, release);
  }
  return { ...situation, triggers, deliveries };
}

/** What becomes of all that waits in the outbox: taken at once, unless said otherwise. */
export function delivered(situation: Situation, status: DeliveryStatus = 'sent'): Situation {
  const taken = status === 'sent' || status === 'uncertain';
  const deliveries = situation.deliveries.map((own): KnownDelivery => {
    return own.status === 'waiting' ? { ...own, status, sent_at: taken ? situation.now : null } : own;
  });
  const sent = new Set(deliveries.flatMap((own) => (own.status === 'sent' ? [own.trigger_id] : [])));
  const triggers = situation.triggers.map((known): KnownTrigger => {
    return known.status === 'pending' && sent.has(known.id) ? { ...known, status: 'sent' } : known;
  });
  return { ...situation, triggers, deliveries };
}

/** Moves on to an instant, and may say something new of the person. */
export function later(situation: Situation, now: Instant, said: Said, rest: Partial<Situation> = {}): Situation {
  return { ...situation, ...rest, now, standing: standingAt(now, said) };
}

/** What leaves now: each type with the channels it takes. */
export function leaving({ made, changed }: Verdict): string[] {
  return [...made, ...changed]
    .filter(({ release }) => release.length > 0)
    .map(({ type, release }) => `${type}: ${release.toSorted().join(' ')}`);
}

/** Speaks, and lets everything be taken at once. */
export function spoken(situation: Situation): Situation {
  return delivered(written(situation, speak(situation)));
}

/** The only trigger of a type. */
export function the({ triggers }: Situation, type: TriggerType): KnownTrigger {
  const [one, ...others] = triggers.filter((known) => known.type === type);
  if (one === undefined || others.length > 0) throw new Error(`${others.length + (one ? 1 : 0)} of ${type}`);
  return one;
}

/** As the person answered it. */
export function dismissed(
  situation: Situation,
  type: TriggerType,
  dismiss_reason: NonNullable<KnownTrigger['dismiss_reason']>,
  until: Instant | null = null,
): Situation {
  const { now } = situation;
  const triggers = situation.triggers.map((known): KnownTrigger => {
    if (known.type !== type || !known.open) return known;
    const answer = { dismissed_at: now, dismiss_reason };
    if (dismiss_reason !== 'snoozed')
      return { ...known, ...answer, status: 'dismissed', open: false, scheduled_at: null };
    const onlyInApp = known.channels.every((channel: Channel) => channel === 'in_app');
    const scheduled_at = onlyInApp ? null : until;
    return { ...known, ...answer, held_by: 'snoozed', round: known.round + 1, snoozed_until: until, scheduled_at };
  });
  return { ...situation, triggers };
}
