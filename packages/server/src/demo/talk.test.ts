import { expect, it } from 'vitest';
import { localDay, type Day, type Instant } from '@retention/domain/day';
import { isQuiet } from '@retention/domain/quiet-hours';
import { TRIGGER_TYPES } from '@retention/domain/trigger';
import { openTestDatabase } from '../../test/database.ts';
import { catchUp } from '../catch-up.ts';
import { countDeliveries, countTriggers } from '../measure/trigger-counts.ts';
import { createReadStandings } from '../standing.ts';
import { lookAtDue } from '../trigger/look.ts';
import { makeDemo } from './command.ts';

const ZONE = 'Europe/Moscow';
const { database, clock } = await openTestDatabase({ now: '2026-03-01T07:15:20Z' });
const now = clock.now();
const said: string[] = [];
const printed: string[] = [];
await makeDemo(
  { users: 600, days: 150, seed: 5 },
  {
    database,
    clock,
    config: { timezone: ZONE, databaseUrl: null, now },
    signal: new AbortController().signal,
    screen: { isTTY: true, write: (text: string) => said.push(text) },
    print: (line) => void printed.push(line),
    catchUp: async () => void (await catchUp({ database, clock, projectZone: ZONE }, { wait: true })),
  },
);

interface Left {
  readonly user_id: string;
  readonly trigger_id: number;
  readonly channel: string;
  readonly status: string;
  readonly sent_at: Instant;
  readonly zone: string;
}

function ask<R extends object>(text: string): Promise<R[]> {
  return database.session(async (client) => (await client.query<R>(text)).rows);
}

const left = await ask<Left>(
  `SELECT d.user_id, d.trigger_id, d.channel, d.status, d.sent_at, coalesce(p.timezone, '${ZONE}') AS zone
   FROM delivery AS d JOIN person AS p USING (user_id)
   WHERE d.channel <> 'webhook' AND d.status IN ('sent', 'uncertain') ORDER BY d.sent_at`,
);

it('says how far it has come, and how much was said', () => {
  expect(said.join('')).toMatch(/Speaking to people: \d+ % of the last weeks, [\d,]+ triggers/);
  expect(printed[0]).toMatch(/^People: 600, events: [\d,]+, triggers: \d[\d,]+, /);
});

it('leaves nothing to be sent: what was said has an end, and lies in the past', async () => {
  const statuses = await ask<{ status: string }>('SELECT DISTINCT status FROM delivery ORDER BY 1');
  expect(statuses.map(({ status }) => status)).toEqual(['refused', 'sent', 'uncertain', 'unreachable']);
  const [latest] = await ask(
    `SELECT (SELECT count(*) FROM trigger_run WHERE status = 'held')::integer AS held,
       (SELECT greatest(max(created_at), max(sent_at), max(seen_at), max(dismissed_at)) FROM trigger) AS said,
       (SELECT greatest(max(sent_at), max(updated_at)) FROM delivery) AS left,
       (SELECT count(*) FROM agenda WHERE look_at < '${new Date(now - 60_000).toISOString()}')::integer AS overdue,
       (SELECT count(*) - count(DISTINCT user_id) FROM agenda)::integer AS twice`,
  );
  expect(latest).toMatchObject({ held: 0, overdue: 0, twice: 0 });
  const { said: saidLast, left: leftLast } = latest as { said: Instant; left: Instant };
  expect(Math.max(saidLast, leftLast)).toBeLessThanOrEqual(now);
  expect(saidLast).toBeGreaterThan(now - 3 * 3_600_000);
});

it('counts add up for every type, and every type has spoken', async () => {
  const span = { from: now - 60 * 86_400_000, before: now };
  const countsOf = await countTriggers(database, span, 'en');
  const deliveriesOf = await countDeliveries(database, span);
  for (const type of TRIGGER_TYPES) {
    const { counts } = countsOf(type);
    const { matched, sent, held, failed, waiting } = counts;
    expect.soft(sent + held + failed + waiting, type).toBe(matched);
    expect.soft(sent, type).toBeGreaterThan(0);
    // Still to leave is only what was put off until the morning.
    expect.soft(deliveriesOf(type).every(({ waiting: under }) => under === 0)).toBe(true);
  }
  const { counts, by_rule } = countsOf('inactivity_3_days');
  expect(counts.seen).toBeGreaterThan(0);
  expect(counts.followed).toBeGreaterThan(0);
  expect(by_rule.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['holdout', 'quiet_hours']));
});

it('goes to nobody at night, more than once a day, or more than three times in seven days', () => {
  expect(left.length).toBeGreaterThan(200);
  for (const { sent_at, zone } of left) expect(isQuiet(sent_at, zone)).toBe(false);
  for (const own of Map.groupBy(left, ({ user_id }) => user_id).values()) {
    const days = new Map<number, Day>();
    for (const { trigger_id, sent_at, zone } of own) days.set(trigger_id, localDay(sent_at, zone));
    const messages = [...days.values()];
    expect(new Set(messages).size).toBe(messages.length);
    for (const day of messages) {
      expect(messages.filter((other) => other > day - 7 && other <= day).length).toBeLessThanOrEqual(3);
    }
  }
});

it('goes to nobody who is held out, who does not want it, or whose address is closed', async () => {
  expect(
    await ask(
      `SELECT t.user_id, t.type, d.channel FROM delivery AS d
       JOIN trigger AS t ON t.user_id = d.user_id AND t.id = d.trigger_id
       LEFT JOIN preference AS p ON p.user_id = d.user_id
       LEFT JOIN closed_address AS c ON c.user_id = d.user_id AND c.channel = d.channel AND c.address = d.address
       WHERE t.holdout OR d.channel = ANY (p.channels_off) OR t.type = ANY (p.types_off) OR d.created_at > c.closed_at`,
    ),
  ).toEqual([]);
  const [some] = await ask<{ holdouts: number; wishes: number; closed: number; browsers: number }>(
    `SELECT (SELECT count(*) FROM trigger WHERE holdout)::integer AS holdouts,
       (SELECT count(*) FROM preference)::integer AS wishes, (SELECT count(*) FROM closed_address)::integer AS closed,
       (SELECT count(*) FROM push_subscription)::integer AS browsers`,
  );
  for (const number of Object.values(some ?? {})) expect(number).toBeGreaterThan(0);
});

it('goes to the away after three days of their own, and no trial ends unannounced', async () => {
  const wrong = await ask(
    `SELECT t.user_id, t.type, t.period_key, t.created_at FROM trigger AS t
     JOIN person AS p USING (user_id)
     WHERE (t.type = 'inactivity_3_days' AND EXISTS (
         SELECT FROM active_day AS a WHERE a.user_id = t.user_id
           AND a.day > t.period_key::date AND a.last_active_at < t.created_at
       ))
       OR (t.type = 'streak_at_risk' AND EXISTS (
         SELECT FROM active_day AS a WHERE a.user_id = t.user_id AND a.day = t.period_key::date
           AND a.habit_completed > 0 AND a.last_active_at < t.created_at
       ))
       OR (t.type = 'trial_expiring' AND t.created_at NOT BETWEEN p.trial_started_at AND p.trial_ends_at)`,
  );
  expect(wrong).toEqual([]);
});

it('sends the codes that were issued, and tells the host of them', async () => {
  const [codes] = await ask(
    `SELECT count(*)::integer AS codes, count(t.id)::integer AS said, count(d.id)::integer AS told
     FROM code AS c
     LEFT JOIN trigger AS t ON t.user_id = c.user_id AND t.id = c.trigger_id AND t.data ->> 'code' = c.code
     LEFT JOIN delivery AS d ON d.user_id = c.user_id AND d.key = 'code/' || c.code
       AND d.payload -> 'data' ->> 'code' = c.code AND d.status = 'sent'`,
  );
  const { codes: issued } = codes as { codes: number };
  expect(issued).toBeGreaterThan(0);
  expect(codes).toEqual({ codes: issued, said: issued, told: issued });
});

// Last: it changes what the others read.
it('is nothing a server would send anything of', async () => {
  const deps = { database, clock, readStandings: createReadStandings(ZONE) };
  const looked = await lookAtDue({ ...deps, configured: new Set() });
  expect(looked).toMatchObject({ released: 0, braked: [] });
  clock.set('2026-03-01T18:00:00Z');
  expect(await lookAtDue({ ...deps, configured: new Set() })).toMatchObject({ released: 0, braked: [] });
});
