import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDay } from '@retention/domain/day';
import { openTestDatabase } from '../../../test/database.ts';
import { witness } from '../../file/file.fixture.ts';
import { currentProfile } from '../../profile/profile.ts';
import { importEvents } from './command.ts';
import { createPersonHash } from '../../db/person-hash.ts';

/** Real activity logs with figures computed independently. They do not belong to the project; without them nothing is tested. */
const SAMPLES = process.env['RETENTION_SAMPLE_DATA'] ?? '';

const here = SAMPLES !== '' && existsSync(SAMPLES);

interface Facts {
  readonly definitions: { readonly as_of: string };
  readonly totals: { readonly events: number; readonly users: number; readonly user_days: number };
  readonly sample_users: readonly {
    readonly user_id: string;
    readonly joined: string;
    readonly lifecycle_day: number;
    readonly days_active_30: number;
    readonly return_count_gap_gt_7: number;
    readonly longest_gap_days_incl_open: number;
  }[];
}

function readFacts(name: string): Facts {
  // Tests that are skipped are looked at all the same.
  if (!here)
    return {
      definitions: { as_of: '2024-01-01T00:00:00Z' },
      totals: { events: 0, users: 0, user_days: 0 },
      sample_users: [],
    };
  return JSON.parse(readFileSync(join(SAMPLES, name, 'facts.json'), 'utf8')) as Facts;
}

describe.skipIf(!here).each([
  ['cdnow', 'purchase'],
  ['gitlog', 'commit'],
])(`%s${here ? '' : ': RETENTION_SAMPLE_DATA names no folder of it'}`, async (name, type) => {
  const facts = readFacts(name);
  const { database, clock } = await openTestDatabase({ now: facts.definitions.as_of });
  const file = join(SAMPLES, name, 'events.csv');

  async function run() {
    const options = { column: new Map(), map: new Map([[type, 'session_start']]), refused: '/dev/null' };
    const tools = {
      config: { timezone: 'UTC' },
      database,
      clock,
      personHash: createPersonHash(''),
      signal: new AbortController().signal,
      ...witness(),
    };
    return importEvents(file, options, tools);
  }

  it('is imported row by row, once', async () => {
    const { events } = facts.totals;
    expect(await run()).toMatchObject({ read: events, stored: events, known: 0, refused: { count: 0 } });
    expect(await run()).toMatchObject({ read: events, stored: 0, known: events, refused: { count: 0 } });
    const counted = await database.session((client) =>
      client.query('SELECT (SELECT count(*) FROM person) AS users, (SELECT count(*) FROM active_day) AS user_days'),
    );
    expect(counted.rows).toEqual([{ users: facts.totals.users, user_days: facts.totals.user_days }]);
  }, 60_000);

  it.each(facts.sample_users)('gives user $user_id the profile computed elsewhere', async (expected) => {
    const { person, profile } = await currentProfile({ database, clock, projectZone: 'UTC' }, expected.user_id);
    expect({
      joined: person.registered_on === null ? null : formatDay(person.registered_on),
      lifecycle_day: profile.lifecycle_day,
      days_active_30: profile.days_active_30,
      return_count: profile.return_count,
      longest_inactive_period: profile.longest_inactive_period,
    }).toEqual({
      joined: expected.joined,
      lifecycle_day: expected.lifecycle_day,
      days_active_30: expected.days_active_30,
      return_count: expected.return_count_gap_gt_7,
      longest_inactive_period: expected.longest_gap_days_incl_open,
    });
  });
});
