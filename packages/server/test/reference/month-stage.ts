import { pino } from 'pino';
import { Registry } from 'prom-client';
import { CHANNEL_NAMES, OUTBOUND_CHANNELS, type OutboundChannel } from '@retention/domain/channel';
import { readFacts } from '@retention/domain/facts';
import { DISMISS_REASONS, TRIGGER_TYPES } from '@retention/domain/trigger';
import { catchUp } from '../../src/catch-up.ts';
import { createCollect } from '../../src/collect/collect.ts';
import { createPartitions } from '../../src/db/partition.ts';
import { createPersonHash } from '../../src/db/person-hash.ts';
import type { Carrier } from '../../src/deliver/carrier.ts';
import { createOutbox } from '../../src/deliver/outbox/outbox.ts';
import { changePreferences } from '../../src/deliver/preferences/preferences.ts';
import { storeFacts } from '../../src/host/facts-store.ts';
import { createReadStandings } from '../../src/standing.ts';
import { createDismiss } from '../../src/trigger/dismiss.ts';
import { lookAtDue } from '../../src/trigger/look.ts';
import type { TestDatabase } from '../database.ts';
import type { Dismissal } from './month-reference.ts';
import { refuses, type Happening } from './month.ts';

/** The real rooms, one after the other: collect, catch up, look, deliver. What leaves goes no further than a list. */

/** A message as its provider got it. */
export interface Carried {
  readonly at: number;
  readonly user_id: string;
  readonly trigger_id: number;
  readonly channel: OutboundChannel;
  readonly refused: boolean;
  readonly data: Readonly<Record<string, string | number>>;
}

export interface MonthStage {
  readonly carried: readonly Carried[];
  /** What went wrong and was logged. */
  readonly failures: readonly string[];
  /** Tells what happens at one instant, and lets it be judged. */
  tell(happenings: readonly (Happening | Dismissal)[]): Promise<void>;
  /** Looks and delivers until nothing is due any more. Answers when something will be if nothing more happens. */
  settle(): Promise<number>;
}

const personHash = createPersonHash('');

/** A message, its fallback, and then nothing more. */
const MOST_LOOKS = 20;

export function openMonthStage({ database, clock }: TestDatabase, projectZone: string): MonthStage {
  const carried: Carried[] = [];
  const failures: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => void failures.push(line) });
  const partitions = createPartitions(database);
  const registry = new Registry();
  const collect = createCollect({ database, partitions, clock, projectZone, personHash, registry, logger });
  const dismiss = createDismiss({ database, clock });
  const looking = {
    database,
    clock,
    configured: new Set(OUTBOUND_CHANNELS),
    readStandings: createReadStandings(projectZone),
  };
  const outbox = createOutbox({
    database,
    clock,
    logger,
    registry: new Registry(),
    projectZone,
    carriers: OUTBOUND_CHANNELS.map(carrierOf),
    webhook: null,
    linksOf: () => ({ action_url: '', unsubscribe_url: '', preferences_url: '' }),
  });

  /** Takes a message at once, or refuses it for good where the address says so. */
  function carrierOf(channel: OutboundChannel): Carrier {
    return {
      channel,
      lanes: 8,
      per_second: null,
      compose: () => ({ title: '', text: '', html: null, buttons: [] }),
      send({ user_id, trigger_id, address, data }) {
        const refused = refuses(address);
        carried.push({ at: clock.now(), user_id, trigger_id, channel, refused, data });
        return Promise.resolve(
          refused ? { outcome: 'refused', answer: 'no', closes: true } : { outcome: 'sent', answer: 'yes' },
        );
      },
      close: () => Promise.resolve(),
    };
  }

  async function tellOne(happening: Happening | Dismissal): Promise<void> {
    const { user_id } = happening;
    switch (happening.kind) {
      case 'facts':
        return;
      case 'push':
        await database.session((client) =>
          client.query(`INSERT INTO push_subscription VALUES ($1, $2, '', '', $3)`, [
            user_id,
            happening.endpoint,
            new Date(clock.now()),
          ]),
        );
        return;
      case 'preferences':
        await changePreferences({ database, clock }, user_id, {
          channels_on: [],
          types_on: [],
          channels_off: CHANNEL_NAMES.filter((channel) => happening.channels_off.includes(channel)),
          types_off: TRIGGER_TYPES.filter((type) => happening.types_off.includes(type)),
        });
        return;
      case 'events': {
        const events = happening.events.map(({ at, ...event }) => ({
          ...event,
          timestamp: new Date(at).toISOString(),
        }));
        const { timezone } = happening;
        const { processed } = await collect.batch({ user_id, body: { events, timezone }, bytes: 1000 });
        if (processed !== events.length) throw new Error(`of ${events.length} events ${processed} were taken`);
        return;
      }
      case 'dismissal': {
        const { rows } = await database.session((client) =>
          client.query<{ id: number }>('SELECT id FROM trigger WHERE user_id = $1 AND type = $2 AND period_key = $3', [
            user_id,
            happening.type,
            happening.key,
          ]),
        );
        const reason = DISMISS_REASONS.find((known) => known === happening.reason);
        // What is missing is found by comparing.
        if (rows[0] === undefined || reason === undefined) return;
        await dismiss(user_id, rows[0].id, { reason, snooze_until: happening.snooze_until });
      }
    }
  }

  async function tellFacts(happenings: readonly (Happening | Dismissal)[]): Promise<void> {
    const facts = happenings.flatMap((happening) => {
      if (happening.kind !== 'facts') return [];
      const read = readFacts(happening.facts, clock.now());
      if (typeof read === 'string') throw new Error(read);
      return [read];
    });
    await storeFacts(database, facts, { now: clock.now(), zone: projectZone, personHash });
  }

  /** When somebody is to be looked at, and when something is to be sent. */
  async function due(): Promise<{ look_at: number; next_at: number }> {
    const { rows } = await database.session((client) =>
      client.query<{ look_at: Date | number | null; next_at: Date | number | null }>(
        `SELECT (SELECT min(look_at) FROM agenda) AS look_at,
           (SELECT min(next_at) FROM delivery WHERE status = 'waiting' AND channel <> 'webhook') AS next_at`,
      ),
    );
    const [first] = rows;
    return { look_at: Number(first?.look_at ?? Infinity), next_at: Number(first?.next_at ?? Infinity) };
  }

  return {
    carried,
    failures,
    async tell(happenings) {
      for (const kind of ['push', 'facts', 'preferences', 'events', 'dismissal']) {
        const these = happenings.filter((happening) => happening.kind === kind);
        if (kind === 'facts') await tellFacts(these);
        else await Promise.all(these.map(tellOne));
      }
      await catchUp({ database, clock, projectZone });
    },
    async settle() {
      const now = clock.now();
      for (let again = 0; again < MOST_LOOKS; again++) {
        const { look_at, next_at } = await due();
        if (look_at > now && next_at > now) return Math.min(look_at, next_at);
        if (look_at <= now) await lookAtDue(looking);
        else await outbox.runOnce();
      }
      throw new Error(`there is always something due at ${new Date(now).toISOString()}`);
    },
  };
}
