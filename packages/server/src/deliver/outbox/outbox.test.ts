import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../test/database.ts';
import type { Outcome } from '../carrier.ts';
import { outboxRows, scriptedCarrier, scriptedWebhook, SENT } from './outbox.fixture.ts';
import { createOutbox, type OutboxDeps } from './outbox.ts';

const { database, clock } = await openTestDatabase();
const rows = outboxRows(database);

/** 13:30 in Moscow. */
const NOW = '2024-01-15T10:30:00Z';
const LINKS = { action_url: 'https://app/', unsubscribe_url: 'https://us/u', preferences_url: 'https://us/p' };
const UNREACHABLE: Outcome = { outcome: 'unreachable', answer: 'nobody there', pause_s: null };
const UNCERTAIN: Outcome = { outcome: 'uncertain', answer: 'the connection broke' };
const BLOCKED: Outcome = { outcome: 'refused', answer: '403 blocked', closes: true };

const carriers = {
  email: scriptedCarrier('email'),
  telegram: scriptedCarrier('telegram', { per_second: 1_000 }),
  push: scriptedCarrier('push'),
};
const webhook = scriptedWebhook();

function open(given: Partial<OutboxDeps> = {}) {
  return createOutbox({
    database,
    clock,
    logger: pino({ level: 'silent' }),
    registry: new Registry(),
    projectZone: 'Europe/Moscow',
    carriers: Object.values(carriers),
    webhook,
    linksOf: () => LINKS,
    random: () => 0.5,
    ...given,
  });
}

const outbox = open();

beforeEach(async () => {
  clock.set(NOW);
  const tables =
    'person, trigger, delivery, decision, agenda, change, preference, closed_address, push_subscription, pace';
  await rows.run(`TRUNCATE ${tables}`, []);
  for (const { taken, answers } of [...Object.values(carriers), webhook]) {
    taken.length = 0;
    answers.length = 0;
  }
});

const minutesFromNow = (minutes: number): number => clock.now() + minutes * 60_000;
const decisions = () => rows.run('SELECT user_id, rule, until FROM decision ORDER BY id', []);
const agenda = () => rows.run('SELECT user_id, look_at FROM agenda ORDER BY user_id', []);
const triggerOf = async ({ trigger_id }: { trigger_id: number | null }) =>
  (await rows.run('SELECT status, sent_at, held_by FROM trigger WHERE id = $1', [trigger_id]))[0];

describe('what leaves', () => {
  it('is handed to the carrier of its channel with all that is said', async () => {
    await rows.person('ivan', { locale: 'en-GB', first_name: 'Ivan' });
    const given = await rows.delivery({ user_id: 'ivan', channel: 'push', address: 'https://push/1' });
    await rows.run('INSERT INTO push_subscription VALUES ($1, $2, $3, $4, now())', [
      'ivan',
      'https://push/1',
      'key',
      'a',
    ]);
    expect(await outbox.runOnce()).toBe(1);
    expect(carriers.push.taken).toEqual([
      {
        user_id: 'ivan',
        delivery_id: given.id,
        trigger_id: given.trigger_id,
        type: 'inactivity_3_days',
        data: { days_inactive: 3 },
        address: 'https://push/1',
        locale: 'en',
        first_name: 'Ivan',
        links: LINKS,
        push_keys: { p256dh: 'key', auth: 'a' },
      },
    ]);
  });

  it('once sent is sent, and so is its trigger, from the first channel on', async () => {
    const first = await rows.delivery({ user_id: 'ivan', channel: 'telegram' });
    const { trigger_id } = first;
    await rows.run(`UPDATE trigger SET held_by = 'quiet_hours' WHERE id = $1`, [trigger_id]);
    const later = await rows.delivery({
      user_id: 'ivan',
      channel: 'email',
      trigger_id,
      next_at: '2024-01-15T11:00:00Z',
    });
    await outbox.runOnce();
    const sent_at = clock.now();
    expect(await rows.read(first)).toMatchObject({
      status: 'sent',
      attempts: 1,
      answer: 'taken',
      worker: null,
      sent_at,
    });
    expect(await triggerOf(first)).toEqual({ status: 'sent', sent_at, held_by: null });
    clock.set('2024-01-15T11:00:00Z');
    await outbox.runOnce();
    expect(await rows.read(later)).toMatchObject({ status: 'sent', sent_at: clock.now() });
    expect(await triggerOf(first)).toEqual({ status: 'sent', sent_at, held_by: null });
    expect(await agenda()).toEqual([]);
  });

  it('is what is due, all of it, the longest waiting first, and nothing again', async () => {
    for (const [at, user_id] of ['c', 'a', 'b'].entries()) {
      await rows.delivery({ user_id, channel: 'email', next_at: `2024-01-0${3 - at}T00:00:00Z` });
    }
    for (let at = 0; at < 20; at++) await rows.delivery({ user_id: `u${at}`, channel: 'email', next_at: NOW });
    await rows.delivery({ user_id: 'later', channel: 'email', next_at: '2024-01-15T10:30:01Z' });
    expect(await outbox.runOnce()).toBe(23);
    expect(carriers.email.taken.slice(0, 3).map(({ user_id }) => user_id)).toEqual(['b', 'a', 'c']);
    expect(new Set(carriers.email.taken.map(({ user_id }) => user_id)).size).toBe(23);
    expect(await outbox.runOnce()).toBe(0);
  });

  it('leaves once, however many processes take it', async () => {
    for (let at = 0; at < 60; at++) await rows.delivery({ user_id: `u${at}`, channel: 'email' });
    await Promise.all([outbox, open(), open()].map((each) => each.runOnce()));
    expect(carriers.email.taken.map(({ user_id }) => user_id).toSorted()).toEqual(
      Array.from({ length: 60 }, (_, at) => `u${at}`).toSorted(),
    );
  });

  it('waits where its channel has no carrier', async () => {
    const given = await rows.delivery({ user_id: 'ivan', channel: 'push' });
    await open({ carriers: [carriers.email] }).runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'waiting', attempts: 0 });
  });
});

describe('what may not leave now', () => {
  it.each(['change', 'agenda'])('waits while its person has a row in %s that is due', async (table) => {
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' });
    await rows.run(
      table === 'change'
        ? `INSERT INTO change (user_id, gained) VALUES ('ivan', false)`
        : `INSERT INTO agenda (user_id, look_at) VALUES ('ivan', '2024-01-15T10:30:00Z')`,
      [],
    );
    await rows.run(`INSERT INTO agenda (user_id, look_at) VALUES ('ivan', '2024-01-15T10:30:01Z')`, []);
    expect(await outbox.runOnce()).toBe(0);
    await rows.run(`DELETE FROM change`, []);
    await rows.run(`DELETE FROM agenda WHERE look_at <= $1`, [NOW]);
    expect(await outbox.runOnce()).toBe(1);
    expect(await rows.read(given)).toMatchObject({ status: 'sent' });
  });

  it('is put back in the quiet hours of the person, once told', async () => {
    await rows.person('ivan', { timezone: 'Asia/Vladivostok' });
    const one = await rows.delivery({ user_id: 'ivan', channel: 'email' });
    const { trigger_id } = one;
    const other = await rows.delivery({ user_id: 'ivan', channel: 'push', trigger_id });
    clock.set('2024-01-15T12:00:00Z'); // 22:00 there
    expect(await outbox.runOnce()).toBe(0);
    const morning = Date.parse('2024-01-15T23:00:00Z');
    for (const each of [one, other]) {
      expect(await rows.read(each)).toMatchObject({ status: 'waiting', attempts: 0, next_at: morning, worker: null });
    }
    expect(await decisions()).toEqual([{ user_id: 'ivan', rule: 'quiet_hours', until: morning }]);
    expect(await triggerOf(one)).toMatchObject({ status: 'pending', held_by: 'quiet_hours' });
    clock.set('2024-01-15T23:00:00Z');
    expect(await outbox.runOnce()).toBe(2);
    expect(await triggerOf(one)).toMatchObject({ status: 'sent', held_by: null });
  });

  it('waits a second where something has just gone to the same address of a channel with a rate', async () => {
    const one = await rows.delivery({ user_id: 'ivan', channel: 'telegram', address: '42' });
    const { trigger_id } = one;
    const other = await rows.delivery({ user_id: 'ivan', channel: 'telegram', address: '42', trigger_id });
    await outbox.runOnce();
    expect(carriers.telegram.taken).toHaveLength(1);
    clock.advance(999);
    await outbox.runOnce();
    expect(carriers.telegram.taken).toHaveLength(1);
    clock.advance(1_001);
    await outbox.runOnce();
    expect(await rows.read(other)).toMatchObject({ status: 'sent', attempts: 1 });
    expect(await decisions()).toEqual([]);
  });
});

describe('what is cancelled', () => {
  it.each([
    ['expired', { expires_at: NOW }, 'expired'],
    ['closed', { open: false }, 'no_longer_due'],
    ['dismissed', { status: 'dismissed' }, 'no_longer_due'],
    ['put off', { snoozed_until: '2024-01-16T10:30:00Z', round: 1 }, 'snoozed'],
    ['of another round', { round: 1 }, 'no_longer_due'],
  ])('a message whose trigger is %s', async (_, about, rule) => {
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' }, about);
    expect(await outbox.runOnce()).toBe(0);
    expect(await rows.read(given)).toMatchObject({ status: 'cancelled', attempts: 0 });
    const until = rule === 'snoozed' ? Date.parse('2024-01-16T10:30:00Z') : null;
    expect(await decisions()).toEqual([{ user_id: 'ivan', rule, until }]);
    expect(await agenda()).toEqual([]);
  });

  it.each([
    ['a closed address', `INSERT INTO closed_address VALUES ('ivan', 'email', 'ivan@email', '', now())`, 'no_channel'],
    ['a channel turned off', `INSERT INTO preference VALUES ('ivan', '{email}', '{}', now())`, 'preference'],
    ['a kind turned off', `INSERT INTO preference VALUES ('ivan', '{}', '{inactivity_3_days}', now())`, 'preference'],
  ])('a message to %s, and the person is looked at', async (_, statement, rule) => {
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' });
    await rows.run(statement, []);
    expect(await outbox.runOnce()).toBe(0);
    expect(await rows.read(given)).toMatchObject({ status: 'cancelled' });
    expect(await decisions()).toMatchObject([{ rule }]);
    expect(await triggerOf(given)).toMatchObject({ held_by: rule });
    expect(await agenda()).toEqual([{ user_id: 'ivan', look_at: clock.now() }]);
  });

  it('keeps the rule that held an expired message before', async () => {
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' }, { expires_at: NOW });
    await rows.run(`UPDATE trigger SET held_by = 'quiet_hours'`, []);
    await outbox.runOnce();
    expect(await triggerOf(given)).toMatchObject({ held_by: 'quiet_hours' });
  });
});

describe('an attempt', () => {
  it('that is refused is never made again; a dead address is closed, and the person looked at', async () => {
    carriers.email.answers.push(BLOCKED, { outcome: 'refused', answer: '554 spam', closes: false });
    const one = await rows.delivery({ user_id: 'a', channel: 'email', next_at: '2024-01-01T00:00:00Z' });
    const other = await rows.delivery({ user_id: 'b', channel: 'email', next_at: '2024-01-02T00:00:00Z' });
    await outbox.runOnce();
    expect(await rows.read(one)).toMatchObject({ status: 'refused', answer: '403 blocked', sent_at: null });
    expect(await rows.read(other)).toMatchObject({ status: 'refused', answer: '554 spam' });
    expect(await rows.run('SELECT user_id, channel, address, reason FROM closed_address', [])).toEqual([
      { user_id: 'a', channel: 'email', address: 'a@email', reason: '403 blocked' },
    ]);
    expect(await agenda()).toEqual(['a', 'b'].map((user_id) => ({ user_id, look_at: clock.now() })));
    expect(await triggerOf(one)).toMatchObject({ status: 'pending', sent_at: null });
  });

  it('that reaches nobody is made again after 30 s, 1, 2, 4 … minutes, and given up after eight', async () => {
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' });
    carriers.email.answers.push(...Array.from({ length: 8 }, () => UNREACHABLE));
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt++) {
      await outbox.runOnce();
      const row = await rows.read(given);
      expect(row).toMatchObject({ status: 'waiting', attempts: attempt, answer: 'nobody there', worker: null });
      pauses.push(((row?.next_at ?? 0) - clock.now()) / 60_000);
      clock.advance((row?.next_at ?? 0) - clock.now() - 1);
      expect(await outbox.runOnce()).toBe(0);
      clock.advance(1);
    }
    expect(pauses).toEqual([0.5, 1, 2, 4, 8, 16, 32]);
    expect(await agenda()).toEqual([]);
    await outbox.runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'unreachable', attempts: 8, sent_at: null });
    expect(await agenda()).toEqual([{ user_id: 'ivan', look_at: clock.now() }]);
  });

  it('is not made again where the message would have expired by then', async () => {
    carriers.email.answers.push(UNREACHABLE);
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' }, { expires_at: '2024-01-15T10:30:30Z' });
    await outbox.runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'unreachable', attempts: 1 });
  });

  it('is not made again at night', async () => {
    carriers.email.answers.push(UNREACHABLE);
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' });
    clock.set('2024-01-15T18:59:45Z'); // 21:59:45 in Moscow
    await outbox.runOnce();
    expect(await rows.read(given)).toMatchObject({ next_at: Date.parse('2024-01-16T06:00:00Z') });
  });

  it('whose fate is not known is not made again: it is listed, and counts as taken', async () => {
    carriers.email.answers.push(UNCERTAIN);
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' });
    await outbox.runOnce();
    clock.advance(86_400_000);
    await rows.run('DELETE FROM agenda', []);
    expect(await outbox.runOnce()).toBe(0);
    expect(await rows.read(given)).toMatchObject({ status: 'uncertain', sent_at: Date.parse(NOW), attempts: 1 });
    expect(await triggerOf(given)).toMatchObject({ status: 'pending', sent_at: null });
  });

  it('of a carrier that throws may have been taken; where the message cannot even be made it was not', async () => {
    carriers.email.answers.push(() => Promise.reject(new Error('a defect')));
    const one = await rows.delivery({ user_id: 'a', channel: 'email' });
    await outbox.runOnce();
    expect(await rows.read(one)).toMatchObject({ status: 'uncertain', answer: 'a defect' });
    const other = await rows.delivery({ user_id: 'b', channel: 'email' });
    const linksOf = () => {
      throw new Error('no links');
    };
    await open({ linksOf }).runOnce();
    expect(await rows.read(other)).toMatchObject({ status: 'waiting', attempts: 1 });
    expect(carriers.email.taken).toHaveLength(1);
  });

  it('keeps what can be kept of a strange answer', async () => {
    carriers.email.answers.push({ outcome: 'sent', answer: `a\0b\uD800 ${'x'.repeat(600)}` });
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' });
    await outbox.runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'sent', answer: `ab\uFFFD ${'x'.repeat(496)}` });
  });

  it('is jittered by a fifth to either side', async () => {
    for (const [random, seconds] of [
      [0, 24],
      [0.999999, 36],
    ] as const) {
      carriers.email.answers.push(UNREACHABLE);
      const given = await rows.delivery({ user_id: `r${random}`, channel: 'email' });
      await open({ random: () => random }).runOnce();
      expect((await rows.read(given))?.next_at).toBeCloseTo(clock.now() + seconds * 1_000, -2);
    }
  });
});

describe('a pause the provider wants', () => {
  it('holds for the whole channel, in every process, and for the message itself', async () => {
    carriers.push.answers.push({ outcome: 'unreachable', answer: '429', pause_s: 120 });
    const one = await rows.delivery({ user_id: 'a', channel: 'push' });
    await outbox.runOnce();
    expect(await rows.read(one)).toMatchObject({ status: 'waiting', next_at: minutesFromNow(2) });
    const other = await rows.delivery({ user_id: 'b', channel: 'push' });
    const mail = await rows.delivery({ user_id: 'b', channel: 'email' });
    clock.advance(119_999);
    expect(await open().runOnce()).toBe(1);
    expect(await rows.read(mail)).toMatchObject({ status: 'sent' });
    clock.advance(1);
    expect(await open().runOnce()).toBe(2);
    expect(await rows.read(other)).toMatchObject({ status: 'sent' });
  });

  it('puts back what was taken and not yet handed over', async () => {
    const slow = scriptedCarrier('telegram', { per_second: 50, lanes: 8 });
    slow.answers.push({ outcome: 'unreachable', answer: '429', pause_s: 60 });
    const all = [];
    for (let at = 0; at < 4; at++) all.push(await rows.delivery({ user_id: `u${at}`, channel: 'telegram' }));
    await open({ carriers: [slow] }).runOnce();
    expect(slow.taken).toHaveLength(1);
    const after = await Promise.all(all.map(rows.read));
    expect(after.map((row) => row?.attempts)).toEqual([1, 0, 0, 0]);
    for (const row of after) expect(row).toMatchObject({ status: 'waiting', next_at: minutesFromNow(1) });
  });
});

describe('a rate', () => {
  it('is shared by all processes: no more leave than its moments allow', async () => {
    const slow = scriptedCarrier('telegram', { per_second: 20, lanes: 50 });
    for (let at = 0; at < 30; at++) await rows.delivery({ user_id: `u${at}`, channel: 'telegram' });
    const both = [open({ carriers: [slow] }), open({ carriers: [slow] })];
    // The clock stands still: what may leave now are the moments of the next fifth of a second.
    for (let round = 0; round < 3; round++) await Promise.all(both.map((each) => each.runOnce()));
    expect(slow.taken).toHaveLength(5);
    clock.advance(1_000);
    await Promise.all(both.map((each) => each.runOnce()));
    expect(slow.taken).toHaveLength(10);
  });
});

describe('a lease', () => {
  const abandon = (channel: string) =>
    rows.run(
      `UPDATE delivery SET status = 'sending', attempts = 1, worker = 'a dead one', updated_at = $1,
         next_at = $1::timestamptz + interval '40 s' WHERE channel = $2`,
      [NOW, channel],
    );

  it('that ends leaves the fate of a message unknown: it is listed, never sent again by itself', async () => {
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' });
    await abandon('email');
    clock.advance(39_999);
    await outbox.runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'sending' });
    clock.advance(1);
    await outbox.runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'uncertain', sent_at: Date.parse(NOW) });
    expect((await rows.read(given))?.answer).toMatch(/may have been taken/);
    expect(await agenda()).toEqual([{ user_id: 'ivan', look_at: clock.now() }]);
    await rows.run('DELETE FROM agenda', []);
    clock.advance(86_400_000);
    expect(await outbox.runOnce()).toBe(0);
  });

  it('that ends of a call to the host has it told again', async () => {
    const given = await rows.delivery({ user_id: 'ivan', channel: 'webhook', address: '' });
    await abandon('webhook');
    clock.advance(40_000);
    expect(await outbox.runOnce()).toBe(1);
    expect(await rows.read(given)).toMatchObject({ status: 'sent', attempts: 2 });
    expect(webhook.taken.map(({ delivery_id }) => delivery_id)).toEqual([given.id]);
  });

  it('that ended while its worker lives: the worker knows better', async () => {
    const answer = Promise.withResolvers<Outcome>();
    const given = await rows.delivery({ user_id: 'ivan', channel: 'email' });
    carriers.email.answers.push(() => answer.promise);
    const running = outbox.runOnce();
    await expect.poll(() => carriers.email.taken).toHaveLength(1);
    clock.advance(40_000);
    await open({ carriers: [] }).runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'uncertain' });
    answer.resolve(SENT);
    await running;
    expect(await rows.read(given)).toMatchObject({ status: 'sent', answer: 'taken' });
  });
});

describe('the host', () => {
  it('is told at any hour, whatever is being judged, and again where the fate of a call is not known', async () => {
    clock.set('2024-01-15T23:30:00Z');
    await rows.run(`INSERT INTO change (user_id, gained) VALUES ('ivan', false)`, []);
    webhook.answers.push(UNCERTAIN);
    const given = await rows.delivery({ user_id: 'ivan', channel: 'webhook', address: '', payload: { event: 'xp' } });
    await outbox.runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'waiting', attempts: 1, next_at: clock.now() + 30_000 });
    clock.advance(30_000);
    await outbox.runOnce();
    expect(await rows.read(given)).toMatchObject({ status: 'sent', attempts: 2 });
    const call = { delivery_id: given.id, user_id: 'ivan', payload: { event: 'xp' } };
    expect(webhook.taken).toEqual([call, call]);
  });

  it('is told for days, about once an hour, before it is given up', async () => {
    const given = await rows.delivery({ user_id: 'ivan', channel: 'webhook', address: '' });
    webhook.answers.push(...Array.from({ length: 100 }, () => UNREACHABLE));
    for (let look = 0; look < 100; look++) {
      await outbox.runOnce();
      clock.advance(3_600_000);
    }
    expect(await rows.read(given)).toMatchObject({ status: 'unreachable', attempts: 76 });
    expect(await agenda()).toEqual([]);
  });
});
