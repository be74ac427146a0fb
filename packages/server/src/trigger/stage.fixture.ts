import { randomUUID } from 'node:crypto';
import { parseInstant, type Instant } from '@retention/domain/day';
import type { OutboundChannel } from '@retention/domain/channel';
import type { EventType } from '@retention/domain/event';
import { readFacts } from '@retention/domain/facts';
import type { TestDatabase } from '../../test/database.ts';
import { catchUp } from '../catch-up.ts';
import { storeEvents } from '../collect/store.ts';
import { createPartitions } from '../db/partition.ts';
import { createPersonHash } from '../db/person-hash.ts';
import { storeFacts } from '../host/facts-store.ts';
import { createReadStandings } from '../standing.ts';
import { lookAtDue } from './look.ts';

/** Every table that says something of people. */
const TABLES = `person, event, active_day, profile, profile_snapshot, change, member, cohort, daily_count, snapshot_count,
  daily_metrics, agenda, trigger, delivery, decision, trigger_setting, trigger_run, preference, closed_address, code,
  xp_award`;

/** A little theatre for stories over days: people do things, the host speaks of them, time passes. */
export function openStage({ database, clock }: TestDatabase, channels: readonly OutboundChannel[]) {
  const projectZone = 'Europe/Moscow';
  const partitions = createPartitions(database);
  const personHash = createPersonHash('');
  const readStandings = createReadStandings(projectZone);
  const deps = { database, clock, projectZone, configured: new Set(channels), readStandings };
  const rows = (text: string) => database.session(async (client) => (await client.query<object>(text)).rows);
  return {
    deps,
    rows,
    empty: () => rows(`TRUNCATE ${TABLES}`),
    /** Moves the clock there, and lets catch up and look whoever does so in a server. */
    async go(to: string) {
      clock.set(to);
      await catchUp(deps);
      return lookAtDue(deps);
    },
    async does(user_id: string, type: EventType, when: string) {
      const event = { id: randomUUID(), type, occurred_at: at(when), metadata: null, metadata_json: null };
      await storeEvents(database, partitions, [{ user_id, events: [event], client_timezone: null }], {
        received_at: clock.now(),
        projectZone,
        personHash,
        lookForKnown: true,
      });
    },
    async says(user_id: string, facts: Record<string, unknown>) {
      const read = readFacts({ user_id, ...facts }, clock.now());
      if (typeof read === 'string') throw new Error(read);
      await storeFacts(database, [read], { now: clock.now(), zone: projectZone, personHash });
    },
    triggers: () => rows('SELECT user_id, type, period_key, status, open, held_by FROM trigger ORDER BY user_id, id'),
    outbox: () => rows(`SELECT user_id, channel, status FROM delivery WHERE channel <> 'webhook' ORDER BY user_id, id`),
  };
}

export function at(text: string): Instant {
  const instant = parseInstant(text);
  if (typeof instant !== 'number') throw new RangeError(`no instant: ${text}`);
  return instant;
}
