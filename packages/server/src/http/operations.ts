import type { Registry } from 'prom-client';
import type { Database } from '../db/database.ts';
import type { Statement } from '../db/statement.ts';
import { ApiError } from './errors.ts';

const READY_MS = 1000;
const PING: Statement = { name: 'ping', text: 'SELECT 1', params: [], columns: [] };

interface OperationsDeps {
  readonly database: Database;
  readonly registry: Registry;
  /** Aborted: this server is being stopped, and others are to serve. */
  readonly stopping: AbortSignal;
}

/** For those who run the system. */
export function createOperations({ database, registry, stopping }: OperationsDeps) {
  return {
    healthz: async () => ({ status: 'ok' as const }),
    async readyz() {
      if (stopping.aborted) throw ApiError.unavailable('This server is being stopped: another one serves', 1);
      if (await answersWithin(database, READY_MS)) return { status: 'ok' as const };
      throw ApiError.unavailable(`The database does not answer within ${READY_MS} ms`, 1);
    },
    metrics: () => registry.metrics(),
  };
}

async function answersWithin(database: Database, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const answer = database.query(PING).then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
