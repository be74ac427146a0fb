import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Row } from '../../file/rows.ts';
import { openSource, UnreadableFile } from '../../file/source.ts';
import { readExportRows } from './rows.ts';
import type { ExportShape } from './shape.ts';
import { misfit } from './shapes.ts';

/** The rows of several files, one file after the other. */
export interface ExportFiles {
  /** What to call them together. */
  readonly name: string;
  readonly files: readonly string[];
  /** Bytes of all of them; null where one is a pipe. */
  readonly total: number | null;
  /** Opens them from the beginning. Throws UnreadableFile, naming the file. */
  open(signal: AbortSignal): ExportReading;
}

export interface ExportReading {
  blocks(): AsyncGenerator<Row[]>;
  /** Bytes read so far. */
  read(): number;
  /** The file the last block came from, to be named where there are several; else null. */
  current(): string | null;
}

const EXPORTED = /\.(?:json|jsonl|ndjson|csv)(?:\.gz)?$/i;
/** So many rows without a single event of the tool are somebody else's file. */
const PATIENCE_ROWS = 100;

/** Finds the files: each as it is named, of a folder every export below it, in the order of their names. */
export async function findExports(named: readonly string[], shape: ExportShape): Promise<ExportFiles> {
  const files: string[] = [];
  let total: number | null = 0;
  for (const name of named) {
    // Three passes read them: what can be read once only would be gone after the first.
    if (name === '-') throw new UnreadableFile('stdin can be read only once, and this reads twice: name a file');
    const found = await stat(name).catch((error: unknown) => {
      throw new UnreadableFile(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (!found.isDirectory()) {
      files.push(name);
      total = total === null || !found.isFile() ? null : total + found.size;
      continue;
    }
    const below = await exportsBelow(name);
    if (below.length === 0)
      throw new UnreadableFile(`${name} is a folder without .json, .jsonl, .ndjson or .csv files`);
    files.push(...below);
    for (const file of below) total = total === null ? null : total + (await stat(file)).size;
  }
  const [first = 'nothing'] = files;
  const name = files.length === 1 ? first : `${files.length} files`;
  return { name, files, total, open: (signal) => openAll(files, shape, signal) };
}

async function exportsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && EXPORTED.test(entry.name))
    .filter(({ name }) => !name.endsWith('.refused.ndjson') && !name.startsWith('retention.'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
}

function openAll(files: readonly string[], shape: ExportShape, signal: AbortSignal): ExportReading {
  let before = 0;
  let read = (): number => 0;
  let current: string | null = null;
  const seen = { known: false };
  return {
    read: () => before + read(),
    current: () => current,
    async *blocks() {
      for (const file of files) {
        if (signal.aborted) return;
        current = files.length === 1 ? null : file;
        const source = await openSource(file, signal);
        read = () => source.read();
        try {
          yield* recognised(readExportRows(source), shape, seen);
        } catch (error) {
          throw explained(error, current, shape);
        }
        before += source.read();
        read = () => 0;
      }
    },
  };
}

/**
 * Gives the rows on with everything at its place, once they prove to be those of the tool. Of further files a row that
 * is none is one that is refused: an hour may hold nothing else.
 */
async function* recognised(
  blocks: AsyncGenerator<Row[]>,
  shape: ExportShape,
  seen: { known: boolean },
): AsyncGenerator<Row[]> {
  let strangers = 0;
  let complaint: string | null = null;
  for await (const block of blocks) {
    const rows = block.map((row) => (row.values === null ? row : { ...row, values: shape.normal(row.values) }));
    for (const [index, { values }] of seen.known ? [] : rows.entries()) {
      if (values === null) continue;
      seen.known = shape.recognises(values);
      if (seen.known) break;
      complaint ??= misfit(shape, block[index]?.values ?? values);
      if (++strangers >= PATIENCE_ROWS) break;
    }
    if (!seen.known && strangers >= PATIENCE_ROWS) throw new UnreadableFile(complaint ?? '');
    yield rows;
  }
  if (!seen.known && complaint !== null) throw new UnreadableFile(complaint);
}

function explained(error: unknown, file: string | null, shape: ExportShape): unknown {
  if (!(error instanceof UnreadableFile)) return error;
  const zip = error.message.includes('ZIP') ? `. What is read here is ${shape.wanted}` : '';
  const where = file === null ? '' : `${file}: `;
  return new UnreadableFile(`${where}${error.message}${zip}`, { cause: error });
}
