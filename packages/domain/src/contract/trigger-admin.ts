import Type from 'typebox';
import { CHANNEL_NAMES, OUTBOUND_CHANNELS } from '../channel.ts';
import { RULE_NAMES } from '../rule.ts';
import { MILESTONE_XP, OUTCOME_NAMES, PRIORITIES, TRIGGER_MODES, TRIGGER_TYPES } from '../trigger.ts';
import { LOCALES } from '../user.ts';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, contact, count, day, done, instant, nullable, rowId, share, userId } from './field.ts';

/** The owner's side of the triggers. Spec section 6. */

const type = Type.Enum(TRIGGER_TYPES);

const group = Type.Object({
  users: count('Users whose first match of the period lies 72 hours back or more.'),
  reached: count('Of them, who did what the type is judged by.'),
  share: nullable(share('reached / users.'), 'Null while there is nobody.'),
});

const effect = Type.Object(
  {
    outcome: Type.Enum(OUTCOME_NAMES, { description: 'What the type is judged by.' }),
    treatment: group,
    holdout: group,
    difference: nullable(Type.Number({ minimum: -1, maximum: 1, description: 'Treatment minus holdout.' })),
    interval: nullable(
      Type.Object({ low: Type.Number(), high: Type.Number() }, { description: 'The 95 % interval of the difference.' }),
    ),
    verdict: Type.Enum(['better', 'worse', 'not_enough', 'no_holdout'], {
      description: '`better` and `worse` only where the interval leaves out zero.',
    }),
    days_needed: nullable(count('About so many more days at the pace of the period until a difference would show.')),
  },
  { description: 'What those who matched and may get it did, against those held out: by first match of each user.' },
);

const counts = Type.Object(
  {
    matched: count('Triggers made in the period: sent + held + failed + waiting.'),
    sent: count('At least one channel took it.'),
    held: count('Ended without being sent, by a rule.'),
    failed: count('Went out and was refused, given up, or its fate is not known.'),
    waiting: count('Still to leave.'),
    seen: count('Fetched by the app.'),
    dismissed: count('Closed by the person.'),
    followed: count('The person did what it was about.'),
  },
  { description: 'Of the triggers made in the period, on local days of the project.' },
);

const run = Type.Object({
  run_id: rowId,
  matched: count('Triggers it made.'),
  users: count('Of so many users.'),
  created_at: instant('When it was held.'),
});

const setting = {
  mode: Type.Enum(TRIGGER_MODES),
  holdout: share('The share of users held out.'),
};

const triggerType = Type.Object({
  type,
  label: Type.String(),
  due_when: Type.String(),
  priority: Type.Enum(PRIORITIES),
  channels: Type.Array(Type.Enum(CHANNEL_NAMES)),
  fallback_channels: Type.Array(Type.Enum(CHANNEL_NAMES)),
  ...setting,
  default_holdout: share('As defined.'),
  counts,
  by_rule: Type.Array(
    Type.Object({
      rule: Type.Enum(RULE_NAMES),
      label: Type.String(),
      meaning: Type.String(),
      held: count('Triggers of the period this rule has held back, also only for a while.'),
      ended: count('Of them, never sent because of it.'),
    }),
  ),
  by_channel: Type.Array(
    Type.Object({
      channel: Type.Enum(OUTBOUND_CHANNELS),
      sent: count('Taken by the provider.'),
      refused: count('They said no.'),
      unreachable: count('Given up.'),
      uncertain: count('May have been taken.'),
      waiting: count('Not yet taken.'),
    }),
  ),
  effect,
  held_runs: Type.Array(run, { description: 'Evaluations that wait for approval.' }),
});

const period = {
  date_from: day('First day of the period.'),
  date_to: day('Last day of the period.'),
};

const sampleEffect = {
  outcome: 'back',
  treatment: { users: 900, reached: 270, share: 0.3 },
  holdout: { users: 100, reached: 18, share: 0.18 },
  difference: 0.12,
  interval: { low: 0.03, high: 0.19 },
  verdict: 'better',
  days_needed: null,
} as const;

export const triggerTypes = endpoint({
  ...ADDRESSES.trigger_types,
  who: 'analyst',
  summary: 'Trigger types',
  description:
    'Every type with its setting, what has become of its triggers in a period, and its effect against the holdout.',
  request: Type.Object({ ...period, locale: Type.Optional(Type.Enum(LOCALES)) }, closed),
  response: Type.Object({
    types: Type.Array(triggerType),
    milestone_xp: Type.Object({ mode: Type.Enum(TRIGGER_MODES), awarded: count('Awards of the period.') }),
    channels: Type.Array(
      Type.Object({
        channel: Type.Enum(OUTBOUND_CHANNELS),
        label: Type.String(),
        configured: Type.Boolean({ description: 'Whether anything can leave through it.' }),
        reachable: count('Users it reaches.'),
      }),
    ),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: { date_from: '2024-01-01', date_to: '2024-01-31' },
    response: {
      types: [
        {
          type: 'inactivity_3_days',
          label: 'Неактивность 3 дня',
          due_when: 'Человек не заходит от 3 до 29 дней',
          priority: 'high',
          channels: ['push', 'telegram', 'in_app'],
          fallback_channels: ['email'],
          mode: 'live',
          holdout: 0.1,
          default_holdout: 0.1,
          counts: {
            matched: 1000,
            sent: 800,
            held: 180,
            failed: 10,
            waiting: 10,
            seen: 300,
            dismissed: 40,
            followed: 120,
          },
          by_rule: [
            {
              rule: 'holdout',
              label: 'Контрольная группа',
              meaning: 'Человек в контрольной группе этого типа.',
              held: 100,
              ended: 100,
            },
          ],
          by_channel: [{ channel: 'telegram', sent: 500, refused: 8, unreachable: 1, uncertain: 1, waiting: 4 }],
          effect: sampleEffect,
          held_runs: [],
        },
      ],
      milestone_xp: { mode: 'live', awarded: 42 },
      channels: [{ channel: 'telegram', label: 'Telegram', configured: true, reachable: 812 }],
    },
  },
});

export const triggerSetting = endpoint({
  ...ADDRESSES.trigger_setting,
  audit: 'trigger_setting',
  who: 'admin',
  summary: 'Set a trigger type',
  description:
    'Switches a type, or the XP of milestones, between `live`, `shadow` and `off`, and sets its holdout. It holds for what becomes due from now on: what matched in shadow is not sent afterwards.',
  request: Type.Object(
    {
      type: Type.Enum([...TRIGGER_TYPES, MILESTONE_XP]),
      mode: Type.Optional(Type.Enum(TRIGGER_MODES)),
      holdout: Type.Optional(nullable(share('Null: as defined.'))),
    },
    closed,
  ),
  response: done,
  errors: [401, 403, 422, 429],
  example: { request: { type: 'win_back', mode: 'shadow' }, response: { status: 'ok' } },
});

/** What a list of triggers is of: a figure of `counts`, a rule, or a group of the effect. */
export const TRIGGER_LISTS = [
  'matched',
  'sent',
  'held',
  'failed',
  'waiting',
  'seen',
  'dismissed',
  'followed',
  'treatment',
  'holdout',
] as const;

export const triggerUsers = endpoint({
  ...ADDRESSES.trigger_users,
  who: 'analyst',
  summary: 'Who is behind a figure of a type',
  description: 'The triggers behind a figure, the latest first, a page at a time. `total` is the figure.',
  request: Type.Object(
    {
      type,
      ...period,
      list: Type.Enum(TRIGGER_LISTS),
      rule: Type.Optional(nullable(Type.Enum(RULE_NAMES), 'Only those this rule has held back.')),
      page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
      per_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    },
    closed,
  ),
  response: Type.Object({
    users: Type.Array(
      Type.Object({
        id: userId,
        email: contact(),
        first_name: nullable(Type.String()),
        trigger_id: rowId,
        status: Type.String(),
        held_by: nullable(Type.Enum(RULE_NAMES)),
        created_at: instant('When it matched.'),
        sent_at: nullable(instant('When the first channel took it.')),
      }),
    ),
    total: count('Triggers on all pages.'),
    page: Type.Integer({ minimum: 1 }),
    pages: count('How many pages there are.'),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: { type: 'win_back', date_from: '2024-01-01', date_to: '2024-01-31', list: 'held', rule: 'holdout' },
    response: {
      users: [
        {
          id: 123,
          email: 'user1@mail.ru',
          first_name: 'Иван',
          trigger_id: 789,
          status: 'expired',
          held_by: 'holdout',
          created_at: '2024-01-10T00:00:00Z',
          sent_at: null,
        },
      ],
      total: 1,
      page: 1,
      pages: 1,
    },
  },
});

export const triggerPreview = endpoint({
  ...ADDRESSES.trigger_preview,
  who: 'analyst',
  summary: 'Preview a message',
  description: 'The texts of a type as a channel sends them, with sample figures.',
  request: Type.Object({ type, channel: Type.Enum(CHANNEL_NAMES), locale: Type.Enum(LOCALES) }, closed),
  response: Type.Object({
    title: Type.String({ description: 'Subject of the e-mail, title of the push; else empty.' }),
    text: Type.String({ description: 'As plain text.' }),
    html: nullable(Type.String({ description: 'The HTML of the e-mail.' })),
    buttons: Type.Array(Type.String()),
    configured: Type.Boolean({ description: 'Whether a test can be sent through the channel.' }),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: { type: 'streak_at_risk', channel: 'telegram', locale: 'ru' },
    response: {
      title: '',
      text: 'Осторожно! Твоя серия из 7 дней под угрозой!',
      html: null,
      buttons: ['Выполнить привычку', 'Готово'],
      configured: true,
    },
  },
});

export const triggerTest = endpoint({
  ...ADDRESSES.trigger_test,
  audit: 'trigger_test',
  who: 'admin',
  summary: 'Send a test',
  description: 'Sends a message with sample figures to an address of the owner, at once. It is counted nowhere.',
  request: Type.Object(
    {
      type,
      channel: Type.Enum(OUTBOUND_CHANNELS),
      locale: Type.Enum(LOCALES),
      address: Type.String({
        minLength: 1,
        maxLength: 2048,
        description: 'An e-mail address, a Telegram chat id, or the id of a user whose browsers take pushes.',
      }),
    },
    closed,
  ),
  response: Type.Object({
    outcome: Type.Enum(['sent', 'refused', 'unreachable', 'uncertain']),
    answer: Type.String({ description: 'What the provider said.' }),
  }),
  errors: [401, 403, 409, 422, 429],
  example: {
    request: { type: 'win_back', channel: 'email', locale: 'ru', address: 'owner@example.com' },
    response: { outcome: 'sent', answer: '250 2.0.0 Ok' },
  },
});

export const triggerDryRun = endpoint({
  ...ADDRESSES.trigger_dry_run,
  who: 'analyst',
  summary: 'Who would get what',
  description:
    'Judges everybody as of a moment, as if nothing more happened until then, and sends nothing. The first users of each type are named. A past moment is judged by the days and triggers until then.',
  request: Type.Object(
    {
      at: instant('At most 31 days ahead or past.'),
      as_live: Type.Optional(
        Type.Boolean({
          description:
            'As if every type in shadow were live; false by default. So nobody is surprised by a first night.',
        }),
      ),
      locale: Type.Optional(Type.Enum(LOCALES)),
    },
    closed,
  ),
  response: Type.Object({
    at: instant('The moment.'),
    people: count('For how many people something may be due by then; of a past moment: everybody.'),
    types: Type.Array(
      Type.Object({
        type,
        label: Type.String(),
        matched: count('Would match, or wait to be sent.'),
        would_send: count('Something would leave at once, or show in the app.'),
        held: Type.Array(Type.Object({ rule: Type.Enum(RULE_NAMES), label: Type.String(), count: count('Users.') })),
        users: Type.Array(
          Type.Object({
            id: userId,
            email: contact(),
            first_name: nullable(Type.String()),
            channels: Type.Array(Type.Enum(CHANNEL_NAMES)),
            held_by: nullable(Type.Enum(RULE_NAMES)),
            until: nullable(instant('When it may leave.')),
          }),
          { description: 'The first 20.' },
        ),
      }),
    ),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: { at: '2024-01-15T17:00:00Z' },
    response: {
      at: '2024-01-15T17:00:00Z',
      people: 120,
      types: [
        {
          type: 'streak_at_risk',
          label: 'Стрик под угрозой',
          matched: 14,
          would_send: 12,
          held: [{ rule: 'holdout', label: 'Контрольная группа', count: 2 }],
          users: [
            {
              id: 123,
              email: 'user1@mail.ru',
              first_name: 'Иван',
              channels: ['telegram', 'in_app'],
              held_by: null,
              until: null,
            },
          ],
        },
      ],
    },
  },
});

export const triggerRunDecide = endpoint({
  ...ADDRESSES.trigger_run_decide,
  audit: 'trigger_run_decide',
  who: 'admin',
  summary: 'Approve or decline a held evaluation',
  description:
    'Approved: its triggers go through the other rules now. Declined: none of them is sent. Once decided it stays so.',
  request: Type.Object({ run_id: rowId, decision: Type.Enum(['approved', 'declined']) }, closed),
  response: Type.Object({ status: Type.Literal('ok'), triggers: count('How many it is about.') }),
  errors: [401, 403, 404, 409, 422, 429],
  example: { request: { run_id: 3, decision: 'approved' }, response: { status: 'ok', triggers: 412 } },
});

const userDelivery = Type.Object({
  delivery_id: rowId,
  channel: Type.String({ description: 'A channel, or `webhook`.' }),
  address: contact(),
  status: Type.Enum(['waiting', 'sending', 'sent', 'refused', 'unreachable', 'uncertain', 'cancelled']),
  attempts: count('Made so far.'),
  next_at: nullable(instant('Waiting: when it is tried next.')),
  sent_at: nullable(instant('When it was taken, or may have been.')),
  answer: contact('What the provider said last. Null for an analyst: it may quote an address.'),
  updated_at: instant('When that was.'),
});

const userTrigger = Type.Object({
  trigger_id: rowId,
  type,
  type_label: Type.String(),
  period_key: Type.String(),
  mode: Type.Enum(['live', 'shadow', 'manual']),
  status: Type.String(),
  held_by: nullable(Type.Enum(RULE_NAMES)),
  message: Type.String({ description: 'What it says.' }),
  channels: Type.Array(Type.Enum(CHANNEL_NAMES)),
  created_at: instant('When it matched.'),
  scheduled_at: nullable(instant('When it may leave.')),
  sent_at: nullable(instant('When the first channel took it.')),
  seen_at: nullable(instant('When the app fetched it.')),
  dismissed_at: nullable(instant('When the person closed it.')),
  dismiss_reason: nullable(Type.String()),
  snoozed_until: nullable(instant('Until when the person put it off.')),
  followed_at: nullable(instant('When the person did what it was about.')),
  expires_at: nullable(instant('When it ends by itself.')),
  decisions: Type.Array(
    Type.Object({
      rule: Type.Enum(RULE_NAMES),
      label: Type.String(),
      meaning: Type.String(),
      decided_at: instant('When.'),
      until: nullable(instant('Where it only deferred: until when.')),
    }),
  ),
  deliveries: Type.Array(userDelivery),
});

export const adminUserTriggers = endpoint({
  ...ADDRESSES.admin_user_triggers,
  who: 'analyst',
  summary: 'What a person was sent, and why not',
  description: 'The last 100 triggers of a person with every decision and every delivery, the latest first.',
  request: Type.Object({ user_id: userId, locale: Type.Optional(Type.Enum(LOCALES)) }, closed),
  response: Type.Object({
    triggers: Type.Array(userTrigger),
    reach: Type.Array(
      Type.Object({
        channel: Type.Enum(CHANNEL_NAMES),
        label: Type.String(),
        state: Type.Enum(['open', 'off', 'closed', 'no_address', 'not_configured']),
      }),
    ),
    types_off: Type.Array(type),
    next_look_at: nullable(instant('When something may be due next, if nothing more happens.')),
    xp: Type.Array(
      Type.Object({
        reason: Type.String(),
        xp: count('XP.'),
        awarded_at: instant('When.'),
        held_by: nullable(Type.Enum(RULE_NAMES)),
      }),
    ),
    codes: Type.Array(
      Type.Object({
        code: Type.String(),
        percent: count('Percent off.'),
        expires_at: instant('Until when.'),
        redeemed_at: nullable(instant('When it was redeemed.')),
      }),
    ),
  }),
  errors: [401, 403, 404, 422, 429],
  example: {
    request: { user_id: 123 },
    response: {
      triggers: [
        {
          trigger_id: 456,
          type: 'streak_at_risk',
          type_label: 'Стрик под угрозой',
          period_key: '2024-01-15',
          mode: 'live',
          status: 'sent',
          held_by: null,
          message: 'Осторожно! Твоя серия из 7 дней под угрозой!',
          channels: ['telegram', 'in_app'],
          created_at: '2024-01-15T17:00:00Z',
          scheduled_at: null,
          sent_at: '2024-01-15T17:00:01Z',
          seen_at: null,
          dismissed_at: null,
          dismiss_reason: null,
          snoozed_until: null,
          followed_at: null,
          expires_at: '2024-01-15T21:00:00Z',
          decisions: [],
          deliveries: [
            {
              delivery_id: 991,
              channel: 'telegram',
              address: '777000123',
              status: 'sent',
              attempts: 1,
              next_at: null,
              sent_at: '2024-01-15T17:00:01Z',
              answer: 'message 42',
              updated_at: '2024-01-15T17:00:01Z',
            },
          ],
        },
      ],
      reach: [{ channel: 'telegram', label: 'Telegram', state: 'open' }],
      types_off: [],
      next_look_at: '2024-01-18T21:00:00Z',
      xp: [{ reason: 'milestone_0', xp: 50, awarded_at: '2024-01-03T10:00:00Z', held_by: null }],
      codes: [],
    },
  },
});

export const deliveries = endpoint({
  ...ADDRESSES.deliveries,
  who: 'analyst',
  summary: 'Deliveries that need a look',
  description: 'What was refused, given up, or may have been taken, the latest first, a page at a time.',
  request: Type.Object(
    {
      status: Type.Optional(
        nullable(Type.Enum(['uncertain', 'unreachable', 'refused']), 'Null or left out: all three.'),
      ),
      channel: Type.Optional(nullable(Type.Enum([...OUTBOUND_CHANNELS, 'webhook']))),
      page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
      per_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    },
    closed,
  ),
  response: Type.Object({
    deliveries: Type.Array(
      Type.Object({
        user_id: userId,
        email: contact(),
        first_name: nullable(Type.String()),
        type: nullable(type, 'Null: of no trigger.'),
        ...userDelivery.properties,
        can_retry: Type.Boolean({ description: 'Whether it would still be right to send it.' }),
      }),
    ),
    total: count('Deliveries on all pages.'),
    page: Type.Integer({ minimum: 1 }),
    pages: count('How many pages there are.'),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: { status: 'uncertain' },
    response: {
      deliveries: [
        {
          user_id: 123,
          email: 'user1@mail.ru',
          first_name: 'Иван',
          type: 'win_back',
          delivery_id: 992,
          channel: 'email',
          address: 'user1@mail.ru',
          status: 'uncertain',
          attempts: 1,
          next_at: null,
          sent_at: '2024-01-15T09:00:01Z',
          answer: 'the connection broke while it was being taken',
          updated_at: '2024-01-15T09:00:31Z',
          can_retry: true,
        },
      ],
      total: 1,
      page: 1,
      pages: 1,
    },
  },
});

export const deliveryRetry = endpoint({
  ...ADDRESSES.delivery_retry,
  audit: 'delivery_retry',
  who: 'admin',
  summary: 'Send a delivery again',
  description:
    'Puts an uncertain, refused or given-up delivery back into the outbox. An uncertain one may then arrive twice: that is the owner’s choice, never the system’s.',
  request: Type.Object({ user_id: userId, delivery_id: rowId }, closed),
  response: done,
  errors: [401, 403, 404, 409, 422, 429],
  example: { request: { user_id: 123, delivery_id: 992 }, response: { status: 'ok' } },
});

export const sendTrigger = endpoint({
  ...ADDRESSES.send_trigger,
  audit: 'send_trigger',
  who: 'admin',
  summary: 'Send a trigger',
  description:
    'Creates a trigger for a user by hand and hands it to the channels named. Quiet hours, caps and the person’s preferences still hold.',
  request: Type.Object(
    {
      user_id: userId,
      trigger_type: Type.Enum(TRIGGER_TYPES),
      channels: Type.Array(Type.Enum(CHANNEL_NAMES), {
        minItems: 1,
        maxItems: CHANNEL_NAMES.length,
        uniqueItems: true,
      }),
    },
    closed,
  ),
  response: Type.Object({ status: Type.Literal('ok'), trigger_id: rowId }),
  errors: [401, 403, 404, 409, 422, 429],
  example: {
    request: { user_id: 123, trigger_type: 'inactivity_3_days', channels: ['telegram', 'email'] },
    response: { status: 'ok', trigger_id: 789 },
  },
});
