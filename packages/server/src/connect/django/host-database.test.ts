import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { openDjangoHost, READER_PASSWORD } from '../../../test/open-django-host.ts';
import { HostError, openHostDatabase, type HostDatabase } from './host-database.ts';

const host = await openDjangoHost({ users: 20, rows: 100 });
const opened: HostDatabase[] = [];
afterAll(() => Promise.all(opened.map((database) => database.close())));

function open(url: string): HostDatabase {
  const database = openHostDatabase(url);
  opened.push(database);
  return database;
}

async function failure(work: () => unknown): Promise<HostError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const one = (database: HostDatabase, text: string): Promise<unknown> => database.look((look) => look.rows(text));

function changed(url: string, change: (url: URL) => void): string {
  const next = new URL(url);
  change(next);
  return next.href;
}

describe('the host is never written', () => {
  const writes = [
    "UPDATE users_user SET email = 'x'",
    'DELETE FROM users_user',
    "INSERT INTO django_session VALUES ('a', 'b', now())",
    'CREATE TABLE mine (id int)',
    'CREATE TEMP TABLE mine (id int); DROP TABLE users_user',
    "SELECT nextval('users_user_id_seq')",
    'SELECT * FROM users_user FOR UPDATE',
  ];

  it.each(writes)('even where the role may: %s', async (write) => {
    const before = await host.query('SELECT count(*) AS n, max(email) AS email FROM users_user');
    const { message } = await failure(() => one(open(host.connectionString), write));
    expect(message).toMatch(/read-only transaction/);
    expect(await host.query('SELECT count(*) AS n, max(email) AS email FROM users_user')).toEqual(before);
  });

  it('nor after what says otherwise', async () => {
    const database = open(host.connectionString);
    const { message } = await failure(() =>
      database.look(async (look) => {
        await look.rows('SELECT count(*) FROM users_user');
        await look.rows('SET TRANSACTION READ WRITE');
      }),
    );
    expect(message).toMatch(/transaction read-write mode must be set before any query/);
    await expect(one(database, 'SHOW default_transaction_read_only')).resolves.toEqual([
      { default_transaction_read_only: 'on' },
    ]);
  });

  it('a role that may read and nothing else is enough', async () => {
    await expect(one(open(host.readerUrl), 'SELECT count(*) AS n FROM users_user')).resolves.toEqual([{ n: '20' }]);
  });
});

describe('a look', () => {
  it('sees the host as it was at its first statement', async () => {
    const seen = await open(host.readerUrl).look(async (look) => {
      const first = await look.rows('SELECT count(*) AS n FROM django_session');
      await host.query("INSERT INTO django_session VALUES ('k', 'v', now())");
      return [first, await look.rows('SELECT count(*) AS n FROM django_session')];
    });
    expect(seen[1]).toEqual(seen[0]);
    await host.query('DELETE FROM django_session');
  });

  it('leaves a sound connection behind when work fails, and hands on what work threw', async () => {
    const database = open(host.readerUrl);
    const mistake = new RangeError('mine');
    await expect(database.look(() => Promise.reject(mistake))).rejects.toBe(mistake);
    await failure(() => one(database, 'SELECT 1 / 0'));
    await expect(one(database, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('goes on where the URL has options of the connection', async () => {
    const url = changed(host.readerUrl, ({ searchParams }) => searchParams.set('options', '-c search_path=pg_catalog'));
    await expect(one(open(url), 'SHOW search_path')).resolves.toEqual([{ search_path: 'pg_catalog' }]);
    await expect(one(open(url), 'SHOW default_transaction_read_only')).resolves.toEqual([
      { default_transaction_read_only: 'on' },
    ]);
  });

  it('goes on behind a pooler that knows no options, and is as unable to write', async () => {
    const url = await openPooler(host.connectionString);
    const database = open(url);
    const looks = [1, 2, 3].map(() => one(database, 'SHOW transaction_read_only'));
    expect(await Promise.all(looks)).toEqual(looks.map(() => [{ transaction_read_only: 'on' }]));
    expect((await failure(() => one(database, 'DELETE FROM users_user'))).message).toMatch(/read-only transaction/);
  });

  it('reads a URL as Django writes it', async () => {
    const url = host.readerUrl.replace('postgresql://', 'postgis://').replace('sslmode=disable', 'sslmode=prefer');
    await expect(one(open(url), 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });
});

describe('what is wrong is said', () => {
  const cases: readonly (readonly [what: string, url: () => string, message: RegExp, passing: boolean])[] = [
    ['no URL', () => 'mysql://u:correct-horse-7@h/d', /^That is no URL of a PostgreSQL: write postgresql:/, false],
    [
      'a URL that cannot be read',
      () => 'postgresql://u:correct-horse-7%@h:port/d',
      /^The URL of the host's database cannot be read/,
      false,
    ],
    ['no database', () => 'postgresql://u:correct-horse-7@h', /^The URL names no database/, false],
    [
      'a wrong password',
      () => changed(host.readerUrl, (url) => (url.password = 'correct-horse-8')),
      /does not let "reader_.*" in .*: check user and password/,
      false,
    ],
    [
      'no such database',
      () => changed(host.readerUrl, (url) => (url.pathname = 'nowhere')),
      /has no database "nowhere"/,
      false,
    ],
    [
      'nobody there',
      () => `postgresql://u:${READER_PASSWORD}@127.0.0.1:1/d`,
      /^No PostgreSQL answers at 127\.0\.0\.1:1: check host and port/,
      true,
    ],
    [
      'no such host',
      () => `postgresql://u:${READER_PASSWORD}@nobody.invalid/d`,
      /"nobody\.invalid"/,
      expect.any(Boolean) as boolean,
    ],
    [
      'TLS where there is none',
      () => changed(host.readerUrl, ({ searchParams }) => searchParams.set('sslmode', 'require')),
      /knows no TLS: take sslmode out/,
      false,
    ],
  ];

  it.each(cases)('%s', async (_, url, message, passing) => {
    const error = await failure(() => one(open(url()), 'SELECT 1'));
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('correct-horse');
    expect(error.passing).toEqual(passing);
  });

  it('a table that may not be read', async () => {
    await host.query('CREATE TABLE secret (id int)');
    const { message } = await failure(() => one(open(host.readerUrl), 'SELECT * FROM secret'));
    expect(message).toMatch(/^permission denied for table secret: let "reader_.*" read it: GRANT USAGE/);
  });
});

/** Answers a connection that brings options as PgBouncer does, and hands on every other one. */
async function openPooler(connectionString: string): Promise<string> {
  const url = new URL(connectionString);
  const socket = `${url.searchParams.get('host') ?? ''}/.s.PGSQL.${url.port}`;
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    sockets.push(client);
    client.on('error', () => undefined);
    client.once('data', (startup) => {
      if (startup.includes('\0options\0')) return void client.end(refusal('unsupported startup parameter: options'));
      const upstream = connect(socket);
      sockets.push(upstream);
      upstream.on('error', () => undefined);
      upstream.write(startup);
      client.pipe(upstream).pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(async () => {
    for (const each of sockets) each.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  url.searchParams.delete('host');
  const address = server.address() as AddressInfo;
  url.host = `127.0.0.1:${address.port}`;
  return url.href;
}

/** ErrorResponse of PostgreSQL's protocol. */
function refusal(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C08P01\0M${message}\0\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeUInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
