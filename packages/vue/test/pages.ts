import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { built, contentOf } from './built.ts';

/** What a server would serve, by the address without its first slash. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/** Builds the app of `host` and the gallery of `looks` into memory. */
export async function buildPages(): Promise<Files> {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const input = ['host', 'looks'].map((name) => `${root}${name}/index.html`);
  const files = await built({
    root,
    plugins: [vue()],
    build: { target: 'es2023', minify: false, rolldownOptions: { input } },
  });
  return new Map(files.map((file) => [file.fileName, contentOf(file)]));
}
