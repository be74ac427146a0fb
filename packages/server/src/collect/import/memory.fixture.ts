import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../db/database.ts';
import { createPersonHash } from '../../db/person-hash.ts';
import { importEvents } from './command.ts';

/** Imports a file in a thread of its own, whose memory the test bounds. */
const { file, connectionString, now } = workerData as { file: string; connectionString: string; now: number };
const database = openDatabase({
  connectionString,
  applicationName: 'test',
  connections: 4,
  statementTimeoutMs: 15_000,
  onError: () => undefined,
});
const options = { column: new Map<string, string>(), map: new Map<string, string>() };
const { stored } = await importEvents(file, options, {
  config: { timezone: 'UTC' },
  personHash: createPersonHash(''),
  clock: { now: () => now },
  database,
  signal: new AbortController().signal,
  screen: { write: () => undefined },
  print: () => undefined,
});
await database.close();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- windows have an origin, threads have none
parentPort?.postMessage(stored);
