import { styleText } from 'node:util';
import { CHURN_FACTORS, CHURN_RISKS } from '@retention/domain/churn-risk';
import { formatDay, formatInstant, type Day } from '@retention/domain/day';
import { renderJourney } from '@retention/domain/journey';
import type { Profile } from '@retention/domain/profile';
import { SEGMENTS } from '@retention/domain/segment';
import { SIGNALS } from '@retention/domain/signal';
import { writeUserId, type Locale } from '@retention/domain/user';
import type { KnownPerson } from './people.ts';

/** A profile with its reasons as one JSON object, for the owner's machines. */
export function profileJson(person: KnownPerson, profile: Profile): string {
  const { day, last_return_on, last_active_on, last_active_at, journey_counts: _, ...measures } = profile;
  return JSON.stringify(
    {
      user_id: writeUserId(person.user_id),
      day: formatDay(day),
      timezone: person.zone,
      registered_on: dayOrNull(person.registered_on),
      ...measures,
      last_active_on: dayOrNull(last_active_on),
      last_active_at: last_active_at === null ? null : formatInstant(last_active_at),
      last_return_on: dayOrNull(last_return_on),
    },
    null,
    2,
  );
}

const WORDS = {
  ru: {
    risk: 'Риск оттока',
    segment: 'Сегмент',
    score: 'Удержание',
    of: 'из',
    noReasons: 'ничто не говорит за уход',
    signals: 'Сигналы',
    activity: 'Активность',
    journey: 'Путь 1%',
    registered: 'день жизни',
    since: 'с регистрации',
    never: 'никогда',
    lastActive: 'последняя активность',
    inactive: 'дней без активности',
    active30: 'активных дней из 30',
    diversity: 'разнообразие функций',
    completion: 'доля дней с выполнением',
    session: 'средняя сессия, с',
    longest: 'самый долгий перерыв, дней',
    returns: 'возвращений после 7+ дней',
    streak: 'серия, дней',
    unknown: 'регистрация неизвестна',
  },
  en: {
    risk: 'Churn risk',
    segment: 'Segment',
    score: 'Retention',
    of: 'of',
    noReasons: 'nothing speaks for leaving',
    signals: 'Signals',
    activity: 'Activity',
    journey: 'Journey 1%',
    registered: 'lifecycle day',
    since: 'since registration on',
    never: 'never',
    lastActive: 'last active',
    inactive: 'days inactive',
    active30: 'active days of 30',
    diversity: 'feature diversity',
    completion: 'share of days with a completion',
    session: 'average session, s',
    longest: 'longest gap, days',
    returns: 'returns after 7+ days',
    streak: 'streak, days',
    unknown: 'registration unknown',
  },
} as const satisfies Record<Locale, Record<string, string>>;

const LABEL_WIDTH = 32;

/** A profile with its reasons, to be read in a terminal. */
export function printProfile(person: KnownPerson, profile: Profile, locale: Locale): string {
  const words = WORDS[locale];
  const registered =
    person.registered_on === null ? words.unknown : `${words.since} ${formatDay(person.registered_on)}`;
  const reasons = profile.churn_risk_reasons.map(
    ({ factor, points, value }) => `+${points}`.padStart(5) + `  ${CHURN_FACTORS[factor].label[locale]}${shown(value)}`,
  );
  const journey = renderJourney(profile.journey, locale);
  const next = journey.next_milestone;
  return [
    `${bold(person.user_id)}  ${formatDay(profile.day)}, ${person.zone}`,
    `${words.registered} ${profile.lifecycle_day}, ${registered}`,
    '',
    row(words.segment, `${bold(SEGMENTS[profile.segment].label[locale])}  ${dim(profile.segment)}`),
    row(
      words.risk,
      `${bold(CHURN_RISKS[profile.churn_risk].label[locale])}  ${dim(`${profile.churn_risk_score} ${words.of} 100`)}`,
    ),
    ...(reasons.length > 0 ? reasons : [dim(`       ${words.noReasons}`)]),
    row(words.score, `${bold(String(profile.retention_score))}  ${dim(`${words.of} 100`)}`),
    '',
    bold(words.activity),
    ...measures(profile, words).map(([label, value]) => `  ${label.padEnd(LABEL_WIDTH)}${value.padStart(10)}`),
    '',
    ...(profile.signals.length > 0
      ? [bold(words.signals), ...profile.signals.map((signal) => `  • ${SIGNALS[signal].label[locale]}`), '']
      : []),
    bold(words.journey),
    ...journey.milestones.map(({ id, title, days, completed }) => {
      const mark = completed ? '✓' : id === journey.current_milestone ? '●' : '○';
      const task = id === next?.id ? `  ${next.description}: ${next.progress} ${words.of} ${next.target}` : '';
      return `  ${mark} ${title} ${dim(`(${days})`)}${task}`;
    }),
  ].join('\n');
}

function measures(profile: Profile, words: (typeof WORDS)[Locale]): [label: string, value: string][] {
  const { last_active_at } = profile;
  return [
    [words.lastActive, last_active_at === null ? words.never : formatInstant(last_active_at)],
    [words.inactive, String(profile.days_inactive)],
    [words.active30, String(profile.days_active_30)],
    [words.diversity, profile.feature_diversity.toFixed(2)],
    [words.completion, profile.completion_rate.toFixed(2)],
    [words.session, String(profile.avg_session_duration)],
    [words.streak, String(profile.streak)],
    [words.longest, String(profile.longest_inactive_period)],
    [words.returns, String(profile.return_count)],
  ];
}

function row(label: string, value: string): string {
  return `${label.padEnd(14)}${value}`;
}

function shown(value: number | null): string {
  return value === null ? '' : `: ${value}`;
}

function dayOrNull(day: Day | null): string | null {
  return day === null ? null : formatDay(day);
}

// Colour only where stdout is a terminal that wants it (NO_COLOR, pipes): styleText looks.
function bold(text: string): string {
  return styleText('bold', text);
}

function dim(text: string): string {
  return styleText('dim', text);
}
