import { connect } from 'node:net';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { eventsBatch } from '@retention/domain/contract/events';
import { HOST_KEY, openTestApp, signToken } from '../../src/http/app.fixture.ts';
import { openTestDatabase } from '../database.ts';
import { openClient } from './client.ts';
import { chooseSeed } from './random.ts';
import { fingerprint } from './state.ts';

const seed = chooseSeed('fuzz, sockets');
const test = await openTestDatabase({ now: '2024-01-15T12:00:00Z' });
const app = await openTestApp(test);
let address = new URL('http://127.0.0.1');
beforeAll(async () => {
  address = new URL(await app.listen());
});

const token = await signToken({ sub: 'socket' });
const good = JSON.stringify({ events: [{ type: 'session_start', timestamp: '2024-01-15T11:00:00Z' }] });
const post = `POST ${eventsBatch.path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n`;

/** Sends the pieces and hangs up, or waits for the end; what was answered until then. */
function talk(pieces: readonly (string | Buffer)[], hangUp: boolean): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(address.port), address.hostname, () => {
      for (const piece of pieces) socket.write(piece);
      if (hangUp) socket.destroy();
      else socket.end();
    });
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    // The server may hang up first: that is an answer too.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

/** Every answer is HTTP, below 500, and an error of ours or a 200. */
function expectSane(answer: string): void {
  let rest = answer;
  while (rest !== '') {
    const [head = '', ...bodies] = rest.split('\r\n\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    expect(status, answer).toBeLessThan(500);
    const after = bodies.join('\r\n\r\n');
    if (status === 100) {
      rest = after;
      continue;
    }
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
    const bytes = Buffer.from(after);
    const body: unknown = JSON.parse(bytes.subarray(0, length).toString());
    expect(body).toEqual(
      status === 200
        ? expect.anything()
        : { status: 'error', message: expect.stringMatching(/./), errors: expect.any(Array) },
    );
    rest = bytes.subarray(length).toString();
  }
}

/** A good batch goes in, on a connection of its own. */
async function expectAlive(): Promise<void> {
  const client = openClient();
  const answer = await client.post(`${address.origin}${eventsBatch.path}`, token, good);
  client.close();
  expect(answer).toMatchObject({ status: 200 });
}

it.each<[string, (string | Buffer)[]]>([
  ['a chunk with no size', [`${post}transfer-encoding: chunked\r\n\r\n`, '\r\n\r\n']],
  ['a chunk with a size that is none', [`${post}transfer-encoding: chunked\r\n\r\n`, 'xyz\r\n{}\r\n0\r\n\r\n']],
  ['a chunk longer than all memory', [`${post}transfer-encoding: chunked\r\n\r\n`, 'ffffffffffffffff\r\n{}']],
  ['a chunk shorter than it says', [`${post}transfer-encoding: chunked\r\n\r\n`, `40\r\n{}\r\n0\r\n\r\n`]],
  ['chunks without an end', [`${post}transfer-encoding: chunked\r\n\r\n`, `${good.length.toString(16)}\r\n${good}`]],
  [
    'a megabyte in chunks',
    [`${post}transfer-encoding: chunked\r\n\r\n`, `100000\r\n${'x'.repeat(0x100000)}\r\n0\r\n\r\n`],
  ],
  ['chunk extensions', [`${post}transfer-encoding: chunked\r\n\r\n`, `2;${'a=b;'.repeat(10_000)}\r\n{}\r\n0\r\n\r\n`]],
  ['trailers', [`${post}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx: ${'y'.repeat(50_000)}\r\n\r\n`]],
  ['two encodings', [`${post}transfer-encoding: chunked, gzip\r\n\r\n2\r\n{}\r\n0\r\n\r\n`]],
  ['half a body', [`${post}content-length: 1000\r\n\r\n`, good]],
  ['half the headers', [post]],
  ['half a request line', ['POST /api/re']],
  ['more body than it says', [`${post}content-length: 2\r\n\r\n`, `{}${good}`]],
  ['two lengths that differ', [`${post}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`]],
  ['a length of nonsense', [`${post}content-length: 1e3\r\n\r\n${good}`]],
  ['a length beyond counting', [`${post}content-length: 99999999999999999999\r\n\r\n${good}`]],
  ['ten thousand headers', [post, 'a: b\r\n'.repeat(10_000), '\r\n']],
  ['one endless header', [post, `a: ${'b'.repeat(200_000)}`, '\r\n\r\n']],
  ['a header of control characters', [`${post}a: \u0001\u0000\r\n\r\n`]],
  ['a folded header', [`${post}a: b\r\n c\r\ncontent-length: 2\r\n\r\n{}`]],
  [
    'a token of a megabyte',
    [`POST ${eventsBatch.path} HTTP/1.1\r\nauthorization: Bearer ${'x'.repeat(1_000_000)}\r\n\r\n`],
  ],
  ['an endless path', [`GET /${'a'.repeat(100_000)} HTTP/1.1\r\nhost: x\r\n\r\n`]],
  ['a path of nonsense', ['GET /%ff%00/../..//?a[b]=c HTTP/1.1\r\nhost: x\r\n\r\n']],
  ['HTTP/2 without asking', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']],
  ['an upgrade', [`GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`]],
  ['CONNECT', ['CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n']],
  ['TLS', [Buffer.from('16030100dc010000d80303', 'hex')]],
  ['an expectation nobody meets', [`${post}expect: 200-ok\r\ncontent-length: 2\r\n\r\n{}`]],
  ['a host key with a NUL', [`POST ${eventsBatch.path} HTTP/1.1\r\nauthorization: Bearer ${HOST_KEY}\u0000\r\n\r\n`]],
])('%s is answered or hung up on, and stores nothing', async (_, pieces) => {
  await expectAlive();
  const before = await fingerprint(test.database);
  expectSane(await talk(pieces, false));
  expectSane(await talk(pieces, true));
  expect(await fingerprint(test.database)).toEqual(before);
  await expectAlive();
});

it('requests cut off, interleaved with noise or sent in pieces do no harm', { timeout: 90_000 }, async () => {
  const request = Buffer.from(`${post}content-length: ${Buffer.byteLength(good)}\r\n\r\n${good}`);
  const cut = fc.nat(request.length - 1).map((at) => [request.subarray(0, at)]);
  const pieces = fc.nat(request.length - 1).map((at) => [request.subarray(0, at), request.subarray(at)]);
  const noise = fc.array(fc.tuple(fc.nat(request.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
  const damaged = noise.map((changes) => {
    const bytes = Buffer.from(request);
    for (const [at, byte] of changes) bytes[at] = byte;
    return [bytes, request];
  });
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => [Buffer.from(array)]);
  const tries = fc.tuple(fc.oneof(cut, pieces, damaged, bytes), fc.boolean());
  await fc.assert(
    fc.asyncProperty(fc.array(tries, { minLength: 20, maxLength: 20 }), async (group) => {
      const answers = await Promise.all(group.map(([sent, hangUp]) => talk(sent, hangUp)));
      for (const answer of answers) expectSane(answer);
      await expectAlive();
    }),
    { seed, numRuns: 50, interruptAfterTimeLimit: 60_000 },
  );
});

it('those who hang up leave nothing behind', async () => {
  const open = (): Promise<number> =>
    new Promise((resolve) => app.http.server.getConnections((_error, count) => resolve(count)));
  await expect.poll(open, { timeout: 10_000 }).toBe(0);
});
