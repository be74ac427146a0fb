import fc from 'fast-check';

/** Random little worlds: what can happen to a handful of people in a few weeks. All numbers are drawn, so that they shrink. */

/** Plain objects: a history that fails is printed, and read by somebody. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

/** Zones in which days are odd: DST, half and quarter hours, either side of the date line, a day that was skipped. */
const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Pacific/Apia',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];
export const PROJECT_ZONES = ['Europe/Moscow', 'America/New_York', 'Pacific/Kiritimati'];

/** First UTC days: a few weeks later clocks change somewhere, or the year, or Apia loses a day. */
const STARTS = ['2024-02-20', '2024-03-20', '2024-08-25', '2024-10-05', '2023-12-10', '2011-12-05', '2011-12-24'];

const LONGEST = 120;
/** Days since a person came. */
const day = fc.oneof(fc.nat(9), fc.nat(50));

/** Days in a row of which a person is active on some. */
const spell = record({
  /** Days after the spell before, or after the person came. */
  gap: fc.oneof(fc.nat(3), fc.integer({ min: 4, max: 12 }), fc.integer({ min: 25, max: 40 })),
  length: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 8, max: 45 })),
  /** Percent of its days. */
  keen: fc.constantFrom(100, 95, 80, 50, 20),
  /** UTC minute around which it happens. */
  minute: fc.nat(1439),
  /** How many of the six features are used. */
  features: fc.integer({ min: 0, max: 6 }),
  /** Events wait on the device for up to so many days, and come together. */
  held: fc.constantFrom(0, 0, 0, 0, 1, 3, 6, 7),
  /** The batch is sent again, later. */
  again: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  salt: fc.nat(0xffff),
});
export type Spell = typeof spell extends fc.Arbitrary<infer T> ? T : never;

const zone = fc.option(fc.constantFrom(...ZONES), { freq: 4 });

/** What the host says of a subscription, times as days from when it says so; a key left out leaves what was said before. */
const SUBSCRIPTIONS = [
  { plan: 'free', status: 'none' },
  { plan: 'pro', status: 'trial', trial_started_at: -2, trial_ends_at: 5 },
  { status: 'trial', trial_ends_at: -3 },
  { status: 'trial' },
  { plan: 'pro', status: 'active', paid_since: -1 },
  { plan: 'pro', status: 'active', paid_since: -12, trial_started_at: -19, trial_ends_at: -12 },
  { plan: 'basic', status: 'active' },
  { plan: 'pro', status: 'active', renewals: 1 },
  { plan: 'free', status: 'active' },
  { status: 'cancelled' },
  { status: 'expired', trial_started_at: -20 },
  { plan: 'free', status: 'expired', renewals: 2, paid_since: null },
  null,
] as const;
export type Said = (typeof SUBSCRIPTIONS)[number];

const person = record({
  /** Percent of the history that has passed when they come. */
  arrives: fc.oneof(fc.nat(30), fc.nat(100)),
  /** The zone the client puts into its batches, from a day on another one. */
  client_zone: zone,
  moved_to: fc.option(record({ day, zone }), { freq: 2 }),
  /** The zone the host names on a day. */
  host_zone: fc.array(record({ day, zone }), { maxLength: 2 }),
  /** joined_at, so many hours before the first spell (or after), told on a day. */
  joined: fc.option(
    record({
      hours_before: fc.integer({ min: -72, max: 24 * 25 }),
      told: day,
      cleared: fc.option(day, { freq: 1 }),
    }),
    { freq: 3 },
  ),
  spells: fc.array(spell, { maxLength: 4 }),
  /** Days on which a streak broke, told by the app that many days late. */
  broken: fc.array(record({ day, held: fc.constantFrom(0, 0, 2, 5) }), { maxLength: 3 }),
  subscriptions: fc.array(record({ day, said: fc.constantFrom(...SUBSCRIPTIONS) }), { maxLength: 4 }),
});
export type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

const question = record({
  /** Percent of the history that has passed. */
  when: fc.oneof(
    { weight: 2, arbitrary: fc.constant(100) },
    { weight: 1, arbitrary: fc.integer({ min: 15, max: 99 }) },
  ),
  slot: fc.nat(3),
  /** The last day of the period, so many days before the project's today. */
  back: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.nat(60) }),
  length: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 70 })),
  granularity: fc.constantFrom('day', 'week', 'month'),
  mode: fc.constantFrom('on', 'on_or_after'),
  per_page: fc.constantFrom(1000, 1000, 1000, 4),
  sort: fc.constantFrom('id', 'email', 'registered_on', 'last_active_at', 'days_active_30', 'churn_risk_score'),
  order: fc.constantFrom('asc', 'desc'),
});
export type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;

export const history = record({
  project_zone: fc.constantFrom(...PROJECT_ZONES),
  start: fc.constantFrom(...STARTS),
  days: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 10, max: 25 }) },
    { weight: 3, arbitrary: fc.integer({ min: 25, max: 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: 60, max: LONGEST }) },
  ),
  people: fc.oneof(
    { weight: 6, arbitrary: fc.array(person, { minLength: 1, maxLength: 4 }) },
    { weight: 4, arbitrary: fc.array(person, { minLength: 3, maxLength: 10 }) },
    { weight: 1, arbitrary: fc.array(person, { minLength: 10, maxLength: 25 }) },
  ),
  /** The nightly duties run every so many nights; the others are missed. */
  nights: fc.constantFrom(1, 3, 7, 7, 20, 20),
  questions: fc.array(question, { minLength: 1, maxLength: 2 }),
});
/** The same with many people. */
export const crowdedHistory = (people: number, days: number) =>
  history.chain((drawn) =>
    fc
      .array(person, { minLength: people, maxLength: people, size: 'max' })
      .map((crowd): History => ({ ...drawn, days, people: crowd })),
  );

export type History = typeof history extends fc.Arbitrary<infer T> ? T : never;
