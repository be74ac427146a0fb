import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../db/database.ts';

/** Figures for Prometheus. Rooms add their own counters to `registry`. */
export interface Telemetry {
  readonly registry: Registry;
  /** Notes one answered request; `route` is a path of the contract, never what a caller typed. */
  observe(route: string): (status: number, seconds: number) => void;
}

export function createTelemetry(database: Database): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'database_connections',
    help: 'Connections to PostgreSQL: open, idle among them, and requests waiting for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { total, idle, waiting } = database.counts();
      this.set({ state: 'open' }, total);
      this.set({ state: 'idle' }, idle);
      this.set({ state: 'waiting' }, waiting);
    },
  });
  return {
    registry,
    observe(route) {
      // Looking up labels costs more than counting: each status of a route is looked up once.
      const byStatus = new Map<number, { observe(value: number): void }>();
      return (status, seconds) => {
        let series = byStatus.get(status);
        if (series === undefined) {
          series = durations.labels(route, String(status));
          byStatus.set(status, series);
        }
        series.observe(seconds);
      };
    },
  };
}
