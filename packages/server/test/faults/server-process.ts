import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { HOST_KEY, SECRET } from '../../src/http/app.fixture.ts';

/** A real server: `npm start` without npm. */
export interface ServerProcess {
  readonly pid: number;
  /** Its address, like `http://127.0.0.1:40123`; rejects where it ends before it listens. */
  readonly listening: Promise<string>;
  /** The exit code; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Everything it has written so far. */
  output(): string;
  kill(name: 'SIGKILL' | 'SIGTERM'): void;
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** `main`: of another version of the program. */
export function spawnServer(env: Readonly<Record<string, string>>, main = MAIN): ServerProcess {
  const child = spawn(process.execPath, [main], {
    // The channel tells it when we are gone, however we go: it then stops by itself, and its PostgreSQL with it.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      RETENTION_JWT_SECRET: SECRET,
      RETENTION_HOST_KEY: HOST_KEY,
      RETENTION_RATE_LIMIT: '1000000',
      RETENTION_LOG_LEVEL: 'info',
      ...env,
    },
  });
  let output = '';
  const address = Promise.withResolvers<string>();
  address.promise.catch(() => undefined); // whoever waits for it hears of it
  for (const stream of [child.stdout, child.stderr].filter((stream) => stream !== null)) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
      const found = /^ {4}Server +(http:\S+)$/m.exec(output)?.[1];
      if (found !== undefined) address.resolve(found);
    });
  }
  const exited = once(child, 'exit').then(([code]: unknown[]) => {
    address.reject(new Error(`the server ended (${String(code)}) before it listened:\n${output}`));
    return typeof code === 'number' ? code : null;
  });
  return {
    pid: child.pid ?? 0,
    listening: address.promise,
    exited,
    output: () => output,
    kill: (name) => void child.kill(name),
  };
}
