import { expect, test } from 'vitest';
import { remedyOf, stateOf, type Connection } from './connection-state.ts';

const connection: Connection = {
  kind: 'django',
  connected_at: '2024-01-10T09:00:00Z',
  syncing: true,
  synced_at: '2024-01-15T10:25:00Z',
  swept_at: null,
  failure: null,
  failed_at: null,
  sources: [{ source: 'habits', table: 'habits_habitlog', rows_taken: 12, complete: true }],
};

test.each<[Partial<Connection>, ReturnType<typeof stateOf>]>([
  [{}, 'fresh'],
  [{ syncing: false }, 'once'],
  [{ sources: [{ source: 'chat', table: 'chat', rows_taken: 0, complete: false }] }, 'taking'],
  [{ failure: 'connection refused', syncing: false }, 'failed'],
])('%j is %s', (change, state) => {
  expect(stateOf({ ...connection, ...change })).toBe(state);
});

test.each([
  ['password authentication failed for user "app"', 'password'],
  ['role "app" does not exist', 'password'],
  ['connect ECONNREFUSED 10.0.0.5:5432', 'away'],
  ['canceling statement due to statement timeout', 'away'],
  ['permission denied for table users_user', 'permission'],
  ['relation "habits_habitlog" does not exist', 'schema'],
  ['column "xp" does not exist', 'schema'],
  ['something else', 'wait'],
])('%s: %s', (failure, remedy) => {
  expect(remedyOf(failure)).toBe(remedy);
});
