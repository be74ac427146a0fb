import { describe, expect, it } from 'vitest';
import {
  fingerprintOf,
  parseMapping,
  writeMapping,
  type EventSource,
  type Mapping,
  type PeopleSource,
} from './mapping.ts';

const users: PeopleSource = {
  name: 'users',
  table: 'users_user',
  user_id: 'id',
  latest_by: null,
  updated_at: null,
  facts: { email: 'email', subscription_plan: 'plan' },
  values: { subscription_plan: { PRO: 'pro', '*': 'free' } },
  where: { is_active: true },
};
const habits: EventSource = {
  name: 'habits',
  type: 'habit_completed',
  table: 'habits_habitlog',
  key: 'id',
  user_id: 'habit_id.user_id',
  at: 'completed_at',
  plus_minutes: 0,
  first_of_user: false,
  where: {},
  updated_at: null,
  metadata: { habit_id: 'habit_id' },
  until: null,
};
const mapping: Mapping = { kind: 'django', timezone: 'Europe/Moscow', people: [users], events: [habits] };

function faults(input: unknown): readonly string[] {
  const reading = parseMapping(JSON.stringify(input));
  return reading.ok ? [] : reading.faults;
}

describe('a mapping file', () => {
  it('is read as it was written', () => {
    expect(parseMapping(writeMapping(mapping))).toEqual({ ok: true, mapping });
  });

  it('may leave out what has a natural value', () => {
    const { name, type, table, key, user_id, at } = habits;
    const short = { ...mapping, people: [{ name: 'users', table: 'users_user', user_id: 'id' }] };
    const reading = parseMapping(JSON.stringify({ ...short, events: [{ name, type, table, key, user_id, at }] }));
    const plain = { facts: {}, values: {}, where: {} };
    expect(reading).toEqual({
      ok: true,
      mapping: { ...mapping, people: [{ ...users, ...plain }], events: [{ ...habits, metadata: {} }] },
    });
  });

  it('may begin with a byte order mark, and says where it is no JSON', () => {
    expect(parseMapping(`\uFEFF${writeMapping(mapping)}`).ok).toBe(true);
    expect(parseMapping('{"kind": "django",}')).toMatchObject({
      ok: false,
      faults: [expect.stringMatching(/^The file is no JSON: .*position/)],
    });
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'The file must be an object {…}'],
    ['another kind', { ...mapping, kind: 'rails' }, 'kind must be "django"'],
    ['an unknown zone', { ...mapping, timezone: 'Moscow' }, 'timezone must be an IANA zone like "Europe/Moscow"'],
    ['an offset', { ...mapping, timezone: '+03:00' }, 'timezone must be an IANA zone like "Europe/Moscow"'],
    ['nobody', { ...mapping, people: [] }, 'people must hold at least one source: the table of users'],
    ['a misspelt key', { ...mapping, poeple: [] }, 'poeple is not known here; did you mean people?'],
    ['a source that is none', { ...mapping, people: ['users'] }, 'people[0] must be an object {…}'],
    [
      'no table',
      { ...mapping, people: [{ ...users, table: undefined }] },
      'people[0].table is missing: it must be a table like "users_user" or "billing.subscription"',
    ],
    [
      'a table of three parts',
      { ...mapping, people: [{ ...users, table: 'a.b.c' }] },
      'people[0].table must be a table like "users_user" or "billing.subscription"',
    ],
    [
      'a name PostgreSQL would cut',
      { ...mapping, people: [{ ...users, table: 'é'.repeat(32) }] },
      'people[0].table must be a table like "users_user" or "billing.subscription"',
    ],
    [
      'users along a foreign key',
      { ...mapping, people: [{ ...users, user_id: 'a.b' }] },
      'people[0].user_id must be a column of the table itself: the first source lists the users',
    ],
    [
      'an unknown fact',
      { ...mapping, people: [{ ...users, facts: { ...users.facts, e_mail: 'email' } }] },
      'people[0].facts.e_mail is no fact of ours; did you mean email?',
    ],
    [
      'a column that is none',
      { ...mapping, people: [{ ...users, facts: { ...users.facts, xp: 3 } }] },
      'people[0].facts.xp must be a column like "user_id", or a way to it along foreign keys like "habit_id.user_id"',
    ],
    [
      'an unknown plan',
      { ...mapping, people: [{ ...users, values: { subscription_plan: { PRO: 'gold' } } }] },
      'people[0].values.subscription_plan.PRO must be one of free, basic, pro',
    ],
    [
      'values of nothing',
      { ...mapping, people: [{ ...users, values: { locale: { russian: 'ru' } } }] },
      'people[0].values.locale translates a fact that "facts" names no column for',
    ],
    [
      'a list for a value',
      { ...mapping, people: [{ ...users, where: { id: [1] } }] },
      'people[0].where.id must be a text, a number, true, false or null',
    ],
    [
      'an unknown type',
      { ...mapping, events: [{ ...habits, type: 'habit_complete' }] },
      'events[0].type is no event type of ours; did you mean habit_completed?',
    ],
    [
      'no key',
      { ...mapping, events: [{ ...habits, key: null }] },
      'events[0].key must be a column like "user_id", or a way to it along foreign keys like "habit_id.user_id"',
    ],
    [
      'half a minute',
      { ...mapping, events: [{ ...habits, plus_minutes: 0.5 }] },
      'events[0].plus_minutes must be a whole number from -527040 to 527040',
    ],
    [
      'a flag that is none',
      { ...mapping, events: [{ ...habits, first_of_user: 'yes' }] },
      'events[0].first_of_user must be true or false',
    ],
    [
      'a day without a zone',
      { ...mapping, events: [{ ...habits, until: '2024-01-15' }] },
      'events[0].until must be an instant with a zone, like "2024-01-15T10:30:00Z"',
    ],
    [
      'two of one name',
      { ...mapping, events: [{ ...habits, name: 'users' }] },
      'Two sources are named "users": each needs a name of its own',
    ],
    [
      'a fact given twice',
      { ...mapping, people: [users, { ...users, name: 'again', values: {}, facts: { email: 'email' } }] },
      'email is given by users and again: leave it in one of them',
    ],
  ])('is refused for %s', (_, input, fault) => {
    expect(faults(input)).toEqual([fault]);
  });

  it('has all its faults named at once', () => {
    expect(faults({ kind: 'django', people: [{}], events: [{}] })).toHaveLength(10);
  });
});

describe('the fingerprint of a source', () => {
  it('is the same however the file is written', () => {
    const other = { ...habits, metadata: { ...habits.metadata } };
    expect(
      fingerprintOf(
        { ...mapping, events: [] },
        Object.fromEntries(Object.entries(other).toReversed()) as unknown as EventSource,
      ),
    ).toBe(fingerprintOf(mapping, habits));
    expect(fingerprintOf(mapping, habits)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is another where other rows are meant', () => {
    const prints = [
      fingerprintOf(mapping, habits),
      fingerprintOf(mapping, { ...habits, until: '2024-01-15T10:30:00Z' }),
      fingerprintOf(mapping, { ...habits, where: { done: true } }),
      fingerprintOf({ ...mapping, timezone: 'UTC' }, habits),
      fingerprintOf({ ...mapping, people: [{ ...users, where: {} }] }, habits),
      fingerprintOf(mapping, users),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('does not hang on what the users are called', () => {
    const renamed = { ...mapping, people: [{ ...users, facts: { first_name: 'name' }, values: {} }] };
    expect(fingerprintOf(renamed, habits)).toBe(fingerprintOf(mapping, habits));
  });
});
