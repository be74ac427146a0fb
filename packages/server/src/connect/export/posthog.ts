import { fieldOf, opened } from './field.ts';
import type { ExportShape } from './shape.ts';

/**
 * PostHog: the events model of batch exports as JSONLines, and events queried into CSV or JSON.
 * https://posthog.com/docs/cdp/batch-exports/s3
 */
export const POSTHOG: ExportShape = {
  kind: 'posthog',
  title: 'PostHog',
  wanted: 'a batch export of the events model as JSONLines (plain or gzip)',
  name: 'event',
  time: 'timestamp',
  ids: ['uuid', 'id'],
  user_id: ['properties.$user_id', 'distinct_id'],
  properties: 'properties',
  people: [
    { under: 'person_properties' },
    { under: 'person.properties' },
    { under: 'properties.$set' },
    { under: 'properties', only: /^\$timezone$/ },
  ],
  wall: false,
  processed: null,
  normal: ({ properties, person_properties, ...row }) => ({
    ...row,
    properties: opened(properties),
    person_properties: opened(person_properties),
  }),
  recognises: (row) => typeof row['event'] === 'string' && 'timestamp' in row,
  anonymous(row, user_id) {
    if (fieldOf(row, 'properties.$user_id') === user_id) return false;
    return (
      fieldOf(row, 'properties.$is_identified') === false ||
      user_id === fieldOf(row, 'properties.$device_id') ||
      user_id === fieldOf(row, 'properties.$anon_distinct_id')
    );
  },
};
