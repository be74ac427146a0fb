import { expect, it } from 'vitest';
import { createEventReader } from './event-stream.ts';
import { createWorld, refusal, type Reply, type WorldOptions } from './world.fixture.ts';

const EMPTY = { triggers: [], priority_trigger: null };
const INBOX = `event: triggers\ndata: ${JSON.stringify(EMPTY)}\n\n`;
const STREAM = '/api/rest/front/triggers/stream/';
const PENDING = '/api/rest/front/triggers/pending/get/';

/** A server with live streams that the test speaks through. */
function openTheatre(options: Partial<WorldOptions> = {}) {
  const streams: { say: (piece: string) => void; end: (reply?: Reply) => void }[] = [];
  const world = createWorld({
    answer: () => ({ status: 200, body: EMPTY }),
    openStream: (say) => new Promise((resolve) => streams.push({ say, end: (reply = 'away') => resolve(reply) })),
    ...options,
  });
  const tab = world.open();
  const inboxes: unknown[] = [];
  const paths = () => world.requests.map(({ path }) => path);
  const watch = () => tab.retention.watchTriggers((inbox) => inboxes.push(inbox));
  return { world, tab, streams, inboxes, paths, watch, latest: () => streams.at(-1) };
}

it('reads a stream however it is cut, with comments and retry', () => {
  const text = `retry: 3000\n\n: still here\n\nevent: other\ndata: {}\n\nevent: triggers\ndata: {"a":"ы"}\n\nevent: triggers\r\ndata: {"b":1}\r\n\r\n`;
  for (let size = 1; size <= text.length; size++) {
    const heard: unknown[] = [];
    const read = createEventReader({ triggers: (json) => heard.push(json), retry: (ms) => heard.push(ms) });
    for (let at = 0; at < text.length; at += size) read(text.slice(at, at + size));
    expect(heard).toEqual([3_000, '{"a":"ы"}', '{"b":1}']);
  }
});

it('tells what there is at once and whenever it changes, over one stream for all who listen', async () => {
  const { world, tab, inboxes, paths, watch, latest } = openTheatre();
  watch();
  await world.advance(0);
  expect(world.requests[0]?.headers).toMatchObject({ authorization: 'Bearer token' });
  latest()?.say('retry: 3000\n\n');
  latest()?.say(INBOX);
  await world.advance(50_000);
  latest()?.say(INBOX.slice(0, 20));
  latest()?.say(INBOX.slice(20));
  await world.advance(0);
  expect(inboxes).toEqual([EMPTY, EMPTY]);
  expect(paths()).toEqual([STREAM]);
  const others: unknown[] = [];
  const end = tab.retention.watchTriggers((inbox) => others.push(inbox));
  await world.advance(0);
  latest()?.say(INBOX);
  await world.advance(0);
  expect([inboxes.length, others.length]).toEqual([3, 1]);
  end();
  latest()?.say(INBOX);
  await world.advance(0);
  expect([inboxes.length, others.length]).toEqual([4, 1]);
});

it('listens only while somebody looks, and not after the end', async () => {
  const { world, tab, streams, inboxes, watch, latest } = openTheatre();
  tab.hide();
  const end = watch();
  await world.advance(3_600_000);
  expect(streams).toHaveLength(0);
  tab.show();
  await world.advance(0);
  expect(streams).toHaveLength(1);
  tab.hide();
  latest()?.say(INBOX);
  await world.advance(3_600_000);
  expect(streams).toHaveLength(1);
  tab.show();
  await world.advance(0);
  latest()?.say(INBOX);
  await world.advance(0);
  end();
  await world.advance(3_600_000);
  expect([streams.length, inboxes.length]).toEqual([2, 1]);
  watch();
  await world.advance(0);
  await tab.retention.close();
  watch();
  await world.advance(3_600_000);
  expect(streams).toHaveLength(3);
});

it('connects again after the seconds the server wants, or at once when the network is back', async () => {
  const { world, streams, watch, latest, paths } = openTheatre();
  watch();
  await world.advance(0);
  latest()?.say(`retry: 8000\n\n${INBOX}`);
  latest()?.end({ status: 200, body: '' });
  await world.advance(3_900);
  expect(streams).toHaveLength(1);
  await world.advance(8_200);
  expect(streams).toHaveLength(2);
  latest()?.say(INBOX);
  world.setOnline(true);
  await world.advance(0);
  expect(streams).toHaveLength(3);
  expect(paths()).toEqual([STREAM, STREAM, STREAM]);
});

it('notices a connection that has died in silence', async () => {
  const { world, streams, watch, latest } = openTheatre();
  watch();
  await world.advance(0);
  latest()?.say(INBOX);
  for (let minutes = 0; minutes < 5; minutes++) {
    await world.advance(50_000);
    latest()?.say(': still here\n\n');
  }
  expect(streams).toHaveLength(1);
  await world.advance(66_000);
  expect(streams).toHaveLength(2);
});

it.each<[string, Reply | 'swallowed']>([
  ['refused', refusal(429, 'Too many live streams are open', 60)],
  ['not there', { status: 404, body: '<html>' }],
  ['something else', { status: 200, body: '<html>' }],
  ['swallowed', 'swallowed'],
])('asks every minute where the stream is %s', async (_, reply) => {
  const { world, inboxes, paths, watch } = openTheatre({
    openStream: () => (reply === 'swallowed' ? new Promise(() => undefined) : reply),
  });
  watch();
  await world.advance(11_000);
  expect(inboxes).toEqual([EMPTY]);
  await world.advance(600_000);
  expect(inboxes.length).toBeGreaterThan(7);
  expect(paths().length).toBeLessThan(25);
  expect(new Set(paths())).toEqual(new Set([STREAM, PENDING]));
});

it('waits longer and longer for a server that is away', async () => {
  const { world, inboxes, paths, watch } = openTheatre({ answer: () => 'away', openStream: () => 'away' });
  watch();
  await world.advance(3_600_000);
  expect(inboxes).toEqual([]);
  expect(paths().length).toBeLessThan(100);
});

it('asks for a new token where the stream does not take the old one', async () => {
  let asked = 0;
  const world = createWorld({
    answer: () => ({ status: 200, body: EMPTY }),
    openStream: () => (asked < 2 ? refusal(401, 'expired') : new Promise(() => undefined)),
  });
  const { retention } = world.open({ token: () => String(++asked) });
  retention.watchTriggers(() => undefined);
  await world.advance(1_000);
  expect(world.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer 1', 'Bearer 2']);
});
