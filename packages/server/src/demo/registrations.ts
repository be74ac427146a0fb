import { formatDay, instantAt, localDay, type Day, type Instant } from '@retention/domain/day';
import { CLOCK_HOURS, minuteOf, weekdayOf } from './rhythm.ts';
import type { Random } from './random.ts';

/** Somebody comes. */
export interface Registration {
  readonly joined_at: Instant;
  /** The local day of it. */
  readonly registered_on: Day;
  /** What the host says; null where it says nothing. */
  readonly timezone: string | null;
  /** Whether a campaign brought them. */
  readonly by_campaign: boolean;
}

export interface RegistrationPlan {
  readonly users: number;
  /** How many days the history has, today included. */
  readonly days: number;
  readonly now: Instant;
  readonly projectZone: string;
}

/** Where they live, by weight. */
const ZONES: readonly (readonly [zone: string | null, weight: number])[] = [
  ['Europe/Moscow', 50],
  ['Europe/Kaliningrad', 2],
  ['Europe/Samara', 5],
  ['Asia/Yekaterinburg', 9],
  ['Asia/Omsk', 3],
  ['Asia/Novosibirsk', 6],
  ['Asia/Krasnoyarsk', 3],
  ['Asia/Irkutsk', 3],
  ['Asia/Yakutsk', 1],
  ['Asia/Vladivostok', 3],
  ['Asia/Kamchatka', 1],
  ['Asia/Almaty', 5],
  ['Europe/Berlin', 2],
  ['Asia/Yerevan', 2],
  [null, 5],
];

/** People look for a new app in the first half of the week, and least on Saturday. Monday first. */
const WEEKDAYS = [1.12, 1.08, 1.04, 1, 0.94, 0.82, 1] as const;
/** How much more come each day at the end than at the beginning. */
const GROWTH = 2;
const DAYS_PER_CAMPAIGN = 80;
/** How many times the usual number a campaign adds on its first day, and after how many days it is e times less. */
const CAMPAIGN_HEIGHT = [1.2, 2.4] as const;
const CAMPAIGN_FADES_IN = 4.5;

/** All who register, in the order of time. */
export function registrationsOf({ users, days, now, projectZone }: RegistrationPlan, random: Random): Registration[] {
  const today = localDay(now, projectZone);
  const weights = dayWeights(today - days + 1, days, random);
  const calendar = weights.map(
    ({ day, usual, extra }) => [{ day, extra: extra / (usual + extra) }, usual + extra] as const,
  );
  const registrations: Registration[] = [];
  while (registrations.length < users) {
    const { day, extra } = random.weighted(calendar);
    const timezone = random.weighted(ZONES);
    const joined_at = instantAt(day, minuteOf(CLOCK_HOURS, random), timezone ?? projectZone) + random.whole(0, 59_999);
    const by_campaign = random.chance(extra);
    // Today is partly lived: who would come later has not come yet.
    if (joined_at <= now) registrations.push({ joined_at, registered_on: day, timezone, by_campaign });
  }
  return registrations.toSorted((one, other) => one.joined_at - other.joined_at);
}

interface DayWeight {
  readonly day: Day;
  readonly usual: number;
  /** What campaigns add to it. */
  readonly extra: number;
}

function dayWeights(first: Day, days: number, random: Random): DayWeight[] {
  const campaigns = campaignsOf(first, days, random);
  return Array.from({ length: days }, (_, index) => {
    const day = first + index;
    const usual = (1 + (GROWTH * index) / days) * (WEEKDAYS[weekdayOf(day)] ?? 1) * random.between(0.85, 1.15);
    const extra = campaigns.reduce(
      (sum, { starts, height }) => sum + (day < starts ? 0 : height * Math.exp((starts - day) / CAMPAIGN_FADES_IN)),
      isResolutionTime(day) ? 0.7 : 0,
    );
    return { day, usual, extra: usual * extra };
  });
}

interface Campaign {
  readonly starts: Day;
  /** So many times the usual number come in addition, at first. */
  readonly height: number;
}

/** Spread over the time, at no fixed distance. */
function campaignsOf(first: Day, days: number, random: Random): Campaign[] {
  const campaigns = Math.max(1, Math.round(days / DAYS_PER_CAMPAIGN));
  return Array.from({ length: campaigns }, (_, index) => ({
    starts: first + Math.floor((days / campaigns) * (index + random.between(0.2, 0.8))),
    height: random.between(...CAMPAIGN_HEIGHT),
  }));
}

/** The first two weeks of a year, when people mean to begin anew. */
function isResolutionTime(day: Day): boolean {
  const date = formatDay(day).slice(5);
  return date >= '01-01' && date <= '01-14';
}
