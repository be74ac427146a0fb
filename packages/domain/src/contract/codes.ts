import Type from 'typebox';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, count, instant, nullable, userId } from './field.ts';

export const codesRedeem = endpoint({
  ...ADDRESSES.codes_redeem,
  who: 'host',
  summary: 'Redeem a code',
  description:
    'Redeems a win-back code, once. The same `redemption_id` again gets the same answer: after a lost answer, ask again with it. 404: no such code, or not of this user; 409: redeemed already, or expired.',
  request: Type.Object(
    {
      code: Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'As the person typed it: case and hyphens do not matter.',
      }),
      user_id: Type.Optional(nullable(userId, 'Who redeems it; where it is given it must be who got the code.')),
      redemption_id: Type.Optional(
        nullable(
          Type.String({ minLength: 1, maxLength: 128 }),
          'The host’s own id of the redemption, like an order number.',
        ),
      ),
    },
    closed,
  ),
  response: Type.Object({
    status: Type.Literal('ok'),
    user_id: userId,
    percent: count('Percent off.'),
    redeemed_at: instant('When it was redeemed.'),
  }),
  errors: [401, 404, 409, 422],
  example: {
    request: { code: 'ONE-7KQ4-M2XD', user_id: 123, redemption_id: 'order-5567' },
    response: { status: 'ok', user_id: 123, percent: 30, redeemed_at: '2024-01-20T12:00:00Z' },
  },
});
