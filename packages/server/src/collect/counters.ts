import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { GroupCommit } from './group-commit.ts';
import type { Stored } from './store.ts';

/** What the room tells Prometheus. */
export interface Counters {
  committed(stored: Stored, batches: number): void;
  refused(events: number): void;
  failed(): void;
  watch(group: Pick<GroupCommit, 'waiting'>): void;
}

export function createCounters(registry: Registry): Counters {
  const registers = [registry];
  const stored = new Counter({ name: 'events_stored_total', help: 'Events stored', registers });
  const repeated = new Counter({ name: 'events_repeated_total', help: 'Events known by their id already', registers });
  const refused = new Counter({ name: 'events_refused_total', help: 'Events refused with a reason', registers });
  const failed = new Counter({ name: 'event_commits_failed_total', help: 'Group commits that failed', registers });
  const shared = new Histogram({
    name: 'event_commit_batches',
    help: 'Batches that shared one commit',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
    registers,
  });
  return {
    committed(result, batches) {
      stored.inc(result.stored);
      repeated.inc(result.repeated);
      shared.observe(batches);
    },
    refused: (events) => refused.inc(events),
    failed: () => failed.inc(),
    watch(group) {
      new Gauge({
        name: 'event_batches_waiting',
        help: 'Batches taken and not yet answered',
        registers,
        collect() {
          this.set(group.waiting().batches);
        },
      });
    },
  };
}
