import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { InlineConfig, LibraryOptions, Plugin } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { built, contentOf, type BuiltFile } from './built.ts';

/** Bytes on the wire, gzipped. What the app has anyway is not counted: Vue and Pinia. */
const MOST = 15_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const sdk = fileURLToPath(new URL('../../sdk', import.meta.url));

beforeAll(() => {
  // Else Vue is compiled with all that helps to develop.
  vi.stubEnv('NODE_ENV', 'production');
});
afterAll(() => vi.unstubAllEnvs());

test('the whole kit with its styles is at most 15 KB', async () => {
  const files = await kit([allAtOnce()]);
  expect(files.map(({ fileName }) => fileName).sort()).toEqual(['index.js', 'style.css']);
  const size = sizeOf(files);
  process.stdout.write(`  the whole kit, gzipped: ${size} bytes\n`);
  expect(size).toBeLessThanOrEqual(MOST);
});

test('what a page loads at first is at most 15 KB with all styles and the SDK', async () => {
  const lib: LibraryOptions = { entry: 'src/index.ts', formats: ['es'], fileName: 'index' };
  const output = { minify: true };
  const [files, client] = await Promise.all([
    kit(),
    built({ root: sdk, build: { target: 'es2023', lib, rolldownOptions: { output } } }),
  ]);
  const index = files.find(({ fileName }) => fileName === 'index.js');
  if (index?.type !== 'chunk') throw new Error('the kit has no script');
  expect([...index.imports].sort()).toEqual(['@retention/sdk', 'pinia', 'vue']);
  const styles = files.filter(({ fileName }) => fileName === 'style.css');
  expect(styles.length).toBe(1);
  const at_first = [index, ...styles];
  const size = sizeOf([...at_first, ...client]);
  const later = sizeOf(files.filter((file) => !at_first.includes(file)));
  process.stdout.write(`  at first, with the SDK: ${size} bytes; later, when it is due: ${later} bytes\n`);
  expect(size).toBeLessThanOrEqual(MOST);
});

/** The kit as it is packed, without the notes for bundlers, which never reach a browser. */
function kit(plugins: Plugin[] = []): Promise<readonly BuiltFile[]> {
  const output = { minify: true, comments: false };
  const config: InlineConfig = { root, configFile: `${root}vite.config.ts`, plugins };
  return built({ ...config, build: { rolldownOptions: { output } } });
}

/** Nothing is left for later: everything comes in one file. */
function allAtOnce(): Plugin {
  return {
    name: 'all-at-once',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('/components/when-due.ts')) return null;
      return `export * from './messages.ts'; export { default as MonthlyReportModal } from './MonthlyReportModal.vue';`;
    },
  };
}

function sizeOf(files: readonly BuiltFile[]): number {
  return files.reduce((sum, file) => sum + gzipSync(contentOf(file), { level: 9 }).length, 0);
}
