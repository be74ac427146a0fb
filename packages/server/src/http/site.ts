import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** The files of a built page, by their names relative to it, with `/` between. '' is the page itself. */
export type Site = ReadonlyMap<string, SiteFile>;

export interface SiteFile {
  /** Content type. */
  readonly type: string;
  /** Whether the name holds a hash of the content: another content comes under another name. */
  readonly hashed: boolean;
  /** The smallest first. */
  readonly forms: readonly Form[];
  readonly plain: Form;
}

export interface Form {
  readonly encoding: 'br' | 'gzip' | null;
  readonly bytes: Buffer;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** What the build has put beside a file. */
const COMPRESSED = [
  ['.br', 'br'],
  ['.gz', 'gzip'],
] as const;

/** As Vite names what it has hashed. */
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/;

/** Reads the built page into memory; null where there is none, or it is being replaced right now. */
export function readSite(folder: string): Site | null {
  try {
    const contents = new Map(fileNames(folder).map((name) => [name, readFileSync(join(folder, name))]));
    const site = new Map<string, SiteFile>();
    for (const [name, bytes] of contents) {
      if (!isCompressed(name)) site.set(name, siteFile(name, bytes, contents));
    }
    const index = site.get('index.html');
    return index === undefined ? null : site.set('', index);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function fileNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'));
}

function isCompressed(name: string): boolean {
  return COMPRESSED.some(([ending]) => name.endsWith(ending));
}

function siteFile(name: string, bytes: Buffer, contents: ReadonlyMap<string, Buffer>): SiteFile {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  const plain: Form = { encoding: null, bytes, etag: `"${hash}"` };
  const compressed = COMPRESSED.flatMap(([ending, encoding]): Form[] => {
    const packed = contents.get(`${name}${ending}`);
    return packed === undefined ? [] : [{ encoding, bytes: packed, etag: `"${hash}-${encoding}"` }];
  });
  return {
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    hashed: HASHED.test(name),
    forms: [...compressed, plain],
    plain,
  };
}
