import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../database.ts';
import { select } from './state.ts';

const WORKER = fileURLToPath(new URL('process-zone.worker.ts', import.meta.url));
const run = promisify(execFile);

const ZONES = ['UTC', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu'];
const databases = await Promise.all(ZONES.map(async (zone) => ({ zone, ...(await openTestDatabase()) })));

it(
  'the same events give the same days, profiles and messages whatever TZ the process runs in',
  { timeout: 60_000 },
  async () => {
    const printed: { readonly offset: number; readonly report: Record<string, unknown[]> }[] = [];
    for (const { zone, connectionString } of databases) {
      const env = { PATH: process.env['PATH'] ?? '', TZ: zone };
      const { stdout } = await run(process.execPath, [WORKER, connectionString], { env, maxBuffer: 64 * 1024 * 1024 });
      printed.push(JSON.parse(stdout) as (typeof printed)[number]);
    }
    const [first] = printed;
    expect(printed.map(({ offset }) => offset)).toEqual([0, 240, -780, -345]);
    for (const { report } of printed) expect(report).toEqual(first?.report);
    expect(first?.report['deliveries']?.length).toBeGreaterThan(10);
    const sizes = Object.entries(first?.report ?? {}).map(([name, rows]) => `${name} ${rows.length}`);
    process.stdout.write(`zones, the same in ${ZONES.join(', ')}: ${sizes.join(', ')}\n`);
  },
);

it('and they are the days PostgreSQL, which knows zones by itself, makes of them', async () => {
  const zone = "coalesce(p.timezone, p.client_timezone, 'America/Santiago')";
  for (const { database } of databases) {
    const wrong = await select(
      database,
      `SELECT e.user_id, e.occurred_at, e.local_day::text FROM event e JOIN person p USING (user_id)
       WHERE e.local_day <> (e.occurred_at AT TIME ZONE ${zone})::date`,
    );
    expect(wrong).toEqual([]);
    const unregistered = await select(
      database,
      `SELECT p.user_id, p.registered_on::text FROM person p
       WHERE p.registered_on IS DISTINCT FROM coalesce((p.joined_at AT TIME ZONE ${zone})::date, p.first_event_on)`,
    );
    expect(unregistered).toEqual([]);
  }
});
