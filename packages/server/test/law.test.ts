import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'retention-law-'));
let said = '';

/** A file that breaks the law, and the rule that has to say so; null: allowed. */
const CASES: readonly (readonly [file: string, source: string, rule: string | null])[] = [
  ['packages/domain/src/a.ts', "export * from 'node:fs';", 'no-restricted-imports'],
  ['packages/domain/src/b.ts', "export * from 'pg';", 'no-restricted-imports'],
  ['packages/domain/src/c.ts', "export * from '@retention/server/app';", 'no-restricted-imports'],
  ['packages/domain/src/contract/d.ts', "export * from '../../../server/src/app.ts';", 'no-restricted-imports'],
  ['packages/domain/src/contract/e.ts', "export * from 'typebox';\nexport * from '../day.ts';", null],
  ['packages/server/src/collect/a.ts', "export * from '../profile/refresh.ts';", 'no-restricted-imports'],
  ['packages/server/src/collect/b.ts', "export const b = await import('../host/users.ts');", 'no-restricted-imports'],
  [
    'packages/server/src/profile/a.ts',
    "import type { App } from '../app.ts';\nexport type A = App;",
    'no-restricted-imports',
  ],
  ['packages/server/src/profile/b.ts', "export * from '../http/route.ts';", 'no-restricted-imports'],
  ['packages/server/src/profile/c.ts', "export * from '../http/errors.ts';\nexport * from '../db/database.ts';", null],
  ['packages/server/src/collect/import/c.ts', "export * from '../../host/users.ts';", 'no-restricted-imports'],
  [
    'packages/server/src/collect/import/d.ts',
    "export * from '../store.ts';\nexport * from '../../db/database.ts';",
    null,
  ],
  ['packages/server/src/file/a.ts', "export * from '../collect/store.ts';", 'no-restricted-imports'],
  ['packages/server/src/measure/a.ts', "export * from '../collect/store.ts';", 'no-restricted-imports'],
  ['packages/server/src/db/a.ts', "export * from '../collect/store.ts';", 'no-restricted-imports'],
  ['packages/server/src/db/b.ts', "export * from '../http/errors.ts';", 'no-restricted-imports'],
  ['packages/server/src/http/a.ts', "export * from '../collect/collect.ts';", 'no-restricted-imports'],
  ['packages/server/src/http/c.ts', "export * from '../demo/fill.ts';", 'no-restricted-imports'],
  ['packages/server/src/measure/b.ts', "export * from '../demo/fill.ts';", 'no-restricted-imports'],
  [
    'packages/server/src/demo/a.ts',
    "export * from '../collect/store.ts';\nexport * from '../host/facts-store.ts';",
    null,
  ],
  ['packages/admin/src/a.ts', "export * from '@retention/server/app';", 'no-restricted-imports'],
  ['packages/admin/src/b.ts', "export * from 'node:fs';", 'no-restricted-imports'],
  ['packages/admin/src/c.ts', "export * from '@retention/domain/contract/admin';", 'no-restricted-imports'],
  [
    'packages/admin/src/d.ts',
    "export * from '@retention/domain/metrics';\nexport type { Contract } from '@retention/domain/contract/contract';",
    null,
  ],
  ['packages/sdk/src/a.ts', "export * from 'typebox';", 'no-restricted-imports'],
  ['packages/sdk/src/b.ts', "export * from '@retention/domain/message';", 'no-restricted-imports'],
  [
    'packages/sdk/src/c.ts',
    "export * from '@retention/domain/contract/client';\nexport type { Metadata } from '@retention/domain/event';",
    null,
  ],
  ['packages/sdk/src/d.ts', 'export const d = Date.now();', 'no-restricted-properties'],
  ['packages/vue/src/a.ts', "export * from 'vue-router';", 'no-restricted-imports'],
  ['packages/vue/src/b.ts', "export * from '@retention/server/app';", 'no-restricted-imports'],
  ['packages/vue/src/c.ts', "export * from '@retention/sdk';\nexport * from 'pinia';", null],
  ['demo/server/a.ts', "export * from '../../packages/server/src/app.ts';", 'no-restricted-imports'],
  ['demo/src/a.ts', "export * from '@retention/vue';", null],
  ['packages/server/src/http/b.ts', 'export const b = process.env;', 'no-process-env'],
  ['packages/server/src/host/a.ts', 'export const a = Date.now();', 'no-restricted-properties'],
  ['packages/server/src/host/b.ts', 'export const b = (c: any): void => c.d();', 'no-explicit-any'],
  ['packages/server/src/clock.ts', 'export const a = Date.now();', null],
  ['packages/server/src/config.ts', 'export const a = process.env;', null],
];

beforeAll(() => {
  for (const [file, source] of CASES) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${source}\n`);
  }
  writeFileSync(join(folder, '.oxlintrc.json'), readFileSync(join(root, '.oxlintrc.json')));
  const oxlint = join(root, 'node_modules', '.bin', 'oxlint');
  said = spawnSync(oxlint, ['-f', 'unix'], { cwd: folder, encoding: 'utf8' }).stdout;
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(CASES)('%s: %s → %s', (file, _, rule) => {
  const rules = said
    .split('\n')
    .filter((line) => line.startsWith(`${file}:`))
    .map((line) => /\(([^)]+)\)\]$/.exec(line)?.[1]);
  expect([...new Set(rules)]).toEqual(rule === null ? [] : [rule]);
});

test('only the clock asks for the time', () => {
  const files = globSync('{packages/{domain,server,vue}/src,demo/server}/**/*.ts', { cwd: root });
  const clocks = ['packages/vue/src/clock.ts'];
  const asking = files.filter(
    (file) => !clocks.includes(file) && /\bnew Date\(\)|\bDate\(\)/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(asking).toEqual([]);
});
