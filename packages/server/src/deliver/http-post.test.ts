import { once } from 'node:events';
import { createServer as createTcp, type AddressInfo, type Socket } from 'node:net';
import { createServer as createHttps } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { TEST_CERTIFICATE, TEST_KEY } from '../../test/peers/certificate.ts';
import { createPoster, type Poster } from './http-post.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server that says these bytes as soon as it hears anything, and then does as it is told. */
async function startSpeaker(bytes: string, then: (socket: Socket) => void = () => undefined): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcp((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(bytes, () => then(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(timeout_ms = 5_000): Poster {
  const poster = createPoster({ timeout_ms, connections: 2 });
  closers.push(() => poster.close());
  return poster;
}

function post(url: string, poster = open()) {
  return poster.post({ url: new URL(url), headers: {}, body: Buffer.from('{}') });
}

it('says what was answered', async () => {
  const host = await startSpeaker('HTTP/1.1 418 Tea\r\ncontent-length: 5\r\nretry-after: 7\r\n\r\nshort');
  expect(await post(`http://${host}/`)).toEqual({
    kind: 'answered',
    status: 418,
    said: '418 short',
    text: 'short',
    retry_after_s: 7,
  });
});

it('keeps what can be stored, and not more than is worth reading', async () => {
  const body = `a\0b\r\n${'й'.repeat(500)}`;
  const head = `HTTP/1.1 400 Bad\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  const answered = await post(`http://${await startSpeaker(head + body)}/`);
  expect(answered).toMatchObject({ said: `400 a b ${'й'.repeat(196)}` });
});

it.each([
  ['5', 5],
  ['0', 0],
  ['999999', 86_400],
  ['Mon, 15 Jan 2024 10:31:00 GMT', 60],
  ['Mon, 15 Jan 2024 10:29:00 GMT', 0],
  ['soon', null],
])('reads Retry-After: %s as %s', async (value, seconds) => {
  const date = 'Mon, 15 Jan 2024 10:30:00 GMT';
  const host = await startSpeaker(
    `HTTP/1.1 429 Slow\r\ndate: ${date}\r\nretry-after: ${value}\r\ncontent-length: 0\r\n\r\n`,
  );
  expect(await post(`http://${host}/`)).toMatchObject({ retry_after_s: seconds, said: '429 Slow' });
});

it('does not follow a redirect', async () => {
  const host = await startSpeaker(
    'HTTP/1.1 307 Elsewhere\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n',
  );
  expect(await post(`http://${host}/`)).toMatchObject({ kind: 'answered', status: 307 });
});

it('has an answer from its status on, whatever breaks after it', async () => {
  const head = 'HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\nhalf';
  const broken = await startSpeaker(head, (socket) => socket.destroy());
  expect(await post(`http://${broken}/`)).toMatchObject({ kind: 'answered', status: 201, text: 'half' });
  const stalled = await startSpeaker(head);
  expect(await post(`http://${stalled}/`, open(300))).toMatchObject({ kind: 'answered', status: 201, text: 'half' });
});

it('listens to no endless answer', async () => {
  const head = `HTTP/1.1 200 OK\r\n\r\n${'a'.repeat(10_000)}`;
  const host = await startSpeaker(head, (socket) => {
    const talk = (): void => {
      if (!socket.destroyed) socket.write('b'.repeat(10_000), talk);
    };
    talk();
  });
  expect(await post(`http://${host}/`)).toMatchObject({ kind: 'answered', status: 200 });
});

it('never left where nobody listens', async () => {
  expect(await post('http://127.0.0.1:1/')).toEqual({
    kind: 'never_left',
    reason: 'connect ECONNREFUSED 127.0.0.1:1',
  });
});

it('never left where TLS does not come about', async () => {
  const host = await startSpeaker('no TLS\r\n');
  expect(await post(`https://${host}/`)).toMatchObject({ kind: 'never_left' });
  const silent = await startSpeaker('');
  expect(await post(`https://${silent}/`, open(300))).toMatchObject({ kind: 'never_left' });
});

/** A TLS server that answers well, or breaks the connection where it is asked to. */
async function startTls(): Promise<{ readonly url: string; requests(): number }> {
  let requests = 0;
  const server = createHttps({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (request, response) => {
    requests += 1;
    if (request.url === '/break') request.socket.destroy();
    else response.writeHead(201).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}

it('speaks TLS to whom somebody vouches for, and to nobody else', async () => {
  const { url, requests } = await startTls();
  expect(await post(`${url}/`)).toMatchObject({ kind: 'never_left' });
  expect(requests()).toBe(0);

  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, TEST_CERTIFICATE]);
  closers.push(() => setDefaultCACertificates(trusted));
  const poster = open();
  expect(await post(`${url}/`, poster)).toMatchObject({ kind: 'answered', status: 201 });
  expect(await post(`${url}/break`, poster)).toMatchObject({ kind: 'broke' });
  expect(await post(`${url}/break`, open())).toMatchObject({ kind: 'broke' });
  expect(await post(`${url}/`, poster)).toMatchObject({ kind: 'answered', status: 201 });
  expect(requests()).toBe(4);
});

it('broke where the answer is missing, late or no HTTP', async () => {
  const reset = await startSpeaker('', (socket) => socket.resetAndDestroy());
  expect(await post(`http://${reset}/`)).toMatchObject({ kind: 'broke' });
  const closed = await startSpeaker('', (socket) => socket.end());
  expect(await post(`http://${closed}/`)).toMatchObject({ kind: 'broke' });
  const silent = await startSpeaker('');
  expect(await post(`http://${silent}/`, open(1000))).toEqual({ kind: 'broke', reason: 'no answer within 1 s' });
  const nonsense = await startSpeaker('hello\r\n\r\n');
  expect(await post(`http://${nonsense}/`)).toMatchObject({ kind: 'broke' });
});

it('uses a connection again', async () => {
  let connections = 0;
  const server = createTcp((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => void server.close());
  const poster = open();
  for (let message = 0; message < 3; message++) {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await post(url, poster)).toMatchObject({ status: 200 });
  }
  expect(connections).toBe(1);
});
