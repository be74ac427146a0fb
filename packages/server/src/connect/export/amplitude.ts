import { opened } from './field.ts';
import type { ExportShape } from './shape.ts';

/**
 * Amplitude: the Export API and the exports to Amazon S3, which write the same rows; times are UTC and say no zone.
 * https://amplitude.com/docs/apis/analytics/export
 */
export const AMPLITUDE: ExportShape = {
  kind: 'amplitude',
  title: 'Amplitude',
  wanted: 'the .json.gz files of its Export API, taken out of the ZIP archive they come in',
  name: 'event_type',
  time: 'event_time',
  ids: ['uuid', '$insert_id', 'insert_id'],
  user_id: ['user_id'],
  properties: 'event_properties',
  people: [{ under: 'user_properties' }, { under: '', only: /^user_creation_time$/ }],
  wall: false,
  processed: null,
  normal: ({ event_properties, user_properties, ...row }) => ({
    ...row,
    event_properties: opened(event_properties),
    user_properties: opened(user_properties),
  }),
  recognises: (row) => typeof row['event_type'] === 'string' && ('event_time' in row || 'amplitude_id' in row),
  // A device has a field of its own: who has a user_id was named by the app.
  anonymous: () => false,
};
