import { Readable } from 'node:stream';
import type pg from 'pg';

/** A row of `COPY … TO STDOUT (FORMAT text)` is a message of its own; so many bytes go on together. */
const GATHERED_BYTES = 64 * 1024;
/** What may wait to be read before PostgreSQL is kept waiting. */
const WAITING_BYTES = 1024 * 1024;

export interface CopyOutOptions {
  /** Told of each row. */
  readonly onRow: () => void;
}

/**
 * What `COPY … TO STDOUT` says, as a stream that never holds more than a megabyte or two, however large the table is: while
 * nobody reads, PostgreSQL waits. A stream that is destroyed before its end leaves the connection in the middle of an
 * answer: close it.
 */
export function copyOut(client: pg.ClientBase, command: string, { onRow }: CopyOutOptions): Readable {
  let gathered = Buffer.allocUnsafe(GATHERED_BYTES);
  let bytes = 0;
  let socket: pg.Connection['stream'] | null = null;
  const stream = new Readable({ highWaterMark: WAITING_BYTES, read: () => void socket?.resume() });
  const push = (whole: Uint8Array): void => {
    if (!stream.push(whole)) socket?.pause();
  };
  const handOver = (): void => {
    if (bytes > 0) push(gathered.subarray(0, bytes));
    gathered = Buffer.allocUnsafe(GATHERED_BYTES);
    bytes = 0;
  };
  const ignore = (): void => undefined;
  const query = {
    // pg puts its time limit here, as in script.ts.
    callback: ignore,
    submit(connection: pg.Connection): void {
      socket = connection.stream;
      connection.query(command);
    },
    handleCopyData({ chunk }: { readonly chunk: Uint8Array }): void {
      onRow();
      if (bytes + chunk.length > GATHERED_BYTES) handOver();
      // Copied: it lies in the buffer of pg's parser, which the next message overwrites.
      if (chunk.length > GATHERED_BYTES) push(Buffer.from(chunk));
      else {
        gathered.set(chunk, bytes);
        bytes += chunk.length;
      }
    },
    handleRowDescription: ignore,
    handleDataRow: ignore,
    handleCommandComplete: ignore,
    handleEmptyQuery: ignore,
    handlePortalSuspended: ignore,
    handleReadyForQuery(): void {
      query.callback();
      handOver();
      stream.push(null);
      // Whoever reads may be behind: the connection is free for others nevertheless.
      socket?.resume();
      socket = null;
    },
    handleError(error: Error): void {
      query.callback();
      socket = null;
      stream.destroy(error);
    },
  };
  client.query(query);
  return stream;
}

const COPY_DATA = 0x64;
const COPY_FAIL = 0x66;
const COPY_DONE = Uint8Array.of(0x63, 0, 0, 0, 4);

/**
 * Sends what comes as the rows of `COPY … FROM STDIN`, no faster than PostgreSQL takes it. Answers how many rows it took.
 * Throws what `source` throws, or what PostgreSQL says.
 */
export function copyIn(client: pg.ClientBase, command: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  return new Promise((resolve, reject) => {
    let rows = 0;
    let over = false;
    let broken: unknown = null;
    const ignore = (): void => undefined;

    async function send({ stream }: pg.Connection): Promise<void> {
      try {
        for await (const bytes of source) {
          if (over) return;
          stream.cork();
          stream.write(head(COPY_DATA, bytes.length));
          const room = stream.write(bytes);
          stream.uncork();
          if (!room) await drained(stream);
        }
        if (!over) stream.write(COPY_DONE);
      } catch (error) {
        // PostgreSQL answers it with an error, and takes back what it has.
        broken = error;
        const reason = Buffer.from('what was to be copied could not be read\0');
        stream.write(Buffer.concat([head(COPY_FAIL, reason.length), reason]));
      }
    }

    const query = {
      callback: ignore,
      submit: (connection: pg.Connection): void => connection.query(command),
      handleCopyInResponse: (connection: pg.Connection): void => void send(connection),
      handleRowDescription: ignore,
      handleDataRow: ignore,
      handleCommandComplete({ text }: { readonly text: string }): void {
        rows = Number(/^COPY (\d+)$/.exec(text)?.[1] ?? 0);
      },
      handleEmptyQuery: ignore,
      handlePortalSuspended: ignore,
      handleReadyForQuery(): void {
        query.callback();
        resolve(rows);
      },
      handleError(error: Error): void {
        over = true;
        query.callback();
        reject(broken instanceof Error ? broken : error);
      },
    };
    client.query(query);
  });
}

function head(kind: number, length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(kind, 0);
  bytes.writeInt32BE(length + 4, 1);
  return bytes;
}

/** Resolves when there is room again, or never will be. */
function drained(stream: pg.Connection['stream']): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}
