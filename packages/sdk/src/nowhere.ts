import type { Retention } from './retention.ts';

const unreachable = () => Promise.resolve({ outcome: 'unreachable', reason: 'there is no page' } as const);

/** Where there is no page: a server that renders one. */
export const nowhere: Retention = {
  track: () => undefined,
  flush: () => Promise.resolve(),
  queued: () => 0,
  profile: unreachable,
  triggers: unreachable,
  report: unreachable,
  dismiss: unreachable,
  call: unreachable,
  watchTriggers: () => () => undefined,
  close: () => Promise.resolve(),
};
