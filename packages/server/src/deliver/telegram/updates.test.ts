import { afterEach, expect, test, vi } from 'vitest';
import { openTestDatabase } from '../../../test/database.ts';
import { openBotApi } from '../../../test/peers/bot-api.ts';
import { outboxRows } from '../outbox/outbox.fixture.ts';
import { happens, openTelegram, type TelegramFixture } from './telegram.fixture.ts';

const store = await openTestDatabase();
const rows = outboxRows(store.database);
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function open(...given: Parameters<typeof openTelegram> extends [unknown, ...infer Rest] ? Rest : never) {
  const fixture = await openTelegram(store, ...given);
  opened.push(fixture.close);
  return fixture;
}

const asked = ({ peer }: Pick<TelegramFixture, 'peer'>): number =>
  peer.calls.filter(({ method }) => method === 'getUpdates').length;
const listens = ({ log }: Pick<TelegramFixture, 'log'>): boolean =>
  log.some((line) => line.includes('this process listens'));

test('what is said while the bot listens is answered, and confirmed', async () => {
  const { peer, telegram } = await open();
  telegram.start();
  await peer.called('getUpdates');
  peer.happen(happens.says(1, '/help'));
  peer.happen(happens.says(2, '/help'));
  await peer.called('getUpdates', 2);
  await vi.waitFor(() => expect([peer.takenBy('1'), peer.takenBy('2')]).toEqual([1, 1]));
  await vi.waitFor(() => expect(peer.unconfirmed()).toBe(0));
});

test('what was said before it started, in the order of each chat', async () => {
  const { peer, telegram } = await open();
  for (let chat = 1; chat <= 30; chat++) {
    peer.happen(happens.says(chat, '/start'));
    peer.happen(happens.says(chat, '/stop'));
  }
  telegram.start();
  await vi.waitFor(() => expect(peer.unconfirmed()).toBe(0), { timeout: 5_000 });
  for (let chat = 1; chat <= 30; chat++) {
    const said = peer.taken.filter(({ chat_id }) => chat_id === String(chat)).map(({ text }) => text.slice(0, 10));
    expect(said).toEqual(['Привет! Чт', 'Этот чат н']);
  }
});

test('a webhook that was set is removed first, and again when somebody sets another', async () => {
  const { peer, telegram } = await open();
  const webhook = (url: string): Promise<Response> =>
    fetch(`${peer.url}/bot${peer.token}/setWebhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url }),
    });
  await webhook('https://old.example.com');
  telegram.start();
  await peer.called('getUpdates');
  expect(peer.webhook).toBeNull();
  await webhook('https://other.example.com');
  peer.happen(happens.says(1, '/help'));
  await vi.waitFor(() => expect(peer.takenBy('1')).toBe(1), { timeout: 5_000 });
  peer.happen(happens.says(1, '/help'));
  await vi.waitFor(() => expect(peer.takenBy('1')).toBe(2), { timeout: 5_000 });
  expect(peer.webhook).toBeNull();
});

test('of two processes one listens; when it ends the other takes over', async () => {
  const peer = await openBotApi();
  opened.push(peer.close);
  const first = await open({}, { peer });
  first.telegram.start();
  await peer.called('getUpdates');
  const second = await open({}, { peer });
  second.telegram.start();
  peer.happen(happens.says(1, '/help'));
  await vi.waitFor(() => expect(peer.takenBy('1')).toBe(1));
  expect([listens(first), listens(second)]).toEqual([true, false]);
  await first.telegram.stop();
  expect(peer.unconfirmed(), 'what was dealt with').toBe(0);
  await vi.waitFor(() => expect(listens(second)).toBe(true));
  peer.happen(happens.says(1, '/help'));
  await vi.waitFor(() => expect(peer.takenBy('1')).toBe(2));
});

test('when the connection that holds the lock is cut, listening goes on', async () => {
  const { peer, telegram } = await open();
  telegram.start();
  await peer.called('getUpdates');
  await rows.run('SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = $1 AND objid = 7235021', [
    'advisory',
  ]);
  for (let message = 1; message <= 3; message++) {
    peer.happen(happens.says(1, '/help'));
    await vi.waitFor(() => expect(peer.takenBy('1')).toBe(message), { timeout: 5_000 });
  }
});

test('a conflict, a fault, a break and a revoked token are waited out, and each is said once', async () => {
  const { peer, telegram, log } = await open();
  peer.answerNext(
    'getUpdates',
    { code: 409, description: 'Conflict: terminated by other getUpdates request' },
    { code: 409, description: 'Conflict: terminated by other getUpdates request' },
    { code: 500, description: 'Internal Server Error' },
    { status: 502, body: '<html>' },
    'reset_before',
    { code: 401, description: 'Unauthorized' },
    { code: 401, description: 'Unauthorized' },
  );
  peer.happen(happens.says(1, '/help'));
  telegram.start();
  await vi.waitFor(() => expect(peer.takenBy('1')).toBe(1), { timeout: 10_000 });
  const warnings = log.filter((line) => line.includes('gives no updates'));
  expect(warnings.filter((line) => line.includes('409') || line.includes('Conflict'))).toHaveLength(1);
  expect(warnings.filter((line) => line.includes('Unauthorized'))).toHaveLength(1);
  expect(log.join('')).not.toContain(peer.token);
});

test('an update that fails comes again; one that fails always is given up, and holds up nobody', async () => {
  const { peer, telegram, beforeRecord, log } = await open();
  await rows.person('ann');
  await rows.run("UPDATE person SET telegram_chat_id = '9' WHERE user_id = 'ann'", []);
  const trigger_id = await rows.trigger('ann', { status: 'sent' });
  const fail = (): void => {
    beforeRecord.push(fail);
    throw new Error('a defect');
  };
  beforeRecord.push(fail);
  peer.happen(happens.presses(9, `done:${trigger_id}`));
  peer.happen(happens.says(10, '/help'));
  telegram.start();
  await vi.waitFor(() => expect(peer.unconfirmed()).toBe(0), { timeout: 10_000 });
  expect(peer.takenBy('10'), 'answered once, however often it was brought').toBe(1);
  expect(log.filter((line) => line.includes('was given up'))).toHaveLength(1);
  expect(log.filter((line) => line.includes('it is tried again'))).toHaveLength(5);
});

test('it stops at once, also while it waits for Telegram', async () => {
  const { peer, telegram } = await open();
  telegram.start();
  await peer.called('getUpdates');
  const before = performance.now();
  await telegram.stop();
  expect(performance.now() - before).toBeLessThan(1_000);
  const calls = asked({ peer });
  peer.happen(happens.says(1, '/help'));
  expect([asked({ peer }), peer.takenBy('1')]).toEqual([calls, 0]);
});

test('stopping what was never started is nothing', async () => {
  const { peer, telegram } = await open();
  await telegram.stop();
  expect(peer.calls).toEqual([]);
});

test('the address for updates is told until it is taken', async () => {
  const { peer, telegram, log } = await open({ telegramUpdates: 'webhook', publicUrl: 'https://app.example.com/r/' });
  peer.answerNext(
    'setWebhook',
    { code: 400, description: 'Bad Request: bad webhook: Failed to resolve host' },
    'reset_before',
    { code: 500, description: 'Internal Server Error' },
  );
  telegram.start();
  await vi.waitFor(() => expect(peer.webhook).not.toBeNull(), { timeout: 5_000 });
  expect(peer.webhook?.url).toBe('https://app.example.com/r/api/telegram/updates/');
  expect(log.filter((line) => line.includes('it is tried again'))).toHaveLength(3);
  expect(asked({ peer })).toBe(0);
});

test('a webhook without an address for it is said, and does no harm', async () => {
  const { peer, telegram, log } = await open({ telegramUpdates: 'webhook', publicUrl: null });
  telegram.start();
  await telegram.stop();
  expect(log.join('')).toContain('RETENTION_PUBLIC_URL');
  expect(peer.calls).toEqual([]);
});

test('the secret of the webhook is the same in every process, and another for another secret', async () => {
  const peer = await openBotApi();
  opened.push(peer.close);
  const secrets: (string | undefined)[] = [];
  for (const linkSecret of ['one secret of sixteen', 'one secret of sixteen', 'another secret, also long']) {
    const { telegram } = await open({ telegramUpdates: 'webhook', linkSecret }, { peer });
    telegram.start();
    await peer.called('setWebhook', secrets.length + 1);
    await vi.waitFor(() => expect(peer.webhook).not.toBeNull());
    secrets.push(peer.webhook?.secret_token);
  }
  expect(secrets[0]).toBe(secrets[1]);
  expect(secrets[2]).not.toBe(secrets[0]);
});

test('with polling nobody may bring updates', async () => {
  const { telegram } = await open();
  await expect(telegram.onUpdate({}, {})).rejects.toMatchObject({ status: 404 });
});

test('without a bot there is no link, no carrier, and nothing to start', async () => {
  const { telegram } = await open({ telegramToken: null });
  expect(telegram.carrier).toBeNull();
  expect(await telegram.link({ user_id: 'ann' })).toEqual({ url: null });
  telegram.start();
  await expect(telegram.onUpdate({}, {})).rejects.toMatchObject({ status: 404 });
});

test('a bot that does not answer gives no link, and is asked again half a minute later', async () => {
  const { peer, telegram } = await open();
  peer.answerNext('getMe', { code: 500, description: 'Internal Server Error' });
  const ask = (): Promise<{ url: string | null }> => telegram.link({ user_id: 'ann' });
  expect(await ask()).toEqual({ url: null });
  expect(await ask()).toEqual({ url: null });
  expect(peer.calls).toHaveLength(1);
  store.clock.advance(31_000);
  const urls = await Promise.all([ask(), ask(), ask()]);
  expect(urls[0]?.url).toMatch(/^https:\/\/t\.me\/peer_bot\?start=/);
  expect(peer.calls, 'its name is asked for once').toHaveLength(2);
});
