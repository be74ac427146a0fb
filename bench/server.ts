import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { attachDatabase } from '@retention/server/attach';
import type { Database } from '@retention/server/database';
import { SignJWT } from 'jose';
import { pino } from 'pino';

/** A server in a process of its own, on its own embedded PostgreSQL in a folder that is removed afterwards. */
export interface BenchServer {
  readonly port: number;
  readonly dataDir: string;
  /** Another door to the same database. */
  readonly database: Database;
  token(user_id: string, role?: 'admin'): Promise<string>;
  /** The most memory the Node process has had resident so far, in MB. */
  peakMemoryMb(): number;
  /** CPU seconds the Node process has used. */
  cpuSeconds(): number;
  /** CPU seconds PostgreSQL has used, all its processes that still run. */
  databaseCpuSeconds(): number;
  stop(): Promise<void>;
}

const SECRET = 'bench-secret-bench-secret-bench-secret';

export async function startServer(): Promise<BenchServer> {
  // As `npm start` does: what a batch leaves behind is garbage at once, and a larger young generation only keeps it longer.
  const flags = ['--max-semi-space-size=16', ...(process.env.BENCH_SERVER_FLAGS?.split(' ') ?? [])];
  const dataDir = mkdtempSync(join(tmpdir(), 'retention-bench-'));
  const main = fileURLToPath(new URL('../packages/server/src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [...flags, main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: '0',
      RETENTION_JWT_SECRET: SECRET,
      RETENTION_RATE_LIMIT: '1000000',
      RETENTION_LOG_LEVEL: 'warn',
    },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await portOf(child.stdout);
  const database = await attachDatabase({
    config: { databaseUrl: null, dataDir },
    logger: pino({ level: 'warn' }),
    applicationName: 'retention bench',
    connections: 4,
    statementTimeoutMs: 0,
  });
  const key = new TextEncoder().encode(SECRET);
  const postmaster = await postmasterOf(database);
  return {
    port,
    dataDir,
    database,
    token: (user_id, role) =>
      new SignJWT(role === undefined ? { sub: user_id } : { sub: user_id, role })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(key),
    peakMemoryMb: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    },
    cpuSeconds: () => processStat(child.pid ?? 0)?.cpu ?? 0,
    databaseCpuSeconds: () =>
      readdirSync('/proc')
        .map((pid) => processStat(Number(pid)))
        .filter((stat) => stat?.parent === postmaster)
        .reduce((sum, stat) => sum + (stat?.cpu ?? 0), 0),
    async stop() {
      child.kill('SIGTERM');
      await exited;
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The process PostgreSQL's backends are children of. */
function postmasterOf(database: Database): Promise<number> {
  return database.session(async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return processStat(rows[0]?.pid ?? 0)?.parent ?? 0;
  });
}

function processStat(pid: number): { readonly parent: number; readonly cpu: number } | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return { parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) / 100 };
  } catch {
    return null;
  }
}

/** The server says where it listens, once it does. */
async function portOf(output: Readable): Promise<number> {
  let said = '';
  for await (const chunk of output.setEncoding('utf8')) {
    said += String(chunk);
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
    if (port === undefined) continue;
    return Number(port);
  }
  throw new Error(`the server did not start: ${said}`);
}
