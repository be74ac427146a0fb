import { OUTBOUND_CHANNELS, type OutboundChannel } from '@retention/domain/channel';
import { localDay, type Day, type Instant } from '@retention/domain/day';
import { FEATURES, type Feature } from '@retention/domain/event';
import type { PersonFacts } from '@retention/domain/facts';
import { answersOf, type Answers } from './answers.ts';
import { CHARACTERS, CHARACTER_NAMES, type Character, type CharacterName } from './character.ts';
import { launchedAt } from './launch.ts';
import { activeDaysOf } from './life.ts';
import { addressOf, type Address } from './names.ts';
import { Random } from './random.ts';
import { reachOf, type Reach } from './reach.ts';
import { registrationsOf, type Registration } from './registrations.ts';
import { subscriptionFacts, subscriptionPlanOf } from './subscription.ts';

/** Whose history is made up. The same options give the same people and events, ids included. */
export interface DemoOptions {
  readonly users: number;
  /** How many days the history has, today included. */
  readonly days: number;
  readonly seed: number;
  /** Nothing lies after it. */
  readonly now: Instant;
  /** The zone of people of whom none is known. */
  readonly projectZone: string;
}

export interface DemoPerson extends Reach {
  readonly user_id: string;
  readonly facts: PersonFacts & { readonly joined_at: Instant };
  readonly character: CharacterName;
  /** Their own, or the project's. */
  readonly zone: string;
  /** The local days on which they are active, ascending; of the last one the hours may be yet to come. */
  readonly days: readonly Day[];
  /** Those of them on which they would not have been, had nobody spoken to them. */
  readonly answers: Answers;
  /** What they care for, most of all first. */
  readonly features: readonly Feature[];
  /** Parts the random numbers of this person from those of others. From 1 on. */
  readonly stream: number;
}

/** Random numbers for who they are; those for what they do each day have a part of their own. */
const PART_OF_THE_PERSON = 1;
/** What they make of messages has one too: without messages, they would be who they are. */
const PART_OF_THE_ANSWERS = 3;
/** Hosts seldom begin to count at one. */
const IDS_BEGIN_AT = 1001;

/** Everybody, in the order of registration. */
export function demoPeople(options: DemoOptions): DemoPerson[] {
  const registrations = registrationsOf(options, new Random(options.seed));
  return registrations.map((registration, index) => demoPerson(registration, index + 1, options));
}

function demoPerson(registration: Registration, stream: number, options: DemoOptions): DemoPerson {
  const { now, projectZone } = options;
  const { joined_at, registered_on, timezone, by_campaign } = registration;
  const random = new Random(options.seed, stream, PART_OF_THE_PERSON);
  const user_id = String(IDS_BEGIN_AT + stream - 1);
  const name = random.weighted(
    CHARACTER_NAMES.map((one) => [one, by_campaign ? CHARACTERS[one].campaign_share : CHARACTERS[one].share] as const),
  );
  const character: Character = CHARACTERS[name];
  const zone = timezone ?? projectZone;
  const address = addressOf(user_id, random);
  const locale = random.weighted(LOCALES);
  const subscription = subscriptionPlanOf(character, random);
  const subscribed = subscriptionFacts(subscription, { registered_on, zone, now }, random);
  const features = random
    .weighted(FAVOURITES)(random)
    .slice(0, random.whole(...character.features));
  const xp_a_day = random.whole(30, 70);
  const today = localDay(now, zone);
  const own = activeDaysOf(character, { registered_on, today, subscription }, random);
  const answering = new Random(options.seed, stream, PART_OF_THE_ANSWERS);
  const reach = reachOf(user_id, joined_at, answering);
  const answers = answersOf(
    {
      user_id,
      days: own,
      from: localDay(launchedAt(now, projectZone), zone),
      today,
      channels: channelsOf(address, reach),
      types_off: reach.wishes?.types_off ?? [],
      keepsHabits: features[0] === 'habits',
    },
    answering,
  );
  const days = [...own, ...answers.keys()].toSorted((one, other) => one - other);
  const facts = { ...address, joined_at, timezone, locale, ...subscribed, xp: days.length * xp_a_day };
  return { user_id, facts, character: name, zone, days, answers, features, stream, ...reach };
}

function channelsOf({ email, telegram_chat_id }: Address, { browser, wishes }: Reach): ReadonlySet<OutboundChannel> {
  const known = { push: browser, telegram: telegram_chat_id, email };
  return new Set(
    OUTBOUND_CHANNELS.filter((channel) => known[channel] !== null && wishes?.channels_off.includes(channel) !== true),
  );
}

const LOCALES: readonly (readonly [string | null, number])[] = [
  ['ru', 92],
  ['en', 4],
  [null, 4],
];

/** Most come for the habits, some for the journal, and a few for something else altogether. */
const FAVOURITES: readonly (readonly [(random: Random) => Feature[], number])[] = [
  [beginningWith('habits'), 72],
  [beginningWith('journal'), 16],
  [(random) => random.shuffled(FEATURES), 12],
];

function beginningWith(first: Feature): (random: Random) => Feature[] {
  return (random) => [first, ...random.shuffled(FEATURES.filter((feature) => feature !== first))];
}
