import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Columns } from './columns.ts';
import type { RefusedRow } from './refused.ts';
import { readRows, type Format, type Row } from './rows.ts';
import type { Source } from './source.ts';

/** A folder of its own for one test file, with files made on the spot. */
export function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'import-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let made = 0;
  return {
    path: (name: string): string => join(folder, name),
    write(content: string | Uint8Array, name = `file-${++made}`): string {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    refused(file: string): RefusedRow[] {
      const path = `${file}.refused.ndjson`;
      if (!existsSync(path)) return [];
      return readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as RefusedRow);
    },
  };
}

/** What was printed, and what stood on the screen. */
export function witness() {
  const printed: string[] = [];
  const shown: string[] = [];
  return {
    printed,
    shown,
    print: (line: string): void => void printed.push(line),
    screen: { write: (text: string) => shown.push(text) },
  };
}

/** A source of these bytes, in chunks of that size. */
export function sourceOf(content: string | Uint8Array, chunkBytes = 64 * 1024): Source {
  const bytes = Buffer.from(content);
  return {
    name: 'test',
    total: bytes.length,
    read: () => bytes.length,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
}

export interface ReadOptions {
  readonly columns?: Partial<Columns>;
  readonly format?: Format;
  readonly chunkBytes?: number;
}

/** All rows of a content, and which columns were said to be ignored. */
export async function readAll(content: string | Uint8Array, options: ReadOptions = {}) {
  const columns = { required: ['user_id', 'type'], optional: ['metadata'], renamed: new Map(), ...options.columns };
  const rows: Row[] = [];
  const ignored: string[] = [];
  const source = sourceOf(content, options.chunkBytes);
  const onIgnored = (names: readonly string[]): void => void ignored.push(...names);
  for await (const block of readRows(source, { columns, format: options.format ?? null, onIgnored }))
    rows.push(...block);
  return { rows, ignored };
}
