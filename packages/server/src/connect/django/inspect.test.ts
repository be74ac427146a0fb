import { afterAll, describe, expect, it } from 'vitest';
import type { DjangoVariant } from '../../../test/django-host.ts';
import { openDjangoHost, type DjangoHost } from '../../../test/open-django-host.ts';
import { openHostDatabase } from './host-database.ts';
import { proposeMapping, type Proposal } from './inspect.ts';
import { type Fact } from '../fact.ts';
import { parseMapping, writeMapping, type Mapping } from './mapping.ts';

async function openHost(variants: readonly DjangoVariant[]): Promise<DjangoHost & { propose(): Promise<Proposal> }> {
  const app = await openDjangoHost({ users: 30, rows: 200, variants });
  const database = openHostDatabase(app.readerUrl);
  afterAll(() => database.close());
  return { ...app, propose: () => database.look((look) => proposeMapping(look, 'Europe/Moscow')) };
}

async function proposed(variants: readonly DjangoVariant[]): Promise<{ mapping: Mapping; notes: string[] }> {
  const { mapping, notes } = await (await openHost(variants)).propose();
  if (mapping === null) throw new Error('no mapping');
  expect(parseMapping(writeMapping(mapping))).toEqual({ ok: true, mapping });
  return { mapping, notes: notes.map(({ kind, text }) => `${kind}: ${text}`) };
}

/** Which column of which table gives each fact. */
function facts({ people }: Mapping): Partial<Record<Fact, string>> {
  return Object.fromEntries(
    people.flatMap(({ table, facts }) => Object.entries(facts).map(([fact, column]) => [fact, `${table}.${column}`])),
  );
}

/** Each source in a line. */
function events({ events }: Mapping): string[] {
  return events.map(({ type, table, user_id, at, where, metadata }) =>
    [type, table, user_id, at, JSON.stringify(where), Object.values(metadata).join()].join(' '),
  );
}

const usual = await proposed([]);
const uuids = await proposed(['auth_user', 'uuid_keys', 'habit_day']);
const odd = await proposed(['naive', 'other_schema', 'camel_case', 'no_telegram']);
const ways = await proposed(['by_way_of', 'flags']);

describe('what is proposed', () => {
  it('for a usual app is all of it', () => {
    expect(facts(usual.mapping)).toEqual({
      email: 'users_user.email',
      first_name: 'users_user.first_name',
      joined_at: 'users_user.date_joined',
      timezone: 'users_profile.timezone',
      locale: 'users_profile.language',
      telegram_chat_id: 'users_profile.telegram_chat_id',
      xp: 'users_profile.xp',
      subscription_plan: 'billing_subscription.plan',
      subscription_status: 'billing_subscription.status',
      trial_started_at: 'billing_subscription.trial_started_at',
      trial_ends_at: 'billing_subscription.trial_ends_at',
      paid_since: 'billing_subscription.paid_since',
      renewals: 'billing_subscription.renewals',
    });
    expect(
      usual.mapping.people.map(({ name, where, latest_by, updated_at }) => ({ name, where, latest_by, updated_at })),
    ).toEqual([
      { name: 'users', where: { is_active: true }, latest_by: null, updated_at: null },
      { name: 'profile', where: {}, latest_by: null, updated_at: 'updated_at' },
      { name: 'subscription', where: {}, latest_by: 'created_at', updated_at: 'updated_at' },
    ]);
    expect(events(usual.mapping)).toEqual([
      'habit_completed habits_habitlog user_id completed_at {} habit_id',
      'custom_habit_created habits_habit user_id created_at {"is_custom":true} id',
      'journal_entry journal_journalentry user_id created_at {} id',
      'ai_coach_message chat_chatmessage user_id created_at {"role":"user"} session_id',
      'personal_goal_added goals_goal user_id created_at {} id,sphere',
      'first_goal_completed goals_goal user_id completed_at {} id',
      'onboarding_completed users_user id date_joined {"finish_onboarding":true} ',
    ]);
    expect(usual.mapping.events.filter(({ first_of_user }) => first_of_user).map(({ name }) => name)).toEqual([
      'goals_completed',
    ]);
    expect(usual.mapping.events.at(-1)?.plus_minutes).toBe(60);
  });

  it('translates plans and statuses by what stands there', () => {
    expect(usual.mapping.people[2]?.values).toEqual({
      subscription_plan: { PREMIUM_MONTHLY: 'pro', BASIC: 'basic' },
      subscription_status: { trialing: 'trial', canceled: 'cancelled' },
    });
  });

  it("finds Django's own user table, uuids, and habits that know their day alone", () => {
    expect(uuids.mapping.people[0]).toMatchObject({ table: 'auth_user', user_id: 'id' });
    expect(events(uuids.mapping)[0]).toBe('habit_completed habits_habitlog user_id date {"completed":true} habit_id');
    expect(uuids.notes).toContain('unsure: habits: habits_habitlog has created_at and date: took date, not created_at');
  });

  it('finds other schemas and names in quotes, and says what is missing and what names no zone', () => {
    expect(odd.mapping.people.map(({ table }) => table)).toEqual([
      'users_user',
      'users_profile',
      'billing.subscription',
    ]);
    expect(odd.mapping.people[0]).toMatchObject({ facts: { joined_at: 'dateJoined' }, where: { isActive: true } });
    expect(events(odd.mapping)[2]).toBe('journal_entry Journal_JournalEntry userId createdAt {} id');
    expect(odd.notes).toContain('missing: Nothing says telegram_chat_id');
    expect(odd.notes.at(-1)).toMatch(/^unsure: habits_habitlog\.completed_at, .* name no zone: read as Europe\/Moscow/);
  });

  it('follows foreign keys to the user, and takes flags for plans and hours for zones', () => {
    expect(events(ways.mapping).filter((line) => line.includes('.'))).toEqual([
      'habit_completed habits_habitlog habit_id.user_id completed_at {} habit_id',
      'ai_coach_message chat_chatmessage conversation_id.user_id created_at {"role":"user"} conversation_id',
    ]);
    expect(ways.mapping.people[1]?.values).toMatchObject({
      timezone: { 0: 'Etc/UTC', 3: 'Etc/GMT-3' },
      subscription_plan: { true: 'pro', false: 'free' },
      subscription_status: { true: 'active', false: 'none' },
    });
  });
});

describe('a schema that is otherwise', () => {
  it('without users is said to have none', async () => {
    const host = await openHost([]);
    await host.query('DROP TABLE users_user, users_user_groups CASCADE');
    const { mapping, notes } = await host.propose();
    expect(mapping).toBeNull();
    expect(notes).toEqual([
      { kind: 'missing', text: expect.stringMatching(/^No table of users: looked for a table like auth_user/) },
    ]);
  });

  it('has what is not there, and what might be meant as well, named', async () => {
    const host = await openHost([]);
    await host.query(`DROP TABLE journal_journalentry; ALTER TABLE users_user DROP finish_onboarding;
      ALTER TABLE chat_chatmessage DROP role; ALTER TABLE goals_goal DROP completed_at; ALTER TABLE habits_habitlog ADD deleted_at timestamptz;
      CREATE TABLE health_habitcompletion (id bigint PRIMARY KEY, user_id integer REFERENCES users_user (id), created_at timestamptz);
      CREATE TABLE webpush_subscription (id bigint PRIMARY KEY, user_id integer REFERENCES users_user (id), endpoint text);
      UPDATE billing_subscription SET plan = 'Дельта' WHERE id = 1;
      GRANT SELECT ON health_habitcompletion, webpush_subscription TO PUBLIC`);
    const { mapping, notes } = await host.propose();
    expect(mapping?.events.map(({ name, where }) => [name, where])).toEqual([
      ['habits', { deleted_at: null }],
      ['custom_habits', { is_custom: true }],
      ['ai_messages', {}],
      ['goals', {}],
    ]);
    expect(mapping?.people[2]?.table).toBe('billing_subscription');
    expect(notes.filter(({ kind }) => kind !== 'found').map(({ text }) => text)).toEqual([
      'users_user.is_active: users of whom it is false count as deleted; take it out of "where" if it means something else',
      'subscription_plan: what "Дельта" of billing_subscription.plan means is for you to say, under "values"',
      'habits: took habits_habitlog; health_habitcompletion might be meant as well',
      'No table of entries of a journal that leads to the users',
      "ai_messages: nothing in chat_chatmessage says which messages are the user's own: takes all",
      'goals: goals_goal does not say when one was completed',
      'No sign of a finished onboarding, like users_user.finish_onboarding',
    ]);
  });
});
