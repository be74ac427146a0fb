import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/database.ts';
import { HOST_KEY, openTestApp } from './app.fixture.ts';

const app = await openTestApp(await openTestDatabase());
const address = new URL(await app.listen());
const USERS = '/api/rest/host/users/batch/';

/** Sends bytes as they are, and reads until the server closes. */
function send(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(address.port), address.hostname, () => socket.write(bytes));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('what is not even a request comes back as JSON', () => {
  const post = `POST ${USERS} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${HOST_KEY}\r\nconnection: close\r\n`;
  it.each<[string, string, number, RegExp]>([
    ['garbage', '\x16\x03\x01\x02\r\n\r\n', 400, /not HTTP/],
    ['a method nobody knows', 'BREW / HTTP/1.1\r\nhost: x\r\n\r\n', 400, /not HTTP/],
    ['too many headers', `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431, /headers are too large/],
    ['a length that is none', `${post}content-length: -1\r\n\r\n`, 400, /not HTTP/],
    ['two lengths', `${post}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`, 400, /not HTTP/],
    ['a broken chunk', `${post}transfer-encoding: chunked\r\n\r\nzz\r\n`, 400, /./],
    ['an expectation', `${post}expect: tea\r\ncontent-length: 0\r\n\r\n`, 417, /100-continue/],
    ['no Host', `POST ${USERS} HTTP/1.1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, 401, /host key/],
    ['a long body', `${post}content-length: 99999999\r\n\r\n`, 413, /up to 2097152 bytes/],
  ])('%s', async (_, bytes, status, message) => {
    const [head = '', body = ''] = (await send(bytes)).split('\r\n\r\n', 2);
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head.toLowerCase()).toContain('content-type: application/json; charset=utf-8');
    expect(JSON.parse(body)).toEqual({ status: 'error', message: expect.stringMatching(message), errors: [] });
  });

  it('a body that breaks off costs nobody anything', async () => {
    const socket = connect(Number(address.port), address.hostname);
    await new Promise<void>((resolve) => socket.write(`${post}content-length: 100\r\n\r\n{"users":`, () => resolve()));
    socket.destroy();
    expect((await app.http.inject({ method: 'GET', url: '/healthz' })).statusCode).toBe(200);
  });
});
