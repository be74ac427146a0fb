import { Counter, Histogram, type Registry } from 'prom-client';
import type { Carrier as CarrierName } from '@retention/domain/channel';

/** What becomes of an attempt, as Prometheus is told: `retried` will be tried again, `unreachable` is given up. */
export type Told = 'sent' | 'refused' | 'unreachable' | 'uncertain' | 'retried';

/** What the room tells Prometheus. */
export interface Counters {
  ended(channel: CarrierName, outcome: Told, seconds: number): void;
  /** Leases that ended without anybody saying what has become of the message. */
  lapsed(channel: string, deliveries: number): void;
}

export function createCounters(registry: Registry): Counters {
  const registers = [registry];
  const deliveries = new Counter({
    name: 'retention_deliveries_total',
    help: 'Attempts to deliver, by what became of them',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'retention_delivery_seconds',
    help: 'Time a provider took to answer',
    labelNames: ['channel'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
    registers,
  });
  return {
    ended(channel, outcome, seconds) {
      deliveries.inc({ channel, outcome });
      durations.observe({ channel }, seconds);
    },
    lapsed: (channel, ended) => deliveries.inc({ channel, outcome: 'uncertain' }, ended),
  };
}
