import { lstat, open, rm, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';

export interface RefusedRow {
  readonly line: number;
  readonly reason: string;
  /** The row as it stood in the file. */
  readonly input: string;
}

/** Where the rows go that could not be taken: NDJSON, a row a line, made when the first one comes. */
export interface RefusedFile {
  readonly path: string;
  readonly count: number;
  /** The first of them, to show. */
  readonly examples: readonly RefusedRow[];
  add(row: RefusedRow): void;
  /** Writes what has gathered, once it is worth it; a fast reader of a bad file waits here for the disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const MOST_EXAMPLES = 3;
const FLUSH_CHARACTERS = 64 * 1024;

/**
 * The file of the refused rows of `file`. What an earlier run left there is removed. Throws where it could not be
 * written: better now than after an hour.
 */
export async function openRefused(file: string, chosen: string | undefined): Promise<RefusedFile> {
  const path = chosen ?? `${file === '-' ? './stdin' : file}.refused.ndjson`;
  if (resolve(path) === resolve(file)) throw new Error('--refused names the file to import: choose another one');
  await clear(path);
  const examples: RefusedRow[] = [];
  let handle: FileHandle | null = null;
  let gathered = '';
  let count = 0;

  async function write(): Promise<void> {
    const text = gathered;
    gathered = '';
    if (text === '') return;
    handle ??= await open(path, 'w');
    await handle.writeFile(text);
  }

  return {
    path,
    get count() {
      return count;
    },
    examples,
    add({ line, reason, input }) {
      count++;
      if (examples.length < MOST_EXAMPLES) examples.push({ line, reason, input });
      gathered += `${JSON.stringify({ line, reason, input })}\n`;
    },
    async flush() {
      if (gathered.length >= FLUSH_CHARACTERS) await write();
    },
    async close() {
      try {
        await write();
      } finally {
        await handle?.close();
      }
    },
  };
}

/** What every file of refused rows begins with: nothing else is ever removed. */
const BEGINNING = '{"line":';

/** Leaves no file behind, having seen that one can be made. What is no file (/dev/null, a pipe) is left alone. */
async function clear(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null);
  if (there !== null && !there.isFile()) {
    if (there.isDirectory()) throw new Error(`${path} is a folder: name a file with --refused`);
    return;
  }
  try {
    const handle = await open(path, 'a+');
    const { buffer, bytesRead } = await handle.read({ length: BEGINNING.length, position: 0 });
    await handle.close();
    if (bytesRead > 0 && buffer.toString('latin1', 0, bytesRead) !== BEGINNING)
      throw new Error(`${path} holds something else`);
    await rm(path, { force: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Refused rows could not be written: ${reason}. Name another file with --refused`, { cause: error });
  }
}
