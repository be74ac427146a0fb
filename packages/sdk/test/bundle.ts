import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type InlineConfig } from 'vite';

export interface BundleOptions {
  /** What the host brings along, like `vue`. */
  readonly external?: readonly string[];
  readonly plugins?: InlineConfig['plugins'];
}

export interface Bundle {
  readonly js: string;
  readonly css: string;
  /** What both take on the way to the browser. */
  readonly gzip_bytes: number;
}

/** Builds a library as the bundler of a host would, in memory: minified, without what the host brings along. */
export async function bundle(entry: URL, { external = [], plugins = [] }: BundleOptions = {}): Promise<Bundle> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    plugins,
    build: {
      write: false,
      minify: true,
      lib: { entry: fileURLToPath(entry), formats: ['es'], fileName: 'index', cssFileName: 'index' },
      // A library keeps its spaces, for the host to take them out; here they are out.
      rolldownOptions: { external: [...external], output: { minify: true, comments: false } },
    },
  });
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const js = outputs.flatMap((file) => (file.type === 'chunk' ? [file.code] : [])).join('');
  const css = outputs
    .flatMap((file) => (file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source)] : []))
    .join('');
  return { js, css, gzip_bytes: gzipped(js) + gzipped(css) };
}

function gzipped(text: string): number {
  return text === '' ? 0 : gzipSync(text, { level: 9 }).length;
}
