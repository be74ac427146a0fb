import { expect, test } from 'vitest';
import { describeVariables, loadConfig } from './config.ts';

function faults(env: Record<string, string>): readonly string[] {
  const loaded = loadConfig(env);
  return 'faults' in loaded ? loaded.faults : [];
}

test('everything is optional', () => {
  expect(loadConfig({})).toMatchObject({
    config: { host: '127.0.0.1', port: 3000, databaseUrl: null, timezone: 'Europe/Moscow', now: null, warnings: [] },
  });
});

test('empty is not set, and space around a value does not count', () => {
  expect(loadConfig({ PORT: '', RETENTION_TIMEZONE: ' UTC\n' })).toMatchObject({
    config: { port: 3000, timezone: 'UTC' },
  });
});

test('all faults are told at once, each with what would be right', () => {
  const secret = 'short secret';
  const told = faults({
    PORT: '70000',
    DATABASE_URL: 'mysql://localhost',
    RETENTION_TIMEZONE: 'Moscow',
    RETENTION_NOW: '2024-01-15T10:30:00',
    RETENTION_JWT_SECRET: secret,
    RETENTION_JWKS_URL: 'keys.json',
    RETENTION_ADMIN_PASSWORD: 'abc',
    RETENTION_RATE_LIMIT: '0',
    RETENTION_LOG_LEVEL: 'loud',
  });
  expect(told).toEqual([
    "PORT is '70000': give a whole number from 0 to 65535",
    'DATABASE_URL is no PostgreSQL address: give one like postgresql://user:password@host:5432/name',
    "RETENTION_TIMEZONE is 'Moscow': give an IANA zone like Europe/Moscow or UTC",
    "RETENTION_NOW is '2024-01-15T10:30:00', which has no zone: end it with Z or an offset like +03:00",
    'RETENTION_JWT_SECRET is 12 characters long: give at least 16, better 32',
    "RETENTION_JWKS_URL is 'keys.json': give an address like https://example.com",
    'RETENTION_ADMIN_PASSWORD is 3 characters long: give at least 8',
    "RETENTION_RATE_LIMIT is '0': give a whole number from 1 to 1000000",
    "RETENTION_LOG_LEVEL is 'loud': give one of silent, fatal, error, warn, info, debug, trace",
  ]);
  expect(told.join()).not.toContain(secret);
});

test.each([
  ['RETENTION_NOW', 'yesterday'],
  ['RETENTION_NOW', '2024-02-30T00:00:00Z'],
  ['PORT', '-1'],
  ['PORT', '3000.5'],
  ['PORT', '0x10'],
])('%s=%s is refused', (name, value) => {
  expect(faults({ [name]: value })).toHaveLength(1);
});

test('origins are kept as browsers write them', () => {
  const text = 'https://App.Example.com/, http://127.0.0.1:5173 ,https://пример.рф:443';
  expect(loadConfig({ RETENTION_ORIGINS: text })).toMatchObject({
    config: { origins: ['https://app.example.com', 'http://127.0.0.1:5173', 'https://xn--e1afmkfd.xn--p1ai'] },
  });
  expect(loadConfig({})).toMatchObject({ config: { origins: [] } });
});

test.each([
  '*',
  'null',
  'app.example.com',
  'https://app.example.com/path',
  'https://app.example.com?a=b',
  'https://app.example.com#a',
  'https://user:password@app.example.com',
  'ftp://app.example.com',
  'file:///',
  'https://*.example.com',
  'https://app.example.com https://other.example.com',
  'https://app.example.com,',
])('RETENTION_ORIGINS=%s is refused', (text) => {
  const [fault = ''] = faults({ RETENTION_ORIGINS: text });
  expect(fault).toMatch(/^RETENTION_ORIGINS holds '.*': give origins like https:\/\/app\.example\.com, without a path/);
});

test('a misspelt name is pointed out', () => {
  expect(loadConfig({ RETENTION_TIMEZON: 'UTC', PATH: '/bin' })).toMatchObject({
    config: { warnings: ['RETENTION_TIMEZON is no variable of this program: --help lists them all'] },
  });
});

test('--help lists every variable of the specification', () => {
  const help = describeVariables();
  const names =
    'HOST PORT DATA_DIR DATABASE_URL RETENTION_TIMEZONE RETENTION_NOW RETENTION_JWT_SECRET RETENTION_JWKS_URL';
  for (const name of `${names} RETENTION_HOST_KEY RETENTION_ADMIN_PASSWORD`.split(' ')) expect(help).toContain(name);
});

test.each([
  [{ RETENTION_DKIM_DOMAIN: 'example.com' }, /RETENTION_DKIM_KEY is not/],
  [{ RETENTION_DKIM_KEY: 'key' }, /RETENTION_DKIM_DOMAIN is not/],
  [{ RETENTION_VAPID_PUBLIC_KEY: 'key' }, /RETENTION_VAPID_PRIVATE_KEY is not/],
  [{ RETENTION_TELEGRAM_UPDATES: 'webhook' }, /set RETENTION_PUBLIC_URL/],
])('what makes no sense alone is a fault: %j', (env, fault) => {
  const loaded = loadConfig(env);
  expect('faults' in loaded ? loaded.faults.join() : '').toMatch(fault);
});
