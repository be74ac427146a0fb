import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig, type Config } from './config.ts';
import { createPasswords, isPasswordHash } from './host/password.ts';
import { commandSecrets, withSecrets } from './secrets.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'retention-secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

function config(env: Record<string, string> = {}): Config {
  const loaded = loadConfig({ DATA_DIR: dataDir, ...env });
  if ('faults' in loaded) throw new Error(loaded.faults.join());
  return loaded.config;
}

test('made on the first start, told once, the same ever after, closed to others', () => {
  const first = withSecrets(config());
  expect(Object.keys(first.generated)).toEqual([
    'RETENTION_JWT_SECRET',
    'RETENTION_HOST_KEY',
    'RETENTION_ADMIN_PASSWORD',
  ]);
  expect(first.config.hostKey).toMatch(/^[\w-]{43}$/);
  expect(first.config.jwtSecret).not.toBe(first.config.hostKey);
  const password = first.generated['RETENTION_ADMIN_PASSWORD'] ?? '';
  expect(password).toMatch(/^[a-km-np-z2-9]{4}(?:-[a-km-np-z2-9]{4}){4}$/);
  expect(isPasswordHash(first.config.adminPassword)).toBe(true);
  expect(readFileSync(first.file, 'utf8')).not.toContain(password);
  const second = withSecrets(config());
  expect(second.generated).toEqual({});
  expect(second.config).toEqual(first.config);
  expect(statSync(first.file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir)).toEqual(['secrets.json']);
});

test('what the environment gives is used, and not told', () => {
  const { config: filled, generated } = withSecrets(
    config({ RETENTION_HOST_KEY: 'k'.repeat(32), RETENTION_ADMIN_PASSWORD: 'correct horse' }),
  );
  expect(filled.hostKey).toBe('k'.repeat(32));
  expect(filled.adminPassword).toBe('correct horse');
  expect(Object.keys(generated)).toEqual(['RETENTION_JWT_SECRET']);
});

test('with public keys configured there is no shared secret to fall back to', () => {
  const filled = withSecrets(config({ RETENTION_JWKS_URL: 'https://example.com/jwks.json' }));
  expect(filled.config.jwtSecret).toBeNull();
  expect(Object.keys(filled.generated)).toEqual(['RETENTION_HOST_KEY', 'RETENTION_ADMIN_PASSWORD']);
});

test('what nobody has seen is taken back', () => {
  const first = withSecrets(config());
  first.forget();
  expect(existsSync(first.file)).toBe(false);
  const second = withSecrets(config());
  expect(second.config.hostKey).not.toBe(first.config.hostKey);
  // By then it has been seen.
  withSecrets(config()).forget();
  expect(withSecrets(config()).config).toEqual(second.config);
});

describe('a file without a password', () => {
  const old = { RETENTION_JWT_SECRET: 'j'.repeat(43), RETENTION_HOST_KEY: 'h'.repeat(43), mine: 'kept' };
  const kept = () => JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as Record<string, string>;
  beforeEach(() => writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify(old)));

  test('gets one, told once, and keeps the rest', async () => {
    const { config: filled, file, generated } = withSecrets(config());
    expect(Object.keys(generated)).toEqual(['RETENTION_ADMIN_PASSWORD']);
    expect(kept()).toMatchObject({ ...old, RETENTION_ADMIN_PASSWORD: filled.adminPassword });
    const { RETENTION_ADMIN_PASSWORD: shown = '' } = generated;
    expect(await createPasswords().matches(shown, filled.adminPassword)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['secrets.json']);
    expect(withSecrets(config())).toMatchObject({ config: filled, generated: {} });
  });

  test('is as it was where nobody has seen the password', () => {
    withSecrets(config()).forget();
    expect(kept()).toEqual(old);
  });

  test('gets it in spite of a process that was killed at it', () => {
    writeFileSync(join(dataDir, 'secrets.json.lock'), '');
    expect(Object.keys(withSecrets(config()).generated)).toEqual(['RETENTION_ADMIN_PASSWORD']);
    expect(readdirSync(dataDir)).toEqual(['secrets.json']);
  });

  test('gets one and the same from processes that start at once', async () => {
    const secrets = fileURLToPath(new URL('secrets.ts', import.meta.url));
    const configuration = fileURLToPath(new URL('config.ts', import.meta.url));
    const program = `
      import { loadConfig } from ${JSON.stringify(configuration)};
      import { withSecrets } from ${JSON.stringify(secrets)};
      const { config } = loadConfig({ DATA_DIR: ${JSON.stringify(dataDir)} });
      const { config: { adminPassword }, generated } = withSecrets(config);
      console.log(JSON.stringify([adminPassword, Object.keys(generated).length]));`;
    const run = promisify(execFile);
    const all = await Promise.all(
      [1, 2, 3, 4].map(() => run(process.execPath, ['--input-type=module', '--eval', program])),
    );
    const told = all.map(({ stdout }) => JSON.parse(stdout) as [string, number]);
    expect(new Set(told.map(([password]) => password))).toEqual(new Set([kept()['RETENTION_ADMIN_PASSWORD']]));
    expect(told.filter(([, shown]) => shown > 0)).toHaveLength(1);
  });

  test('gets none from a command, nor where the environment gives one: nobody would be shown it', () => {
    expect(commandSecrets(config()).jwtSecret).toBe(old.RETENTION_JWT_SECRET);
    expect(withSecrets(config({ RETENTION_ADMIN_PASSWORD: 'correct horse' })).generated).toEqual({});
    expect(kept()).not.toHaveProperty('RETENTION_ADMIN_PASSWORD');
    expect(Object.keys(withSecrets(config()).generated)).toEqual(['RETENTION_ADMIN_PASSWORD']);
  });

  test('and with one as it stands keeps its hash from now on', async () => {
    const password = 'kept by an older version';
    writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify({ ...old, RETENTION_ADMIN_PASSWORD: password }));
    const { config: filled, generated } = withSecrets(config());
    expect(generated).toEqual({});
    expect(await createPasswords().matches(password, filled.adminPassword)).toBe(true);
    expect(kept()).toMatchObject({ mine: 'kept', RETENTION_ADMIN_PASSWORD: filled.adminPassword });
    expect(withSecrets(config())).toMatchObject({ config: filled, generated: {} });
  });

  test('and with one that is too short is not used', () => {
    writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify({ ...old, RETENTION_ADMIN_PASSWORD: 'short' }));
    expect(() => withSecrets(config())).toThrow(/RETENTION_ADMIN_PASSWORD of less than 8 characters/);
  });
});

test('a damaged file is named, not replaced', () => {
  writeFileSync(join(dataDir, 'secrets.json'), '{"RETENTION_JWT_SECRET":');
  expect(() => withSecrets(config())).toThrow(/secrets\.json does not hold .* remove it/);
});
