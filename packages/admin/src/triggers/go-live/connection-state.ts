import type { Response } from '../../api/api.ts';

export type Connection = Response<'connections_get'>['connections'][number];

/** How a connection stands: the first that holds. */
export function stateOf({ failure, sources, syncing }: Connection): 'failed' | 'taking' | 'fresh' | 'once' {
  if (failure !== null) return 'failed';
  if (sources.some(({ complete }) => !complete)) return 'taking';
  return syncing ? 'fresh' : 'once';
}

/** What kind of trouble PostgreSQL, or the way to it, speaks of. */
const TROUBLES = [
  { what: 'password', said: /password|authenticat|role ".*" does not exist|pg_hba/i },
  { what: 'permission', said: /permission denied|insufficient privilege/i },
  { what: 'schema', said: /(relation|column|table) .*(does not exist|is gone|is missing)|no such (table|column)/i },
  {
    what: 'away',
    said: /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|timeout|timed out|terminat|refused|starting up|shutting down/i,
  },
] as const;

/** What is to be done about a failure; `wait` where its text says nothing that we know. */
export function remedyOf(failure: string): (typeof TROUBLES)[number]['what'] | 'wait' {
  return TROUBLES.find(({ said }) => said.test(failure))?.what ?? 'wait';
}
