import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig, type Config } from './config.ts';
import { withSecrets } from './secrets.ts';

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
  expect(Object.keys(first.generated)).toEqual(['RETENTION_JWT_SECRET', 'RETENTION_HOST_KEY']);
  expect(first.config.hostKey).toMatch(/^[\w-]{43}$/);
  expect(first.config.jwtSecret).not.toBe(first.config.hostKey);
  const second = withSecrets(config());
  expect(second.generated).toEqual({});
  expect(second.config).toEqual(first.config);
  expect(statSync(first.file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir)).toEqual(['secrets.json']);
});

test('what the environment gives is used, and not told', () => {
  const { config: filled, generated } = withSecrets(config({ RETENTION_HOST_KEY: 'k'.repeat(32) }));
  expect(filled.hostKey).toBe('k'.repeat(32));
  expect(Object.keys(generated)).toEqual(['RETENTION_JWT_SECRET']);
});

test('with public keys configured there is no shared secret to fall back to', () => {
  const filled = withSecrets(config({ RETENTION_JWKS_URL: 'https://example.com/jwks.json' }));
  expect(filled.config.jwtSecret).toBeNull();
  expect(Object.keys(filled.generated)).toEqual(['RETENTION_HOST_KEY']);
});

test('a damaged file is named, not replaced', () => {
  writeFileSync(join(dataDir, 'secrets.json'), '{"RETENTION_JWT_SECRET":');
  expect(() => withSecrets(config())).toThrow(/secrets\.json does not hold .* remove it/);
});
