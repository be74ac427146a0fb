import Type from 'typebox';
import { DISMISS_REASONS, PRIORITIES, TRIGGER_TYPES } from '../trigger.ts';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, done, instant, nothing, nullable, rowId } from './field.ts';

const trigger = Type.Object({
  id: rowId,
  type: Type.Enum(TRIGGER_TYPES),
  type_label: Type.String({ description: 'The type in the language of the person.' }),
  priority: Type.Enum(PRIORITIES),
  data: Type.Record(Type.String(), Type.Unknown(), { description: 'The figures the message speaks of.' }),
  title: Type.String({ description: 'Above the message where it is a modal, in the language of the person.' }),
  message: Type.String({ description: 'Ready to be shown, in the language of the person.' }),
  how: Type.Enum(['modal', 'toast'], { description: 'How the app should show it.' }),
  action: Type.Object({
    type: Type.String({ description: 'What the app should open, like `open_habits`.' }),
    label: Type.String({ description: 'The words on the button.' }),
  }),
  created_at: instant('When it became due.'),
});

const streakAtRisk = {
  id: 456,
  type: 'streak_at_risk',
  type_label: 'Стрик под угрозой',
  priority: 'high',
  data: { streak: 7, last_activity: '2024-01-14' },
  title: 'Серия ждёт тебя сегодня',
  message: 'Осторожно! Твоя серия из 7 дней под угрозой!',
  how: 'toast',
  action: { type: 'open_habits', label: 'Выполнить привычку' },
  created_at: '2024-01-15T20:00:00Z',
} as const;

export const triggersPending = endpoint({
  ...ADDRESSES.triggers_pending,
  who: 'user',
  summary: 'Pending triggers',
  description:
    'The calling user’s pending in-app triggers, and the one to show first. Fields are added in time, as `title` and `how` were: pass over those you do not know.',
  request: nothing,
  response: Type.Object({
    triggers: Type.Array(trigger),
    priority_trigger: nullable(trigger, 'The most important one; null when there is none.'),
  }),
  errors: [401, 403, 422, 429],
  example: { request: {}, response: { triggers: [streakAtRisk], priority_trigger: streakAtRisk } },
});

export const triggersDismiss = endpoint({
  ...ADDRESSES.triggers_dismiss,
  who: 'user',
  summary: 'Dismiss a trigger',
  description:
    '`snoozed` brings it back after 24 hours or at `snooze_until`, `not_interested` mutes its type for 30 days, `completed` ends it. Dismissing it again changes nothing.',
  request: Type.Object(
    {
      trigger_id: rowId,
      reason: Type.Enum(DISMISS_REASONS),
      snooze_until: Type.Optional(nullable(instant('With `snoozed`: when to come back.'))),
    },
    closed,
  ),
  response: done,
  errors: [401, 403, 404, 422, 429],
  example: { request: { trigger_id: 456, reason: 'snoozed' }, response: { status: 'ok' } },
});

export const triggersStream = endpoint({
  ...ADDRESSES.triggers_stream,
  who: 'user',
  summary: 'Live triggers',
  description:
    'Server-sent events: `triggers` with the body of “Pending triggers”, at once and whenever it changes; a comment every 25 seconds keeps the connection. Read it with `fetch`, since `EventSource` sends no headers; when it ends, connect again after the seconds in `retry`.',
  produces: 'text/event-stream',
  request: nothing,
  response: Type.String(),
  errors: [401, 403, 422, 429],
  example: {
    request: {},
    response: 'retry: 3000\n\nevent: triggers\ndata: {"triggers":[],"priority_trigger":null}\n\n',
  },
});
