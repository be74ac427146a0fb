import { defineConfig } from 'vitest/config';

/** Tests that use a real PostgreSQL. */
const withPostgres = {
  globalSetup: 'packages/server/test/global-setup.ts',
  setupFiles: 'packages/server/test/no-warnings.ts',
  testTimeout: 20_000,
  hookTimeout: 30_000,
};

/**
 * What starts servers, kills them or looks at pages in a browser goes alone, and after the rest: it keeps both cores busy by
 * itself, and waits for things that must not be slowed down by a neighbour.
 */
const ALONE = [
  'packages/server/test/faults/**/*.test.ts',
  'packages/server/test/serve.test.ts',
  'packages/server/src/db/embedded.test.ts',
  'packages/sdk/test/**/*.test.ts',
  'packages/vue/test/**/*.test.ts',
  'demo/server/start.test.ts',
  'demo/test/**/*.test.ts',
];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: 'domain', include: ['packages/domain/**/*.test.ts'] } },
      { test: { name: 'admin', include: ['packages/admin/src/**/*.test.ts'] } },
      { test: { name: 'sdk', include: ['packages/sdk/src/**/*.test.ts'] } },
      { test: { name: 'vue', include: ['packages/vue/src/**/*.test.ts'] } },
      { test: { name: 'demo', include: ['demo/src/**/*.test.ts'] } },
      {
        test: {
          ...withPostgres,
          name: 'server',
          include: ['packages/server/**/*.test.ts', 'demo/server/**/*.test.ts', 'docs/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...ALONE],
        },
      },
      {
        test: { ...withPostgres, name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
      {
        test: {
          name: 'browser',
          include: ['packages/admin/test/**/*.test.ts'],
          globalSetup: 'packages/admin/test/global-setup.ts',
          testTimeout: 30_000,
          hookTimeout: 30_000,
          expect: { poll: { timeout: 10_000 } },
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
