import { get, type IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ADDRESSES } from '@retention/domain/contract/address';
import type { Contract } from '@retention/domain/contract/contract';
import { openTestDatabase } from '../../test/database.ts';
import { openTestApp, signToken } from '../http/app.fixture.ts';
import { openStage } from './stage.fixture.ts';

const test = await openTestDatabase({ now: '2024-03-01T09:00:00Z' });
const app = await openTestApp(test);
const { go, does } = openStage(test, []);
const address = await app.listen();
const open: IncomingMessage[] = [];

afterEach(() => {
  for (const response of open) response.destroy();
});

type Inbox = Contract['triggers_pending']['response'];

/** A client that reads the events one by one. */
async function listen(user_id: string, claims: object = {}) {
  const headers = { authorization: `Bearer ${await signToken({ sub: user_id, ...claims })}` };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${address}${ADDRESSES.triggers_stream.path}`, { headers, agent: false }, resolve).once('error', reject);
  });
  open.push(response);
  const chunks: AsyncIterator<unknown> = response.setEncoding('utf8')[Symbol.asyncIterator]();
  let text = '';
  return {
    response,
    async next(): Promise<Inbox> {
      for (;;) {
        const event = /event: triggers\ndata: (.*)\n\n/.exec(text);
        if (event !== null) {
          text = text.slice(event.index + event[0].length);
          return JSON.parse(event[1] ?? '') as Inbox;
        }
        const chunk = await chunks.next();
        if (chunk.done === true) throw new Error('the stream has ended');
        text += String(chunk.value);
      }
    },
  };
}

describe('a live stream', () => {
  it('tells at once what there is, and again when there is more, to whom it concerns', async () => {
    await does('a', 'session_start', '2024-03-01T08:00:00Z');
    await go('2024-03-01T09:00:00Z');
    const stream = await listen('a');
    const other = await listen('b');
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(await stream.next()).toEqual({ triggers: [], priority_trigger: null });
    expect(await other.next()).toEqual({ triggers: [], priority_trigger: null });
    await go('2024-03-04T09:00:00Z');
    expect((await stream.next()).priority_trigger).toMatchObject({ type: 'inactivity_3_days' });
  });

  it('tells nothing more when its token has ended', async () => {
    const stream = await listen('d', { exp: test.clock.now() / 1000 + 3600 });
    await stream.next();
    await does('d', 'session_start', '2024-03-04T09:00:00Z');
    await go('2024-03-08T09:00:00Z');
    await expect(stream.next()).rejects.toThrow('the stream has ended');
  });

  it('needs a token', async () => {
    const response = await fetch(`${address}${ADDRESSES.triggers_stream.path}`);
    expect(response.status).toBe(401);
  });

  it('is not opened without bound by one person', async () => {
    const streams = await Promise.all(Array.from({ length: 9 }, () => listen('c')));
    expect(streams.map(({ response }) => response.statusCode ?? 0).toSorted((one, other) => one - other)).toEqual([
      ...Array.from({ length: 8 }, () => 200),
      429,
    ]);
  });
});
