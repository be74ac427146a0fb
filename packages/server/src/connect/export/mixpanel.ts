import { fieldOf, isFields, opened, type Fields } from './field.ts';
import type { ExportShape } from './shape.ts';

/** What tables made in its pages call the fields. */
const SHOWN = new Map([
  ['Event Name', 'event'],
  ['Time', 'time'],
  ['Distinct ID', 'distinct_id'],
  ['User ID', '$user_id'],
  ['Device ID', '$device_id'],
  ['Insert ID', '$insert_id'],
]);

/**
 * Mixpanel: the raw event export (JSONL), and the same as a table. Projects from before 2023 count `time` in seconds of
 * their own wall clock; `mp_processing_time_ms` is UTC in all of them.
 * https://docs.mixpanel.com/reference/raw-event-export
 */
export const MIXPANEL: ExportShape = {
  kind: 'mixpanel',
  title: 'Mixpanel',
  wanted: 'the raw event export (data.mixpanel.com/api/2.0/export), a row a line',
  name: 'event',
  time: 'properties.time',
  ids: ['properties.$insert_id', 'properties.insert_id'],
  user_id: ['properties.$user_id', 'properties.distinct_id'],
  properties: 'properties',
  // Others are the event's: a plain `name` may be that of a habit.
  people: [{ under: 'properties', only: /^\$/ }],
  wall: true,
  processed: 'properties.mp_processing_time_ms',
  normal(row) {
    const properties = opened(row['properties']);
    return isFields(properties) ? { ...row, properties } : fromTable(row);
  },
  recognises: (row) => typeof row['event'] === 'string' && fieldOf(row, 'properties.time') !== undefined,
  anonymous: (row, user_id) =>
    (typeof user_id === 'string' && user_id.startsWith('$device:')) ||
    (fieldOf(row, 'properties.$user_id') !== user_id && fieldOf(row, 'properties.$device_id') === user_id),
};

function fromTable(row: Fields): Fields {
  const entries = Object.entries(row).map(([key, value]): [string, unknown] => [SHOWN.get(key) ?? key, value]);
  const { event, event_name, ...properties }: Fields = Object.fromEntries(entries);
  return { event: event ?? event_name, properties };
}
