import { beforeAll, describe, expect, it } from 'vitest';
import { OUTBOUND_CHANNELS } from '@retention/domain/channel';
import type { Contract } from '@retention/domain/contract/contract';
import { TRIGGER_LISTS } from '@retention/domain/contract/trigger-admin';
import { DAY_MS, formatDay, formatInstant, localDay, parseInstant, type Instant } from '@retention/domain/day';
import { RULE_NAMES, type Rule } from '@retention/domain/rule';
import { DELIVERY_STATUSES } from '@retention/domain/situation';
import { TRIGGER_TYPES, TRIGGERS, type TriggerType } from '@retention/domain/trigger';
import { openTestDatabase } from '../../test/database.ts';
import { Random } from '../../test/faults/random.ts';
import { insertRows } from '../../test/insert.ts';
import { createTriggerMeasure } from './triggers.ts';

/**
 * Everything that is counted, against the same told plainly: loops over random rows, with no database and none of its statements.
 * The weeks hold the change of clocks of the project's zone.
 */
const ZONE = 'Europe/Berlin';
const NOW = instant('2024-04-12T09:30:00Z');
const FIRST = instant('2024-03-20T00:00:00Z');
const WEEKS = 24 * DAY_MS;
const PERIODS = [
  { date_from: '2024-03-25', date_to: '2024-04-07' },
  { date_from: '2024-03-31', date_to: '2024-03-31' },
  { date_from: '2024-04-01', date_to: '2024-04-30' },
];

const { database, clock } = await openTestDatabase({ now: formatInstant(NOW) });
const measure = createTriggerMeasure({ database, clock, projectZone: ZONE, configured: new Set() });

interface MadeTrigger {
  readonly user_id: string;
  readonly id: number;
  readonly type: TriggerType;
  readonly period_key: string;
  readonly mode: string;
  readonly holdout: boolean;
  readonly status: string;
  readonly open: boolean;
  readonly held_by: Rule | null;
  readonly run_id: number | null;
  readonly created_at: Instant;
  readonly sent_at: Instant | null;
  readonly seen_at: Instant | null;
  readonly dismissed_at: Instant | null;
  readonly followed_at: Instant | null;
}

const random = new Random(4);
const under = (most: number): number => random.whole(0, most - 1);
const among = <T>(values: readonly T[]): T => random.pick(values);
const sometimes = (chance: number, at: Instant): Instant | null =>
  random.chance(chance) ? at + under(3 * DAY_MS) : null;

const users = Array.from({ length: 150 }, (_, place) => `user ${place}`);
const runs = ['held', 'approved', 'declined', 'approved'].map((status, place) => ({
  id: place + 1,
  status,
  decided_at: status === 'held' ? null : FIRST + (place + 8) * DAY_MS,
}));
const triggers = Array.from({ length: 2_500 }, (_, place): MadeTrigger => {
  // Many at whole hours, so that some lie on the very turn of a day.
  const created_at = FIRST + (under(2) === 0 ? under(WEEKS / 3_600_000) * 3_600_000 : under(WEEKS));
  const sent_at = sometimes(0.4, created_at);
  const day = formatDay(localDay(created_at, ZONE));
  return {
    user_id: among(users),
    id: place + 1,
    type: among(TRIGGER_TYPES),
    period_key: random.chance(0.9) ? day : `key ${place}`,
    mode: among(['live', 'live', 'live', 'live', 'shadow', 'manual']),
    holdout: random.chance(0.3),
    status: sent_at === null ? among(['pending', 'expired']) : 'sent',
    open: random.chance(0.4),
    held_by: random.chance(0.5) ? among(RULE_NAMES) : null,
    run_id: random.chance(0.2) ? among(runs).id : null,
    created_at,
    sent_at,
    seen_at: sometimes(0.3, created_at),
    dismissed_at: sometimes(0.2, created_at),
    followed_at: sometimes(0.2, created_at),
  };
}).filter(firstOfItsKey());
const deliveries = triggers.flatMap(({ user_id, id }) =>
  Array.from({ length: under(4) }, () => ({
    user_id,
    trigger_id: id,
    channel: among([...OUTBOUND_CHANNELS, 'webhook']),
    status: among(DELIVERY_STATUSES),
  })),
);
const decisions = triggers.flatMap(({ user_id, id, created_at }) =>
  Array.from({ length: under(3) }, () => ({
    user_id,
    trigger_id: id,
    rule: among(RULE_NAMES),
    decided_at: created_at + under(6 * DAY_MS),
  })),
);
const days = users.flatMap((user_id) =>
  Array.from({ length: 30 }, (_, place) => {
    const day = localDay(FIRST, ZONE) + place;
    return { user_id, day, last_active_at: day * DAY_MS + under(DAY_MS), habit_completed: under(3) };
  }).filter(() => random.chance(0.25)),
);
const paid = new Map(users.map((user_id) => [user_id, sometimes(0.8, FIRST + under(WEEKS))]));

beforeAll(async () => {
  const at = (instant: Instant | null): string | null => (instant === null ? null : formatInstant(instant));
  const written = '2024-03-01T00:00:00Z';
  await insertRows(
    database,
    'person',
    users.map((user_id) => ({
      user_id,
      paid_since: at(paid.get(user_id) ?? null),
      created_at: written,
      updated_at: written,
      subscription_plan: 'free',
      subscription_status: 'none',
      renewals: 0,
      xp: 0,
      streak_broken_days: [],
    })),
  );
  await insertRows(
    database,
    'trigger',
    triggers.map(({ created_at, sent_at, seen_at, dismissed_at, followed_at, ...made }) => ({
      ...made,
      data: {},
      channels: [],
      round: 0,
      created_at: at(created_at),
      sent_at: at(sent_at),
      seen_at: at(seen_at),
      dismissed_at: at(dismissed_at),
      followed_at: at(followed_at),
    })),
  );
  await insertRows(
    database,
    'delivery',
    deliveries.map((delivery, id) => ({
      ...delivery,
      id,
      key: String(id),
      round: 0,
      address: '',
      attempts: 1,
      next_at: written,
      created_at: at(FIRST + 30 * DAY_MS),
      updated_at: written,
    })),
  );
  await insertRows(
    database,
    'decision',
    decisions.map((decision, id) => ({ ...decision, id, decided_at: at(decision.decided_at) })),
  );
  await insertRows(
    database,
    'trigger_run',
    runs.map(({ decided_at, ...run }) => ({
      ...run,
      type: 'win_back',
      matched: 1,
      users: 1,
      created_at: written,
      decided_at: at(decided_at),
    })),
  );
  await insertRows(
    database,
    'active_day',
    days.map(({ day, last_active_at, ...counted }) => ({
      ...counted,
      day: formatDay(day),
      last_active_at: at(last_active_at),
      actions: 1,
      features: 0,
      completions: 0,
      session_start: 0,
      journal_entry: 0,
      ai_coach_message: 0,
      feature_seconds: 0,
      goal_progress: 0,
      habit_streak: 0,
    })),
  );
});

type List = (typeof TRIGGER_LISTS)[number];
type Period = (typeof PERIODS)[number];

const ofPeriod = (type: TriggerType, { date_from, date_to }: Period): MadeTrigger[] =>
  triggers.filter((trigger) => {
    const day = formatDay(localDay(trigger.created_at, ZONE));
    return trigger.type === type && date_from <= day && day <= date_to;
  });

function fateOf({ id, sent_at, open }: MadeTrigger): List {
  if (sent_at !== null) return 'sent';
  const own = deliveries.filter(({ trigger_id, channel }) => trigger_id === id && channel !== 'webhook');
  if (own.some(({ status }) => status === 'waiting' || status === 'sending')) return 'waiting';
  if (own.some(({ status }) => status !== 'cancelled' && status !== 'sent')) return 'failed';
  return open ? 'waiting' : 'held';
}

function isOn(trigger: MadeTrigger, list: List, rule: Rule | null): boolean {
  const { id, held_by } = trigger;
  const on = {
    matched: true,
    seen: trigger.seen_at !== null,
    dismissed: trigger.dismissed_at !== null,
    followed: trigger.followed_at !== null,
  };
  if (!(list in on ? on[list as keyof typeof on] : fateOf(trigger) === list)) return false;
  if (rule === null || held_by === rule) return true;
  return list !== 'held' && decisions.some((decision) => decision.trigger_id === id && decision.rule === rule);
}

/** Who is in a group of the effect, and which of them did what the type is judged by. */
function groupOf(type: TriggerType, period: Period, list: 'treatment' | 'holdout') {
  const first = new Map<string, MadeTrigger & { readonly since: Instant }>();
  for (const trigger of ofPeriod(type, period).toSorted(byAge)) {
    const since = sinceOf(trigger);
    if (trigger.mode === 'live' && since !== null && !first.has(trigger.user_id)) {
      first.set(trigger.user_id, { ...trigger, since });
    }
  }
  const members = [...first.values()].filter(
    ({ since, holdout }) => since <= NOW - 3 * DAY_MS && holdout === (list === 'holdout'),
  );
  return { members, reached: members.filter(hasReached).length };
}

/** From when on somebody may have got it; null: never. */
function sinceOf({ id, run_id, created_at }: MadeTrigger): Instant | null {
  const run = runs.find((held) => held.id === run_id);
  if (run === undefined) return created_at;
  if (run.status !== 'approved' || run.decided_at === null) return null;
  const decided = run.decided_at;
  const gone = decisions.some(
    ({ trigger_id, rule, decided_at }) =>
      trigger_id === id && (rule === 'no_longer_due' || rule === 'expired') && decided_at <= decided,
  );
  return gone ? null : decided;
}

function hasReached({ user_id, type, period_key, since }: MadeTrigger & { readonly since: Instant }): boolean {
  const within = (at: Instant): boolean => at > since && at <= since + 3 * DAY_MS;
  const own = days.filter((day) => day.user_id === user_id);
  switch (TRIGGERS[type].outcome) {
    case 'back':
      return own.some(({ last_active_at }) => within(last_active_at));
    case 'streak_kept':
      return own.some(({ day, habit_completed }) => formatDay(day) === period_key && habit_completed > 0);
    case 'paid':
      return within(paid.get(user_id) ?? Number.NaN);
  }
}

const byAge = (one: MadeTrigger, other: MadeTrigger): number => one.created_at - other.created_at || one.id - other.id;

/** All pages of a list, as ids. */
async function listed(type: TriggerType, period: Period, list: List, rule: Rule | null = null): Promise<number[]> {
  const ids: number[] = [];
  for (let page = 1; ; page++) {
    const body = { type, ...period, list, page, per_page: 100, ...(rule !== null && { rule }) };
    const { users: rows, total, pages } = await measure.users({ body });
    ids.push(...rows.map(({ trigger_id }) => trigger_id));
    if (page < pages) continue;
    expect(ids).toHaveLength(total);
    return ids;
  }
}

const idsOf = (found: readonly MadeTrigger[]): number[] =>
  found.toSorted((one, other) => byAge(other, one)).map(({ id }) => id);

describe.each(PERIODS)('from $date_from to $date_to', (period) => {
  let types: Contract['trigger_types']['response']['types'];
  beforeAll(async () => {
    ({ types } = await measure.types({ body: period }));
  });
  const shown = (type: TriggerType) => {
    const row = types.find((found) => found.type === type);
    if (row === undefined) throw new Error(`no ${type}`);
    return row;
  };

  it.each(TRIGGER_TYPES)('%s: each figure is what it is, and its list is as long', async (type) => {
    const { counts } = shown(type);
    expect(counts.matched).toBeGreaterThan(0);
    expect(counts.sent + counts.held + counts.failed + counts.waiting).toBe(counts.matched);
    for (const [list, count] of Object.entries(counts) as [List, number][]) {
      const expected = idsOf(ofPeriod(type, period).filter((trigger) => isOn(trigger, list, null)));
      expect(count, list).toBe(expected.length);
      expect(await listed(type, period, list), list).toEqual(expected);
    }
  });

  it.each(TRIGGER_TYPES)('%s: so is each rule', async (type) => {
    const { by_rule } = shown(type);
    for (const rule of RULE_NAMES) {
      const own = by_rule.find((row) => row.rule === rule);
      for (const [list, count] of [
        ['matched', own?.held ?? 0],
        ['held', own?.ended ?? 0],
      ] as const) {
        const expected = idsOf(ofPeriod(type, period).filter((trigger) => isOn(trigger, list, rule)));
        expect(count, `${rule} ${list}`).toBe(expected.length);
        expect(await listed(type, period, list, rule), `${rule} ${list}`).toEqual(expected);
      }
    }
    expect(by_rule.map(({ rule }) => rule)).toEqual(
      RULE_NAMES.filter((rule) => by_rule.some((row) => row.rule === rule)),
    );
  });

  it.each(TRIGGER_TYPES)('%s: so is any figure of any rule', async (type) => {
    for (let time = 0; time < 10; time++) {
      const list = among(TRIGGER_LISTS.filter((name) => name !== 'treatment' && name !== 'holdout'));
      const rule = among(RULE_NAMES);
      const expected = idsOf(ofPeriod(type, period).filter((trigger) => isOn(trigger, list, rule)));
      expect(await listed(type, period, list, rule), `${rule} ${list}`).toEqual(expected);
    }
  });

  it.each(TRIGGER_TYPES)('%s: so is the effect', async (type) => {
    const { effect } = shown(type);
    for (const list of ['treatment', 'holdout'] as const) {
      const { members, reached } = groupOf(type, period, list);
      expect(effect[list], list).toMatchObject({ users: members.length, reached });
      expect(await listed(type, period, list), list).toEqual(idsOf(members));
    }
  });

  it.each(TRIGGER_TYPES)('%s: so are the channels', (type) => {
    const ids = new Set(ofPeriod(type, period).map(({ id }) => id));
    const count = (channel: string, ...statuses: string[]): number =>
      deliveries.filter(
        (delivery) =>
          ids.has(delivery.trigger_id) && delivery.channel === channel && statuses.includes(delivery.status),
      ).length;
    for (const { channel, ...counted } of shown(type).by_channel) {
      expect(counted).toEqual({
        sent: count(channel, 'sent'),
        refused: count(channel, 'refused'),
        unreachable: count(channel, 'unreachable'),
        uncertain: count(channel, 'uncertain'),
        waiting: count(channel, 'waiting', 'sending'),
      });
    }
  });
});

/** A trigger exists once for each person, type and key. */
function firstOfItsKey(): (trigger: MadeTrigger) => boolean {
  const known = new Set<string>();
  return ({ user_id, type, period_key }) => {
    const key = `${user_id} ${type} ${period_key}`;
    const first = !known.has(key);
    known.add(key);
    return first;
  };
}

function instant(text: string): Instant {
  const at = parseInstant(text);
  if (typeof at !== 'number') throw new RangeError(text);
  return at;
}
