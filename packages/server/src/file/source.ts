import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The file cannot be read on, for a reason a person can do something about. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** The bytes of FILE, or of stdin where it is `-`, unpacked. */
export interface Source {
  /** What to call it in a message. */
  readonly name: string;
  /** Bytes as they lie there, packed or not; null where nobody knows (stdin, a pipe). */
  readonly total: number | null;
  /** How many of them have been read. */
  read(): number;
  /** Throws UnreadableFile where the file is broken, or in a form that is not read here. */
  chunks(): AsyncGenerator<Buffer>;
}

const READ_BYTES = 256 * 1024;

/** Opens the file. The signal ends the reading even where the next byte never comes. */
export async function openSource(file: string, signal: AbortSignal): Promise<Source> {
  const stdin = file === '-';
  const total = stdin ? null : await sizeOf(file);
  const stream: Readable = stdin ? process.stdin : createReadStream(file, { highWaterMark: READ_BYTES });
  signal.addEventListener('abort', () => stream.destroy(), { once: true });
  let read = 0;

  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) continue; // a stream without an encoding gives nothing else
      read += chunk.length;
      yield chunk;
    }
  }

  return {
    name: stdin ? 'stdin' : file,
    total,
    read: () => read,
    async *chunks() {
      const packed = counted();
      const start = await firstBytes(packed);
      const foreign = FOREIGN.find(({ magic }) => start.subarray(0, magic.length).equals(magic));
      if (foreign !== undefined) throw new UnreadableFile(foreign.message);
      const whole = joined(start, packed);
      yield* start.subarray(0, 2).equals(GZIP) ? unpacked(whole) : whole;
    },
  };
}

async function sizeOf(file: string): Promise<number | null> {
  const found = await stat(file).catch((error: unknown) => {
    throw new UnreadableFile(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (found.isDirectory()) throw new UnreadableFile(`${file} is a folder: name a file`);
  return found.isFile() ? found.size : null;
}

const GZIP = Buffer.from([0x1f, 0x8b]);
const MAGIC_BYTES = 4;

/** What people hand over by mistake, and what to do about it. */
const FOREIGN = [
  foreign([0xff, 0xfe], 'The file is UTF-16: save it as UTF-8'),
  foreign([0xfe, 0xff], 'The file is UTF-16: save it as UTF-8'),
  foreign([0x50, 0x4b, 0x03, 0x04], 'The file is a ZIP archive (or an Excel workbook): unpack it, or save it as CSV'),
  foreign([0x28, 0xb5, 0x2f, 0xfd], 'The file is packed with zstd: unpack it, or pack it with gzip'),
  foreign([0xfd, 0x37, 0x7a, 0x58], 'The file is packed with xz: unpack it, or pack it with gzip'),
];

function foreign(magic: readonly number[], message: string): { readonly magic: Buffer; readonly message: string } {
  return { magic: Buffer.from(magic), message };
}

/** Enough bytes to tell the form by, or all there are. */
async function firstBytes(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let start = Buffer.alloc(0);
  while (start.length < MAGIC_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  return start;
}

async function* joined(start: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  yield* rest;
}

async function* unpacked(packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: READ_BYTES });
  // A failure reaches the reader below through gunzip itself.
  pipeline(Readable.from(packed), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) if (Buffer.isBuffer(chunk)) yield chunk;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UnreadableFile(`The gzip file is broken (${message}): it may be cut off`, { cause: error });
  }
}
