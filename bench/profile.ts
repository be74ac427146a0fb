import { profileGet } from '@retention/domain/contract/profile';
import { openConnection, percentile, post } from './load.ts';
import { createPeople, PEOPLE } from './people.ts';
import { startServer } from './server.ts';

const CONNECTIONS = 200;
const ASKING = 2_000;
const SECONDS = 10;

/** (c) `profile/get` under 200 concurrent requests, of 2,000 people among 200,000 with 2 million active days. */
export async function profile(): Promise<Record<string, number>> {
  const server = await startServer();
  try {
    await createPeople(server.database);
    const requests = await Promise.all(
      Array.from({ length: ASKING }, async (_, index) =>
        post(profileGet.path, await server.token(`user-${1 + index * (PEOPLE / ASKING)}`), '{}'),
      ),
    );
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(server.port)));
    const run = async (seconds: number): Promise<number[]> => {
      const latencies: number[] = [];
      const end = performance.now() + seconds * 1000;
      await Promise.all(
        connections.map(async (connection, number) => {
          for (let turn = number; performance.now() < end; turn += 7) {
            const start = performance.now();
            const { status, body } = await connection.send(requests[turn % ASKING] ?? new Uint8Array());
            if (status !== 200) throw new Error(`answered ${status}: ${body}`);
            latencies.push(performance.now() - start);
          }
        }),
      );
      return latencies;
    };
    await run(2); // warm-up
    const latencies = await run(SECONDS);
    for (const connection of connections) connection.close();
    return {
      requests_per_s: Math.round(latencies.length / SECONDS),
      p50_ms: round1(percentile(latencies, 0.5)),
      p99_ms: round1(percentile(latencies, 0.99)),
      peak_memory_mb: server.peakMemoryMb(),
    };
  } finally {
    await server.stop();
  }
}

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}
