import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatInstant } from '@retention/domain/day';
import { openTestDatabase } from '../../../test/database.ts';
import { outboxRows } from '../outbox/outbox.fixture.ts';
import { happens, openTelegram } from './telegram.fixture.ts';

const store = await openTestDatabase({ now: '2024-01-15T18:00:00Z' });
const { database, clock } = store;
const rows = outboxRows(database);
const { peer, telegram, log, beforeRecord, close } = await openTelegram(store, { telegramUpdates: 'webhook' });
beforeAll(async () => {
  telegram.start();
  await peer.called('setWebhook');
});
afterAll(close);

let update_id = 1000;
let people = 0;

/** Telegram brings an update; the same body again is the same update. */
async function happen(update: object): Promise<{ status: 'ok' }> {
  const numbered = { update_id: update_id++, ...update };
  return telegram.onUpdate(numbered, { 'x-telegram-bot-api-secret-token': peer.webhook?.secret_token });
}

/** Somebody, and the number of a chat nobody else has. */
async function somebody(facts: { locale?: string; linked?: boolean } = {}): Promise<{ user_id: string; chat: number }> {
  const [user_id, chat] = [`user ${++people}`, 7000 + people];
  await rows.person(user_id, { locale: facts.locale ?? 'ru' });
  if (facts.linked !== false)
    await rows.run('UPDATE person SET telegram_chat_id = $2 WHERE user_id = $1', [user_id, String(chat)]);
  return { user_id, chat };
}

const said = (chat: number): string[] =>
  peer.taken.filter(({ chat_id }) => chat_id === String(chat)).map(({ text }) => text);
const toasts = (): unknown[] =>
  peer.calls.filter(({ method }) => method === 'answerCallbackQuery').map(({ payload }) => payload['text']);
const keyboardsRemoved = (chat: number): number =>
  peer.calls.filter(({ method, payload }) => method === 'editMessageReplyMarkup' && payload.chat_id === String(chat))
    .length;

async function tokenOf(user_id: string): Promise<string> {
  const { url } = await telegram.link({ user_id });
  expect(url).toMatch(/^https:\/\/t\.me\/peer_bot\?start=[\w-]{22}$/);
  return url?.split('=')[1] ?? '';
}

const chatOf = async (user_id: string): Promise<string | null> => {
  const [row] = await rows.run<{ telegram_chat_id: string | null }>(
    'SELECT telegram_chat_id FROM person WHERE user_id = $1',
    [user_id],
  );
  return row?.telegram_chat_id ?? null;
};
const offOf = async (user_id: string): Promise<string[] | undefined> => {
  const [row] = await rows.run<{ channels_off: string[] }>('SELECT channels_off FROM preference WHERE user_id = $1', [
    user_id,
  ]);
  return row?.channels_off;
};
const closedOf = (user_id: string): Promise<{ address: string; reason: string }[]> =>
  rows.run('SELECT address, reason FROM closed_address WHERE user_id = $1', [user_id]);
/** When somebody is to be looked at next; what is there is forgotten. */
const looksAt = async (user_id: string): Promise<string[]> => {
  const agenda = await rows.run<{ look_at: number }>('DELETE FROM agenda WHERE user_id = $1 RETURNING look_at', [
    user_id,
  ]);
  return agenda.map(({ look_at }) => formatInstant(look_at)).sort();
};
const now = (): string => formatInstant(clock.now());
const eventsOf = (user_id: string): Promise<{ type: string; metadata: object }[]> =>
  rows.run('SELECT type, metadata FROM event WHERE user_id = $1', [user_id]);

interface TriggerRow {
  readonly status: string;
  readonly open: boolean;
  readonly round: number;
  readonly held_by: string | null;
  readonly dismiss_reason: string | null;
  readonly followed_at: number | null;
  readonly snoozed_until: number | null;
}
const triggerOf = async (user_id: string, id: number): Promise<TriggerRow | undefined> => {
  const [row] = await rows.run<TriggerRow>('SELECT * FROM trigger WHERE user_id = $1 AND id = $2', [user_id, id]);
  return row;
};

/** A trigger whose message left an hour and a half ago, and one that still waits. */
async function reminded(user_id: string, chat: number, expires_at: string | null = null): Promise<number> {
  const trigger_id = await rows.trigger(user_id, { type: 'inactivity_3_days', status: 'sent', expires_at });
  const sent = await rows.delivery({ user_id, channel: 'telegram', trigger_id, address: String(chat) });
  await rows.delivery({ user_id, channel: 'push', trigger_id });
  await rows.run("UPDATE delivery SET status = 'sent', sent_at = $3 WHERE user_id = $1 AND id = $2", [
    user_id,
    sent.id,
    new Date(clock.now() - 90.7 * 60_000),
  ]);
  return trigger_id;
}

test('a link binds the chat, opens it again, and is good for once', async () => {
  const { user_id, chat } = await somebody({ linked: false });
  await rows.run("INSERT INTO preference VALUES ($1, '{telegram,email}', '{}', now())", [user_id]);
  await rows.run(
    "INSERT INTO closed_address VALUES ($1, 'telegram', $2, 'blocked', now()), ($1, 'email', 'a@b', 'x', now())",
    [user_id, String(chat)],
  );
  const token = await tokenOf(user_id);
  await happen(happens.says(chat, `/start ${token}`));
  expect(await chatOf(user_id)).toBe(String(chat));
  expect(await offOf(user_id)).toEqual(['email']);
  expect(await closedOf(user_id)).toEqual([{ address: 'a@b', reason: 'x' }]);
  expect(await looksAt(user_id)).toEqual([now()]);
  expect(said(chat)).toEqual([expect.stringMatching(/^Готово, чат подключён.*\/stop$/s)]);

  const other = await somebody({ linked: false });
  await happen(happens.says(other.chat, `/start ${token}`));
  expect(await chatOf(user_id), 'a token that was used').toBe(String(chat));
  expect(said(other.chat)).toEqual([expect.stringContaining('уже не действует')]);
});

test('the same link pressed again in the chat it has bound', async () => {
  const { user_id, chat } = await somebody({ linked: false, locale: 'en-GB' });
  const token = await tokenOf(user_id);
  await happen(happens.says(chat, `/start ${token}`));
  await happen(happens.says(chat, `/start ${token}`));
  expect(said(chat)).toEqual([expect.stringMatching(/^Done, this chat/), expect.stringMatching(/connected already/)]);
});

test('a link expires after a day; asked for soon again it is the same', async () => {
  const { user_id, chat } = await somebody({ linked: false });
  const first = await tokenOf(user_id);
  clock.advance(30 * 60_000);
  expect(await tokenOf(user_id)).toBe(first);
  clock.advance(60 * 60_000);
  const second = await tokenOf(user_id);
  expect(second).not.toBe(first);
  clock.advance(23 * 60 * 60_000);
  await happen(happens.says(chat, `/start ${first}`, 'en'));
  expect(await chatOf(user_id)).toBeNull();
  expect(said(chat)).toEqual([expect.stringMatching(/no longer works/)]);
  await happen(happens.says(chat, `/start ${second}`, 'en'));
  expect(await chatOf(user_id)).toBe(String(chat));
});

test('of fifty who use one token at once one is bound', async () => {
  const { user_id } = await somebody({ linked: false });
  const token = await tokenOf(user_id);
  const chats = Array.from({ length: 50 }, (_, index) => 500_000 + index);
  await Promise.all(chats.map((chat) => happen(happens.says(chat, `/start ${token}`))));
  const bound = await chatOf(user_id);
  const welcomed = chats.filter((chat) => said(chat).some((text) => text.startsWith('Готово')));
  expect(welcomed.map(String)).toEqual([bound]);
});

test('somebody of whom nothing is known yet keeps the link', async () => {
  const { url } = await telegram.link({ user_id: 'not yet' });
  const token = url?.split('=')[1] ?? '';
  await happen(happens.says(4_001, `/start ${token}`));
  expect(said(4_001)).toEqual([expect.stringMatching(/^Почти готово/)]);
  await rows.person('not yet');
  await happen(happens.says(4_001, `/start ${token}`));
  expect(await chatOf('not yet')).toBe('4001');
});

test('/stop turns the channel off, keeps the other wishes, and says how to come back', async () => {
  const { user_id, chat } = await somebody();
  await rows.run("INSERT INTO preference VALUES ($1, '{email}', '{win_back}', now())", [user_id]);
  await happen(happens.says(chat, '/stop'));
  await happen(happens.says(chat, '/STOP@peer_bot'));
  expect(await offOf(user_id)).toEqual(['email', 'telegram']);
  expect(await looksAt(user_id)).toContain(now());
  expect(said(chat)[0]).toMatch(/^Хорошо.*\/start$/);
  await happen(happens.says(chat, '/start'));
  expect(await offOf(user_id)).toEqual(['email']);
  expect(said(chat).at(-1)).toMatch(/^С возвращением/);
});

test('/stop of somebody without wishes so far, in English', async () => {
  const { user_id, chat } = await somebody({ locale: 'en' });
  await happen(happens.says(chat, '/stop'));
  expect(await offOf(user_id)).toEqual(['telegram']);
  expect(said(chat)).toEqual(['All right, nothing more will come here. You can come back at any time: /start']);
});

test('strangers are told how to link, in the language of their Telegram', async () => {
  await happen(happens.says(4_100, '/start', 'en-US'));
  await happen(happens.says(4_100, '/start no such token; DROP', 'en'));
  await happen(happens.says(4_100, '/stop', 'ru'));
  await happen(happens.says(4_100, '/help'));
  expect(said(4_100)).toEqual([
    expect.stringMatching(/^Hi! To get reminders/),
    expect.stringMatching(/^This link no longer works/),
    expect.stringMatching(/^Этот чат не подключён/),
    expect.stringMatching(/^Привет!/),
  ]);
});

test('/help says what the bot does and how to stop it', async () => {
  const { chat } = await somebody();
  await happen(happens.says(chat, '/help'));
  expect(said(chat)).toEqual([expect.stringMatching(/\/stop/)]);
});

test('who blocks the bot closes the address, who unblocks it opens it', async () => {
  const { user_id, chat } = await somebody();
  await happen(happens.blocks(chat));
  expect(await closedOf(user_id)).toEqual([{ address: String(chat), reason: 'the person has blocked the bot' }]);
  await happen(happens.blocks(chat));
  expect(await looksAt(user_id)).toEqual([now(), now()]);
  await happen(happens.blocks(chat, false));
  expect(await closedOf(user_id)).toEqual([]);
  expect(await looksAt(user_id)).toEqual([now()]);
  expect(said(chat), 'nobody is spoken to for that').toEqual([]);
});

test('«Готово» records what was done and how long after, and closes the trigger: pressed twice as once', async () => {
  const { user_id, chat } = await somebody();
  const trigger_id = await reminded(user_id, chat);
  await happen(happens.presses(chat, `done:${trigger_id}`));
  clock.advance(5 * 60_000);
  await happen(happens.presses(chat, `done:${trigger_id}`));
  expect(await eventsOf(user_id)).toEqual([
    { type: 'reminder_followed', metadata: { reminder_type: 'inactivity_3_days', delay_minutes: 90 } },
  ]);
  expect(await triggerOf(user_id, trigger_id)).toMatchObject({
    status: 'dismissed',
    open: false,
    dismiss_reason: 'completed',
    followed_at: clock.now() - 5 * 60_000,
  });
  const waiting = await rows.run("SELECT FROM delivery WHERE user_id = $1 AND status = 'waiting'", [user_id]);
  expect(waiting, 'what has not left yet').toEqual([]);
  expect(toasts().slice(-2)).toEqual(['Отлично! Так держать.', 'Отлично! Так держать.']);
  expect(keyboardsRemoved(chat)).toBe(2);
});

test('a press that failed half way ends the same when it is brought again', async () => {
  const { user_id, chat } = await somebody();
  const trigger_id = await reminded(user_id, chat);
  const press = { update_id: update_id++, ...happens.presses(chat, `done:${trigger_id}`) };
  beforeRecord.push(() => {
    throw new Error('the database is away');
  });
  await expect(happen(press)).rejects.toMatchObject({ status: 503 });
  expect(await eventsOf(user_id)).toEqual([]);
  await happen(press);
  await rows.run("UPDATE trigger SET followed_at = NULL, status = 'sent' WHERE user_id = $1", [user_id]);
  await happen({ ...press, update_id: update_id++ });
  expect(await eventsOf(user_id)).toHaveLength(1);
  expect(await triggerOf(user_id, trigger_id)).toMatchObject({ status: 'dismissed' });
});

test('«Напомни завтра» brings it back in 24 hours, once', async () => {
  const { user_id, chat } = await somebody({ locale: 'en' });
  const trigger_id = await reminded(user_id, chat);
  await happen(happens.presses(chat, `snooze:${trigger_id}`));
  const until = clock.now() + 24 * 60 * 60_000;
  clock.advance(60_000);
  await happen(happens.presses(chat, `snooze:${trigger_id}`));
  expect(await triggerOf(user_id, trigger_id)).toMatchObject({
    status: 'sent',
    open: true,
    round: 1,
    held_by: 'snoozed',
    dismiss_reason: 'snoozed',
    snoozed_until: until,
  });
  expect(await looksAt(user_id)).toEqual([formatInstant(until)]);
  const decisions = await rows.run('SELECT rule FROM decision WHERE user_id = $1', [user_id]);
  expect(decisions).toEqual([{ rule: 'snoozed' }]);
  expect(toasts().slice(-2)).toEqual(Array(2).fill('All right, I will remind you tomorrow.'));
  expect(await eventsOf(user_id)).toEqual([]);
});

test('what ends before tomorrow is not promised for tomorrow', async () => {
  const { user_id, chat } = await somebody();
  const trigger_id = await reminded(user_id, chat, formatInstant(clock.now() + 3 * 60 * 60_000));
  await happen(happens.presses(chat, `snooze:${trigger_id}`));
  expect(toasts().at(-1)).toBe('Хорошо, больше об этом не напомню.');
});

test('a trigger that is over cannot be put off', async () => {
  const { user_id, chat } = await somebody();
  const trigger_id = await rows.trigger(user_id, { status: 'expired', open: false });
  await happen(happens.presses(chat, `snooze:${trigger_id}`));
  expect(await triggerOf(user_id, trigger_id)).toMatchObject({ status: 'expired', round: 0, snoozed_until: null });
  expect(toasts().at(-1)).toBe('Эта кнопка уже не действует.');
  expect(keyboardsRemoved(chat)).toBe(1);
});

test('only the chat a trigger belongs to may answer it', async () => {
  const { user_id, chat } = await somebody();
  const other = await somebody({ locale: 'en' });
  const trigger_id = await reminded(user_id, chat);
  await happen(happens.presses(other.chat, `done:${trigger_id}`, 'en'));
  await happen(happens.presses(4_200, `snooze:${trigger_id}`, 'en'));
  expect(await triggerOf(user_id, trigger_id)).toMatchObject({
    status: 'sent',
    open: true,
    round: 0,
    followed_at: null,
  });
  expect(await eventsOf(user_id)).toEqual([]);
  expect(await eventsOf(other.user_id)).toEqual([]);
  expect(toasts().slice(-2)).toEqual(Array(2).fill('This button no longer works.'));
});

test('an answer Telegram does not take undoes nothing', async () => {
  const { user_id, chat } = await somebody();
  const trigger_id = await reminded(user_id, chat);
  peer.answerNext('answerCallbackQuery', { code: 400, description: 'Bad Request: query is too old' });
  peer.answerNext('editMessageReplyMarkup', 'reset_before');
  peer.answerNext('sendMessage', { code: 403, description: 'Forbidden: bot was blocked by the user' });
  await happen(happens.presses(chat, `done:${trigger_id}`));
  await happen(happens.says(chat, '/stop'));
  expect(await triggerOf(user_id, trigger_id)).toMatchObject({ status: 'dismissed' });
  expect(await offOf(user_id)).toEqual(['telegram']);
});

test('an update that is brought twice is answered once', async () => {
  const { chat } = await somebody();
  const update = { update_id: update_id++, ...happens.says(chat, '/help') };
  await happen(update);
  await happen(update);
  expect(said(chat)).toHaveLength(1);
});

test('whoever floods the bot is answered twenty times a minute', async () => {
  for (let message = 0; message < 40; message++) await happen(happens.says(4_300, '/help'));
  expect(said(4_300)).toHaveLength(20);
  clock.advance(60_000);
  await happen(happens.says(4_300, '/help'));
  expect(said(4_300)).toHaveLength(21);
});

const group = { id: -100, type: 'supergroup', title: 'A group' };
test.for<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['text', 'update'],
  ['a list', [1, 2]],
  ['no number', { message: { text: '/start' } }],
  ['a strange number', { update_id: 1e300, message: { text: '/start' } }],
  ['an unknown kind', { update_id: 1, poll_answer: {} }],
  ['a message of nothing', { update_id: 2, message: null }],
  ['a message without a chat', { update_id: 3, message: { text: '/start' } }],
  ['a chat that is a text', { update_id: 4, message: { text: '/start', chat: { id: '1', type: 'private' } } }],
  ['a group', { update_id: 5, message: { text: '/stop', chat: group, from: { id: 7001 } } }],
  ['a channel', { update_id: 6, channel_post: { text: '/start', chat: { id: -5, type: 'channel' } } }],
  ['a text that is none', { update_id: 7, message: { text: { a: 1 }, chat: { id: 1, type: 'private' } } }],
  ['small talk', { update_id: 8, ...happens.says(4_400, 'hello') }],
  ['a photo', { update_id: 9, message: { photo: [], chat: { id: 4_400, type: 'private' } } }],
  ['a huge text', { update_id: 10, ...happens.says(4_400, 'x'.repeat(1_000_000)) }],
  ['another command', { update_id: 11, ...happens.says(4_400, '/start_the_war') }],
  ['a press without an id', { update_id: 12, callback_query: { data: 'done:1' } }],
  ['a member of a group', { update_id: 13, my_chat_member: { chat: group, new_chat_member: { status: 'kicked' } } }],
  [
    'a status that is none',
    { update_id: 14, my_chat_member: { chat: { id: 1, type: 'private' }, new_chat_member: 5 } },
  ],
])('%s does no harm', async ([, body]) => {
  const before = peer.calls.length;
  const headers = { 'x-telegram-bot-api-secret-token': peer.webhook?.secret_token };
  expect(await telegram.onUpdate(body, headers)).toEqual({ status: 'ok' });
  expect(peer.calls).toHaveLength(before);
});

test.for<[string, unknown]>([
  ['a button of a group', { callback_query: { id: '1', data: 'done:1', message: { chat: group, message_id: 1 } } }],
  ['a button of no message', { callback_query: { id: '1', data: 'done:1', inline_message_id: 'x' } }],
  ['data of others', happens.presses(4_500, 'done:1;DROP TABLE person')],
  ['a number beyond all numbers', happens.presses(4_500, `done:${'9'.repeat(60)}`)],
  ['a trigger there is not', happens.presses(4_500, 'done:999999')],
  ['no data', { callback_query: { id: '1', message: { chat: { id: 4_500, type: 'private' } } } }],
])('%s is answered and changes nothing', async ([, update]) => {
  const before = toasts().length;
  await happen(update as object);
  expect(toasts()).toHaveLength(before + 1);
});

test('a start with anything at all behind it finds nobody', async () => {
  const endings = ['\0', '%', "' OR 1=1", '\ud800', 'я'.repeat(200), '../../etc', '<b>&lt;'];
  for (const ending of endings) await happen(happens.says(4_600, `/start ${ending}`));
  expect(said(4_600)).toHaveLength(endings.length);
  expect(new Set(said(4_600)).size).toBe(1);
});

test('only Telegram may bring updates', async () => {
  const { user_id, chat } = await somebody();
  const stop = { update_id: update_id++, ...happens.says(chat, '/stop') };
  const secret = peer.webhook?.secret_token ?? '';
  const refused = [
    {},
    { 'x-telegram-bot-api-secret-token': `${secret}x` },
    { 'x-telegram-bot-api-secret-token': [secret] },
  ];
  for (const headers of refused) {
    await expect(telegram.onUpdate(stop, headers)).rejects.toMatchObject({ status: 401 });
  }
  expect(await offOf(user_id)).toBeUndefined();
  expect(secret).toMatch(/^[\w-]{43}$/);
});

test('nobody who reads the log learns the token of the bot', () => {
  expect(log.join('\n')).not.toContain(peer.token);
  expect(log.join('\n')).not.toContain(peer.webhook?.secret_token);
});
