import Type from 'typebox';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { count, instant, nothing, nullable } from './field.ts';

/** Apps that people and events are read from, and how far that has come. Spec section 8. */
export const connectionsGet = endpoint({
  ...ADDRESSES.connections_get,
  who: 'analyst',
  summary: 'Connections',
  description: 'The apps that people and events are read from, and what was taken from each of their tables.',
  request: nothing,
  response: Type.Object({
    connections: Type.Array(
      Type.Object({
        kind: Type.Enum(['django']),
        connected_at: instant('When it was first taken from.'),
        syncing: Type.Boolean({ description: 'Whether this server reads it every few minutes.' }),
        synced_at: nullable(instant('When what was new was last taken.'), 'Null: not yet.'),
        swept_at: nullable(instant('When everybody was last compared, deletions included.'), 'Null: not yet.'),
        failure: nullable(Type.String(), 'Why the last attempt failed; null: it did not.'),
        failed_at: nullable(instant('')),
        sources: Type.Array(
          Type.Object({
            source: Type.String({ description: 'As the mapping calls it.' }),
            table: Type.String(),
            rows_taken: count('Rows taken so far.'),
            complete: Type.Boolean({ description: 'Whether its history is whole.' }),
          }),
        ),
      }),
    ),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: {},
    response: {
      connections: [
        {
          kind: 'django',
          connected_at: '2024-01-10T09:00:00Z',
          syncing: true,
          synced_at: '2024-01-15T10:25:00Z',
          swept_at: '2024-01-15T09:40:00Z',
          failure: null,
          failed_at: null,
          sources: [{ source: 'habits', table: 'habits_habitlog', rows_taken: 2_400_000, complete: true }],
        },
      ],
    },
  },
});
