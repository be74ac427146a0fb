import pg from 'pg';
import type { Statement } from './statement.ts';

/** A statement with its values, or rows for `COPY … FROM STDIN`. */
export type Step =
  | { readonly statement: Statement; readonly values: readonly unknown[] }
  | { readonly copy: string; readonly bytes: Uint8Array };

export function isCopy(step: Step): step is Extract<Step, { copy: string }> {
  return 'copy' in step;
}

/** What each connection knows how to EXECUTE. */
const prepared = new WeakMap<pg.ClientBase, Set<string>>();

/**
 * The text that does several steps at once, as one message of the simple protocol: an answer costs a turn of the event
 * loop, which under load is longer than the statement. The statements are prepared first, once per connection.
 */
export async function scriptOf(client: pg.ClientBase, steps: readonly Step[]): Promise<string[]> {
  let known = prepared.get(client);
  if (known === undefined) prepared.set(client, (known = new Set()));
  for (const step of steps) {
    if (isCopy(step) || known.has(step.statement.name)) continue;
    const { name, text, params } = step.statement;
    const types = params.length === 0 ? '' : ` (${params.map(({ type }) => type).join(', ')})`;
    await client.query(`PREPARE ${scriptName(name)}${types} AS ${text}`);
    known.add(name);
  }
  return steps.map((step) => {
    if (isCopy(step)) return step.copy;
    const values = step.values.length === 0 ? '' : ` (${step.values.map(literal).join(', ')})`;
    return `EXECUTE ${scriptName(step.statement.name)}${values}`;
  });
}

/** Beside the name under which pg itself prepares the statement. */
function scriptName(name: string): string {
  return `script_${name}`;
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return pg.escapeLiteral(value);
  if (value instanceof Date) return `'${value.toISOString()}'`;
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map(element).join(',')}}`);
  throw new TypeError(`cannot write ${typeof value} as a value of a statement`);
}

function element(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('only texts are written in arrays');
  return `"${value.replace(/["\\]/g, String.raw`\$&`)}"`;
}

const COPY_DATA = 0x64;
const COPY_DONE = Uint8Array.of(0x63, 0, 0, 0, 4);

/**
 * Sends a script and the rows of its COPY commands in one go, without waiting to be asked for them: PostgreSQL passes
 * over rows nobody reads any more where a step before them failed (PostgreSQL documentation, "Message Flow", COPY).
 */
export function sendScript(client: pg.ClientBase, steps: readonly Step[], text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const ignore = (): void => undefined;
    const script = {
      // pg puts its time limit here: whoever ends must call it, or the limit holds on to the rows until it strikes.
      callback: ignore,
      submit(connection: pg.Connection): void {
        connection.query(text);
        for (const step of steps) if (isCopy(step)) writeRows(connection, step.bytes);
      },
      handleRowDescription: ignore,
      handleDataRow: ignore,
      handleCommandComplete: ignore,
      handleEmptyQuery: ignore,
      handlePortalSuspended: ignore,
      handleCopyInResponse: ignore,
      handleReadyForQuery(): void {
        script.callback();
        resolve();
      },
      handleError(error: Error): void {
        script.callback();
        reject(error);
      },
    };
    client.query(script);
  });
}

function writeRows({ stream }: pg.Connection, bytes: Uint8Array): void {
  const head = Buffer.alloc(5);
  head.writeUInt8(COPY_DATA, 0);
  head.writeInt32BE(bytes.length + 4, 1);
  stream.cork();
  stream.write(head);
  stream.write(bytes);
  stream.write(COPY_DONE);
  stream.uncork();
}
