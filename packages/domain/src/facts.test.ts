import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACT_LIMITS, mergeFacts, NO_FACTS, readFacts, readFactsEnvelope } from './facts.ts';

const NOW = Date.UTC(2024, 0, 15, 10, 30);

function said(user: object): unknown {
  const facts = readFacts({ user_id: 1, ...user }, NOW);
  return typeof facts === 'string' ? facts : facts.said;
}

describe('facts that are kept', () => {
  it.each<[string, object, object]>([
    ['nothing but the id', {}, {}],
    ['an e-mail', { email: 'name@example.com' }, { email: 'name@example.com' }],
    ['a name in any script', { first_name: 'Иван 🙂' }, { first_name: 'Иван 🙂' }],
    [
      'an instant with an offset',
      { joined_at: '2024-01-03T11:15:00+03:00' },
      { joined_at: Date.UTC(2024, 0, 3, 8, 15) },
    ],
    ['a clock that goes fast', { joined_at: '2024-01-15T10:34:00Z' }, { joined_at: NOW }],
    ['a zone', { timezone: 'Asia/Kathmandu' }, { timezone: 'Asia/Kathmandu' }],
    ['a locale', { locale: 'en-GB' }, { locale: 'en-GB' }],
    ['a chat as a number', { telegram_chat_id: -100123 }, { telegram_chat_id: '-100123' }],
    ['a chat as text', { telegram_chat_id: '@ivan' }, { telegram_chat_id: '@ivan' }],
    ['XP', { xp: 0 }, { xp: 0 }],
    ['null clears', { email: null, xp: null }, { email: null, xp: 0 }],
    [
      'empty text clears',
      { email: '', first_name: '', timezone: '' },
      { email: null, first_name: null, timezone: null },
    ],
    [
      'a subscription',
      { subscription: { plan: 'pro', status: 'trial', trial_ends_at: '2024-02-01T00:00:00Z', renewals: 2 } },
      {
        subscription_plan: 'pro',
        subscription_status: 'trial',
        trial_ends_at: Date.UTC(2024, 1, 1),
        renewals: 2,
      },
    ],
    [
      'no subscription any more',
      { subscription: null },
      {
        subscription_plan: 'free',
        subscription_status: 'none',
        trial_started_at: null,
        trial_ends_at: null,
        paid_since: null,
        renewals: 0,
      },
    ],
  ])('%s', (_, user, expected) => {
    expect(said(user)).toEqual(expected);
  });
});

describe('facts that are refused', () => {
  it.each<[string, object, RegExp]>([
    ['an e-mail without @', { email: 'name' }, /^"email" must be an e-mail address/],
    ['an e-mail too long', { email: `${'a'.repeat(250)}@b.cd` }, /"email"/],
    ['a name that cannot be stored', { first_name: 'a\0b' }, /"first_name"/],
    ['half a character', { first_name: '\ud800' }, /"first_name"/],
    ['an instant without a zone', { joined_at: '2024-01-03T08:15:00' }, /"joined_at" must be an ISO 8601 instant/],
    ['a day', { joined_at: '2024-01-03' }, /"joined_at"/],
    ['a registration to come', { joined_at: '2024-01-16T00:00:00Z' }, /not in the future/],
    ['the zero of other calendars', { joined_at: '0001-01-01T00:00:00Z' }, /from 1970 on/],
    [
      'a year of five digits',
      { subscription: { paid_since: '9999-12-31T23:59:59-18:00' } },
      /subscription\.paid_since/,
    ],
    ['an offset as a zone', { timezone: '+03:00' }, /"timezone" must be an IANA zone/],
    ['a locale that is none', { locale: 'русский' }, /"locale"/],
    ['a chat that is no integer', { telegram_chat_id: 1.5 }, /"telegram_chat_id"/],
    ['an unknown plan', { subscription: { plan: 'gold' } }, /"subscription\.plan" must be one of free, basic, pro/],
    ['renewals below zero', { subscription: { renewals: -1 } }, /subscription\.renewals/],
    ['XP as text', { xp: '5' }, /"xp" must be a whole number/],
    ['a misspelt key', { emial: 'name@example.com' }, /"emial" is not known here: known are email,/],
    ['a misspelt key inside', { subscription: { plans: 'pro' } }, /"subscription\.plans" is not known here/],
    ['a list as subscription', { subscription: [] }, /"subscription" must be an object/],
    ['two faults', { email: 1, xp: -1 }, /"email".*; "xp"/],
  ])('%s', (_, user, message) => {
    expect(said(user)).toMatch(message);
  });

  it.each([[null], [[]], ['1'], [{}], [{ user_id: '' }], [{ user_id: 1.5 }], [{ user_id: 'a\0' }]])('%j', (user) => {
    expect(readFacts(user, NOW)).toEqual(expect.any(String));
  });

  it('takes a key named __proto__ for what it is: unknown', () => {
    expect(readFacts(JSON.parse('{"user_id":1,"__proto__":{"xp":5}}'), NOW)).toMatch(/"__proto__" is not known here/);
    expect({}).not.toHaveProperty('xp');
  });

  it('never throws, and names a fault or keeps what fits a column', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (input) => {
        const facts = readFacts(input, NOW);
        expect(typeof facts === 'string' || facts.user_id.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the envelope', () => {
  const users = (count: number): unknown[] => Array.from({ length: count }, (_, index) => ({ user_id: index }));
  it.each<[string, unknown, RegExp | null]>([
    ['a thousand', { users: users(FACT_LIMITS.batch) }, null],
    ['one too many', { users: users(FACT_LIMITS.batch + 1) }, /holds 1001 users: send at most 1000/],
    ['none', { users: [] }, /"users" is empty/],
    ['no list', { users: {} }, /"users" must be an array/],
    ['a list', [], /must be a JSON object/],
    ['null', null, /must be a JSON object/],
  ])('%s', (_, body, message) => {
    const envelope = readFactsEnvelope(body);
    if (message === null) expect(envelope.ok).toBe(true);
    else expect(envelope).toEqual({ ok: false, message: expect.stringMatching(message) });
  });
});

it('what is left out stays, what is said counts', () => {
  const known = { ...NO_FACTS, email: 'old@example.com', xp: 5 };
  expect(mergeFacts(known, { email: null, locale: 'ru' })).toEqual({ ...NO_FACTS, xp: 5, locale: 'ru' });
});
