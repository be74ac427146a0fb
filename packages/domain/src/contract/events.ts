import Type from 'typebox';
import { EVENT_LIMITS, EVENT_TYPES } from '../event.ts';
import { ADDRESSES } from './address.ts';
import { batchEndpoint } from './endpoint.ts';
import { batchResult, instant, userId } from './field.ts';

const event = Type.Object({
  type: Type.Enum(EVENT_TYPES),
  timestamp: instant(
    'When it happened: ISO 8601 with `Z` or an offset. Not older than 7 days; up to 5 minutes ahead of the server counts as now.',
  ),
  metadata: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'What the type says of the event; unknown keys are kept. At most 4 KiB as JSON.',
    }),
  ),
  id: Type.Optional(
    Type.String({
      format: 'uuid',
      description: 'A UUID made by the client. With it, sending the event again is harmless.',
    }),
  ),
});

export const eventsBatch = batchEndpoint({
  ...ADDRESSES.events_batch,
  who: 'user',
  proof: 'header or body',
  summary: 'Send events',
  description:
    'Takes up to 100 events of the calling user. Good events are kept whatever their neighbours are: the answer is 200 as soon as one is good, and `errors` names the others. A 200 means that the events are on disk.',
  body_bytes: EVENT_LIMITS.batch_bytes,
  request: Type.Object({
    events: Type.Array(event, { minItems: 1, maxItems: EVENT_LIMITS.batch }),
    timezone: Type.Optional(
      Type.String({
        description: 'IANA zone of the client, like `Europe/Moscow`; counts while the host has named none.',
      }),
    ),
    sent_at: Type.Optional(
      instant(
        'The client’s clock at the moment of sending. Where it differs from the server’s by more than a minute, every `timestamp` is moved by as much before it is looked at. What is no instant is passed over.',
      ),
    ),
    user_id: Type.Optional({
      ...userId,
      description:
        'Whose events these are. Where the proof is somebody else’s, as after another login in a second tab, nothing is stored: 403.',
    }),
    token: Type.Optional(
      Type.String({
        maxLength: 8000,
        description:
          'The user’s token, where no header carries one: a page that is being closed may send only what needs no preflight, as `text/plain`. Not looked at where a header proves who calls.',
      }),
    ),
    csrf_token: Type.Optional(
      Type.String({
        description: 'What `X-CSRFToken` would say, with a cookie session, for the same reason; from the same origin.',
      }),
    ),
  }),
  response: batchResult('events'),
  errors: [401, 403, 429],
  example: {
    request: {
      events: [
        {
          type: 'habit_completed',
          metadata: { habit_id: 123, streak: 5 },
          timestamp: '2024-01-15T10:30:00Z',
          id: '018d0c6e-7a40-7cc1-9d0e-5a4b3c2d1e0f',
        },
        {
          type: 'feature_used',
          metadata: { feature: 'journal', duration_seconds: 120 },
          timestamp: '2024-01-15T10:32:00Z',
        },
      ],
      timezone: 'Europe/Moscow',
    },
    response: { status: 'ok', processed: 2, errors: [] },
  },
});
