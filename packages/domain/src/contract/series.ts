import Type from 'typebox';
import { CHURN_RISK_NAMES } from '../churn-risk.ts';
import { SEGMENT_NAMES } from '../segment.ts';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { closed, count, day, instant, nullable, share } from './field.ts';

function dn(n: number) {
  return Type.Object(
    {
      users: count(`Users whose day ${n} fell on the date and is over.`),
      active: count('Of them, active on it.'),
      share: nullable(share('active / users.'), 'Null where there are no users.'),
    },
    { description: `D${n} of the date.` },
  );
}

function counts(names: readonly string[], description: string) {
  return nullable(Type.Object(Object.fromEntries(names.map((name) => [name, count('Users.')]))), description);
}

const figuresOfDay = Type.Object({
  date: day('The local day.'),
  dau: count('Users active on it.'),
  mau: count('Users active in the 30 days ending with it.'),
  new_users: count('Users registered on it.'),
  d1: dn(1),
  d7: dn(7),
  d30: dn(30),
  segments: counts(SEGMENT_NAMES, 'Users in each segment at the end of the date; null where nobody was judged.'),
  churn_risk: counts(CHURN_RISK_NAMES, 'Users at each risk at the end of the date; null where nobody was judged.'),
});

const zeroes = Object.fromEntries(SEGMENT_NAMES.map((name) => [name, 10]));
const exampleDay = {
  date: '2024-01-31',
  dau: 1234,
  mau: 5678,
  new_users: 21,
  d1: { users: 20, active: 9, share: 0.45 },
  d7: { users: 25, active: 6, share: 0.24 },
  d30: { users: 0, active: 0, share: null },
  segments: zeroes,
  churn_risk: Object.fromEntries(CHURN_RISK_NAMES.map((name) => [name, 15])),
};

export const adminSeries = endpoint({
  ...ADDRESSES.admin_series,
  who: 'analyst',
  summary: 'Metrics day by day',
  description:
    'Every figure of `overview` for each day of the period, and of the period of equal length before; segments and risk at the end of each day.',
  request: Type.Object({ date_from: day('First day of the period.'), date_to: day('Last day of the period.') }, closed),
  response: Type.Object({
    days: Type.Array(figuresOfDay, { description: 'Every day of the period, ascending.' }),
    previous: Type.Array(figuresOfDay, { description: 'Every day of the period before, ascending.' }),
    today: day('Today in the zone of the project.'),
    timezone: Type.String({ description: 'The zone of the project.' }),
    known_from: nullable(day('The first day of which anything is known.'), 'Null while there is nobody.'),
    users: count('Users registered.'),
    behind: count('Changes stored and not counted yet: 0 but for moments, or after a large import.'),
    refreshed_at: nullable(instant('When everybody was last judged anew.'), 'Null: never.'),
  }),
  errors: [401, 403, 422, 429],
  example: {
    request: { date_from: '2024-01-31', date_to: '2024-01-31' },
    response: {
      days: [exampleDay],
      previous: [{ ...exampleDay, date: '2024-01-30' }],
      today: '2024-02-01',
      timezone: 'Europe/Moscow',
      known_from: '2023-11-02',
      users: 9876,
      behind: 0,
      refreshed_at: '2024-01-31T22:00:04Z',
    },
  },
});
