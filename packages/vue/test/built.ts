import { build, type InlineConfig } from 'vite';

/** What a build would write. */
export async function built(config: InlineConfig) {
  const quiet = { mode: 'production', logLevel: 'error', configFile: false, ...config } as const;
  const result = await build({ ...quiet, build: { ...config.build, write: false } });
  if ('on' in result) throw new Error('a build that watches gives no files');
  return (Array.isArray(result) ? result : [result]).flatMap(({ output }) => output);
}

export type BuiltFile = Awaited<ReturnType<typeof built>>[number];

export function contentOf(file: BuiltFile): string | Uint8Array {
  return file.type === 'chunk' ? file.code : file.source;
}
