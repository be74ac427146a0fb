import { refreshProfiles } from '@retention/server/refresh';
import { median } from './load.ts';
import { createPeople, PEOPLE } from './people.ts';
import { startServer } from './server.ts';

const ROUNDS = 3;

/**
 * (b) The nightly refresh of 200,000 people with 2 million active days: every profile judged and written, and the
 * snapshot. The first run writes everybody's first snapshot; the later ones are what a night costs. Beside it one bare
 * UPDATE of all rows of `profile`, in the same run.
 */
export async function refresh(): Promise<Record<string, number>> {
  const server = await startServer();
  try {
    const { database } = server;
    await createPeople(database);
    const start = performance.now();
    const refreshOnce = async (nights: number): Promise<number> => {
      const clock = { now: () => Date.now() + nights * 86_400_000 };
      const before = [process.cpuUsage().user / 1e6, server.databaseCpuSeconds()];
      const start = performance.now();
      const { people } = await refreshProfiles({ database, clock, projectZone: 'Europe/Moscow' });
      const seconds = (performance.now() - start) / 1000;
      const cpu = [process.cpuUsage().user / 1e6, server.databaseCpuSeconds()].map(
        (after, index) => after - (before[index] ?? 0),
      );
      console.error(
        `${Math.round(people / seconds).toLocaleString('en')} people/s; CPU in µs a person: Node ${perPerson(cpu[0])}, PostgreSQL ${perPerson(cpu[1])}`,
      );
      return people / seconds;
    };
    const first = await refreshOnce(0);
    const rates: number[] = [];
    for (let night = 1; night <= ROUNDS; night++) rates.push(await refreshOnce(night));
    const updates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      await database.session((client) => client.query('UPDATE profile SET lifecycle_day = lifecycle_day + 1'));
      updates.push(PEOPLE / ((performance.now() - start) / 1000));
    }
    console.error(`all in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    return {
      people_per_s: Math.round(median(rates)),
      first_people_per_s: Math.round(first),
      bare_update_people_per_s: Math.round(median(updates)),
      ratio_to_bare_update: Math.round((median(rates) / median(updates)) * 100) / 100,
    };
  } finally {
    await server.stop();
  }
}

function perPerson(seconds: number | undefined): string {
  return (((seconds ?? 0) * 1e6) / PEOPLE).toFixed(1);
}
