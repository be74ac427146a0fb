import { describe, expect, it } from 'vitest';
import { isHeldOut } from '@retention/domain/holdout';
import { isTriggerType, triggerDefinition, type TriggerType } from '@retention/domain/trigger';
import { openTestDatabase } from '../../test/database.ts';
import { monthDifferences, type Made } from '../../test/reference/month-difference.ts';
import { expectMonth, type Expected } from '../../test/reference/month-reference.ts';
import { openMonthStage } from '../../test/reference/month-stage.ts';
import { monthFrom, type Month } from '../../test/reference/month.ts';
import type { Rules } from '../../test/reference/triggers.ts';
import { isQuiet } from '../../test/reference/wall.ts';

/**
 * A virtual month of many people in twelve zones, each with a life of their own: whatever is said to anybody is what the
 * slow reference says, at the same minute of their wall clock. The whole of it is MONTH_PEOPLE=2000; MONTH_SEED plays others.
 */
const PEOPLE = Number(process.env['MONTH_PEOPLE'] ?? 300);
const SEED = Number(process.env['MONTH_SEED'] ?? 20_240_310);
const MOST_LINES = 25;

const PROJECT_ZONE = 'Europe/Moscow';
/** In these weeks clocks change in seven of them, in three at midnight; three are half or quarter hours off. */
const SPRING = monthFrom('2024-03-08', '2024-04-09', PROJECT_ZONE, [
  'America/New_York',
  'America/Havana',
  'America/Santiago',
  'Europe/Berlin',
  'Europe/Moscow',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]);
/** 30 December was skipped in Apia, which went to the other side of the date line. */
const DATE_LINE = monthFrom('2011-12-20', '2012-01-06', PROJECT_ZONE, ['Pacific/Apia', 'Pacific/Pago_Pago']);

const spring = await openTestDatabase();
const dateLine = await openTestDatabase();

/** One type in shadow, or none. */
function rulesWith(shadow: TriggerType | null): Rules {
  return {
    modeOf: (type) => (type === shadow ? 'shadow' : 'live'),
    isHeldOut: (user_id, type) => isTriggerType(type) && isHeldOut(user_id, type, triggerDefinition(type).holdout),
  };
}

describe('a virtual month', () => {
  it(`of ${PEOPLE} people in ${SPRING.zones.length} zones is the reference's`, { timeout: 900_000 }, async () => {
    const expected = expectMonth(SPRING, PEOPLE, SEED, rulesWith(null));
    expect(rulesIn(expected)).toEqual([]);
    expect(await live(spring, SPRING, expected)).toEqual([]);
  });

  it(
    'is the same where a day is skipped, in shadow, and whatever the zone of the process',
    { timeout: 300_000 },
    async () => {
      const before = process.env['TZ'];
      try {
        process.env['TZ'] = 'America/St_Johns';
        await dateLine.database.session((client) =>
          client.query(`INSERT INTO trigger_setting VALUES ('monthly_report', 'shadow', NULL, now())`),
        );
        const expected = expectMonth(DATE_LINE, 40, SEED, rulesWith('monthly_report'));
        expect(await live(dateLine, DATE_LINE, expected)).toEqual([]);
      } finally {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      }
    },
  );
});

/** Lets the clock skip from stop to stop while the real rooms do what is due, and returns what differs. */
async function live(test: typeof spring, month: Month, { told, script }: Expected): Promise<string[]> {
  const { database, clock } = test;
  const stage = openMonthStage(test, month.project_zone);
  const moments = [...Map.groupBy(script, ({ at }) => at)];
  const end = (month.to + 1) * 86_400_000;
  let stops = 0;
  let next = Infinity;
  for (let nth = 0; ; stops++) {
    const [when, happenings = []] = moments[nth] ?? [Infinity];
    const at = Math.min(when, next);
    if (at >= end) break;
    clock.set(new Date(at).toISOString());
    if (when === at) {
      await stage.tell(happenings);
      nth++;
    }
    next = await stage.settle();
  }
  expect(stage.failures).toEqual([]);
  const made = await database.session(async (client) => {
    const { rows } = await client.query<Made>(
      'SELECT id, user_id, type, period_key, created_at, held_by, sent_at, run_id FROM trigger',
    );
    return rows;
  });
  process.stdout.write(`month: ${stops} stops, ${made.length} triggers, ${stage.carried.length} messages\n`);
  // Whatever matched was sent or held back by a rule, and none of it was one of too many at once.
  const lost = made.filter(({ sent_at, held_by, run_id }) => (sent_at === null && held_by === null) || run_id !== null);
  const found = [
    ...lost.map(({ user_id, type }) => `${user_id} ${type}: neither sent nor held back, or braked`),
    ...monthDifferences(made, stage.carried, told),
  ];
  return found.length <= MOST_LINES ? found : [...found.slice(0, MOST_LINES), `and ${found.length - MOST_LINES} more`];
}

/** What the reference itself does against the rules, or never does at all: it would not notice then. */
function rulesIn({ told, script }: Expected): string[] {
  const against: string[] = [];
  const missing = new Set([
    'holdout',
    'preference',
    'muted',
    'no_channel',
    'no_longer_due',
    'dismissed',
    'settled',
    'expired',
  ]);
  for (const rule of ['quiet_hours', 'daily_cap', 'weekly_cap', 'snoozed', 'refused', 'again']) missing.add(rule);
  const zones = Map.groupBy(script, ({ user_id }) => user_id);
  const moved = (user_id: string): boolean => {
    const named = (zones.get(user_id) ?? []).map((happening) => {
      if (happening.kind === 'facts') return happening.facts.timezone;
      return happening.kind === 'events' ? happening.timezone : null;
    });
    return new Set(named.filter((zone) => zone !== null && zone !== undefined)).size > 1;
  };
  const days = new Map<string, Set<string>>();
  for (const { user_id, type, key, left, ended, waited_for } of told) {
    for (const rule of [ended ?? '', ...waited_for]) missing.delete(rule);
    for (const { wall, refused, round } of left) {
      if (refused) missing.delete('refused');
      if (round > 0) missing.delete('again');
      if (isQuiet(wall)) against.push(`${user_id} ${type} ${key} left in quiet hours`);
      // On whose wall two days were one is another question.
      if (refused || moved(user_id)) continue;
      const name = `${user_id} ${wall.day}`;
      days.set(name, (days.get(name) ?? new Set()).add(`${type} ${key}`));
    }
  }
  for (const [name, messages] of days) {
    const [user_id, day] = [name.slice(0, name.lastIndexOf(' ')), Number(name.slice(name.lastIndexOf(' ') + 1))];
    let week = 0;
    for (let back = 0; back < 7; back++) week += days.get(`${user_id} ${day - back}`)?.size ?? 0;
    if (messages.size > 1 || week > 3) against.push(`${user_id} got ${messages.size} in a day, ${week} in a week`);
  }
  // A few people do not meet with everything.
  return PEOPLE < 300 ? against : [...against, ...Array.from(missing, (rule) => `nobody was ${rule}`)];
}
