import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachDatabase } from '@retention/server/attach';
import type { Database } from '@retention/server/database';
import { lookAtDue } from '@retention/server/look';
import { createReadStandings } from '@retention/server/standing';
import { pino } from 'pino';
import { median } from './load.ts';
import type { BenchOptions, Figures } from './options.ts';

const PEOPLE = 1_000_000;
/** One in a hundred has been away for exactly three days; the others came yesterday or the day before. */
const ONE_IN = 100;
const ROUNDS = 3;

/**
 * (e) One evaluation of all six triggers over a million people of whom one in a hundred matches: judged, made, and handed
 * to the outbox. Beside it one sequential scan of the active days of the same people, which is the least that an
 * evaluation of everybody would read. `everybody_due_s`: the same where everybody's moment has come at once, though only
 * one in a hundred matches.
 */
export async function triggers({ people = PEOPLE }: BenchOptions): Promise<Figures> {
  // Without a server, which would look as well.
  const dataDir = mkdtempSync(join(tmpdir(), 'retention-bench-'));
  const database = await attachDatabase({
    config: { databaseUrl: null, dataDir },
    logger: pino({ level: 'warn' }),
    applicationName: 'retention bench',
    connections: 4,
    statementTimeoutMs: 0,
  });
  try {
    const start = performance.now();
    await fill(database, people);
    console.error(`${people.toLocaleString('en')} people in ${seconds(start)} s`);
    const deps = {
      database,
      clock: { now: noon },
      configured: new Set(['telegram'] as const),
      readStandings: createReadStandings('UTC'),
    };
    const looks: number[] = [];
    const all: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      looks.push(await look(database, deps, people, 'due'));
    }
    all.push(await look(database, deps, people, 'everybody'));
    const idle = performance.now();
    await lookAtDue(deps);
    const idle_ms = performance.now() - idle;
    const scans: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const begin = performance.now();
      await database.session((client) =>
        client.query(
          'SET LOCAL max_parallel_workers_per_gather = 0; SELECT count(*), max(last_active_at) FROM active_day',
        ),
      );
      scans.push((performance.now() - begin) / 1000);
    }
    return {
      people,
      matched: Math.floor(people / ONE_IN),
      evaluation_s: round2(median(looks)),
      people_per_s: Math.round(people / median(looks)),
      scan_s: round2(median(scans)),
      ratio_to_scan: round2(median(looks) / median(scans)),
      everybody_due_s: round2(median(all)),
      idle_look_ms: round2(idle_ms),
    };
  } finally {
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Today at noon, UTC: nothing is quiet. */
function noon(): number {
  const day = 86_400_000;
  return Math.floor(Date.now() / day) * day + day / 2;
}

async function look(
  database: Database,
  deps: Parameters<typeof lookAtDue>[0],
  people: number,
  who: 'due' | 'everybody',
): Promise<number> {
  await database.session(async (client) => {
    await client.query('TRUNCATE trigger, delivery, decision, trigger_run, agenda');
    const due = who === 'due' ? `last_day + 3` : `last_day`;
    await client.query(
      `INSERT INTO agenda (user_id, look_at)
       SELECT user_id, (${due})::timestamp AT TIME ZONE 'UTC'
       FROM (SELECT user_id, max(day) AS last_day FROM active_day GROUP BY user_id) AS last`,
    );
    await client.query('VACUUM ANALYZE agenda');
    await client.query('CHECKPOINT');
  });
  const start = performance.now();
  const looked = await lookAtDue(deps);
  const took = (performance.now() - start) / 1000;
  const matched = Math.floor(people / ONE_IN);
  if (looked?.made !== matched) throw new Error(`${looked?.made} matched, not ${matched}`);
  console.error(
    `${who}: ${looked.people.toLocaleString('en')} looked at, ${looked.released} released, ${took.toFixed(2)} s`,
  );
  return took;
}

async function fill(database: Database, people: number): Promise<void> {
  await database.session(async (client) => {
    await client.query(
      `INSERT INTO person (user_id, telegram_chat_id, registered_on, first_event_on, timezone, created_at, updated_at)
       SELECT 'user-' || number, number, (now() AT TIME ZONE 'UTC')::date - 45, (now() AT TIME ZONE 'UTC')::date - 45, 'UTC', now(), now()
       FROM generate_series(1, ${people}) AS number`,
    );
    await client.query(
      `INSERT INTO active_day (user_id, day, actions, features, completions, session_start, habit_completed,
         journal_entry, ai_coach_message, feature_seconds, goal_progress, last_active_at, habit_streak, habit_streak_at)
       SELECT 'user-' || number, day, 4, 3, 1, 1, 0, 1, 0, 60, 0, day + interval '12 hours', 0, NULL
       FROM (
         SELECT number, (now() AT TIME ZONE 'UTC')::date
           - CASE WHEN number % ${ONE_IN} = 0 THEN 3 ELSE 1 + number % 2 END - ago * 5 AS day
         FROM generate_series(0, 5) AS ago CROSS JOIN generate_series(1, ${people}) AS number
       ) AS days`,
    );
    await client.query(
      `INSERT INTO member (user_id, zone, d1, d3, d7, d14, d30, started_trial, converted_paid, renewed)
       SELECT user_id, 'UTC', false, false, false, false, false, false, false, false FROM person`,
    );
    for (const table of ['person', 'active_day', 'member']) await client.query(`VACUUM ANALYZE ${table}`);
  });
}

function seconds(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
