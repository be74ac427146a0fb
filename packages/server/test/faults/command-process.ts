import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A command of the command line in a process of its own: `npx retention …`. */
export interface CommandProcess {
  /** The exit code; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Everything it has written so far. */
  output(): string;
  kill(name: 'SIGKILL' | 'SIGTERM'): void;
}

const BIN = fileURLToPath(new URL('../../bin/retention.js', import.meta.url));

export function spawnCommand(args: readonly string[], env: Readonly<Record<string, string>>): CommandProcess {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (output += text));
  }
  const exited = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  return { exited, output: () => output, kill: (name) => void child.kill(name) };
}
