import Type from 'typebox';
import { ADDRESSES } from './address.ts';
import { AUDIT_ACTIONS, AUDIT_ACTORS } from './audit-action.ts';
import { endpoint } from './endpoint.ts';
import { closed, instant, nullable, rowId, userId } from './field.ts';

/** Who did what, for the owner. */

export const auditGet = endpoint({
  ...ADDRESSES.audit_get,
  who: 'owner',
  summary: 'Audit',
  description: 'Each change and each export, the latest first, a page at a time. Rows are only ever added.',
  request: Type.Object(
    {
      action: Type.Optional(nullable(Type.Enum(AUDIT_ACTIONS), 'Only this; null or left out: all.')),
      user_id: Type.Optional(nullable(userId, 'Only what was about this user, erased ones too.')),
      before: Type.Optional(rowId),
      per_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: '50 by default.' })),
    },
    closed,
  ),
  response: Type.Object({
    rows: Type.Array(
      Type.Object({
        id: rowId,
        at: instant('When.'),
        actor: Type.Enum(AUDIT_ACTORS, { description: 'In what capacity; `command`: on the command line.' }),
        who: nullable(Type.String(), 'The login, or the user of the host’s token; null where there is no name.'),
        role: nullable(Type.String()),
        action: Type.Enum(AUDIT_ACTIONS),
        user_id: nullable(userId, 'Whom it was about; null where nobody, or somebody who was erased since.'),
        person_hash: nullable(Type.String(), 'What stands for them.'),
        detail: Type.Object({}, { description: 'What was asked for, without names.' }),
        outcome: Type.Enum(['begun', 'failed'], {
          description: '`failed` follows a row `begun` where it did not succeed.',
        }),
      }),
    ),
    next: nullable(rowId, 'To be sent as `before` for the next page; null: there is none.'),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: { per_page: 50 },
    response: {
      rows: [
        {
          id: 412,
          at: '2024-01-15T10:30:00Z',
          actor: 'account',
          who: 'masha@example.com',
          role: 'admin',
          action: 'trigger_setting',
          user_id: null,
          person_hash: null,
          detail: { type: 'win_back', mode: 'live' },
          outcome: 'begun',
        },
      ],
      next: null,
    },
  },
});
