import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'domain', include: ['packages/domain/**/*.test.ts'] } },
      { test: { name: 'admin', include: ['packages/admin/src/**/*.test.ts'] } },
      { test: { name: 'sdk', include: ['packages/sdk/src/**/*.test.ts'] } },
      { test: { name: 'vue', include: ['packages/vue/src/**/*.test.ts'] } },
      { test: { name: 'demo', include: ['demo/src/**/*.test.ts'] } },
      {
        test: {
          name: 'browser',
          include: ['packages/admin/test/**/*.test.ts'],
          globalSetup: 'packages/admin/test/global-setup.ts',
          testTimeout: 30_000,
          hookTimeout: 30_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        test: {
          name: 'server',
          include: [
            'packages/server/**/*.test.ts',
            'packages/sdk/test/**/*.test.ts',
            'packages/vue/test/**/*.test.ts',
            'demo/server/**/*.test.ts',
            'demo/test/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          globalSetup: 'packages/server/test/global-setup.ts',
          setupFiles: 'packages/server/test/no-warnings.ts',
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
