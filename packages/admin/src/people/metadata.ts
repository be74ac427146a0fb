import { FEATURES, type Feature } from '@retention/domain/event';
import type { Text } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import { formatCount } from '../format/number.ts';
import { formatDuration } from './duration.ts';

/** One fact of an event: a label, and its value as text. Both may come from outside, and are shown as text only. */
export interface Detail {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  /** The value in full where it is too long to be shown so. */
  readonly whole?: string;
}

/** What an event carries comes from outside and may be of any length: longer values are cut. */
const MOST_CHARACTERS = 120;

/** The keys that event types understand. */
const KEYS: Readonly<Record<string, Text>> = {
  variant: { ru: 'вариант', en: 'variant' },
  goal_id: { ru: 'цель', en: 'goal' },
  session_id: { ru: 'сессия', en: 'session' },
  message_count: { ru: 'сообщений', en: 'messages' },
  sphere: { ru: 'сфера', en: 'sphere' },
  habit_id: { ru: 'привычка', en: 'habit' },
  channel: { ru: 'канал', en: 'channel' },
  streak: { ru: 'серия', en: 'streak' },
  streak_was: { ru: 'серия была', en: 'streak was' },
  type: { ru: 'вид', en: 'kind' },
  progress: { ru: 'прогресс', en: 'progress' },
  feature: { ru: 'функция', en: 'feature' },
  duration_seconds: { ru: 'длилось', en: 'took' },
  entry_id: { ru: 'запись', en: 'entry' },
  reminder_type: { ru: 'напоминание', en: 'reminder' },
  delay_minutes: { ru: 'через', en: 'after' },
  context: { ru: 'где', en: 'where' },
  value: { ru: 'отзыв', en: 'feedback' },
};

const FEATURE_NAMES: Readonly<Record<Feature, Text>> = {
  journal: { ru: 'дневник', en: 'journal' },
  habits: { ru: 'привычки', en: 'habits' },
  goals: { ru: 'цели', en: 'goals' },
  ai_chat: { ru: 'чат с AI', en: 'AI chat' },
  planning: { ru: 'планирование', en: 'planning' },
  ssp: { ru: 'ССП', en: 'SSP' },
};

/** What an event carries, in the order in which it was sent; an unknown key stays as it is. */
export function detailsOf(metadata: object | null, locale: Locale): Detail[] {
  const entries: [string, unknown][] = Object.entries(metadata ?? {});
  return entries.map(([key, value]) => ({
    key,
    label: Object.hasOwn(KEYS, key) ? (KEYS[key]?.[locale] ?? key) : key,
    ...cut(written(key, value, locale)),
  }));
}

function cut(text: string): Pick<Detail, 'value' | 'whole'> {
  const characters = Array.from(text);
  if (characters.length <= MOST_CHARACTERS) return { value: text };
  return { value: `${characters.slice(0, MOST_CHARACTERS).join('')}…`, whole: text };
}

function written(key: string, value: unknown, locale: Locale): string {
  if (typeof value === 'number') {
    if (key === 'duration_seconds') return formatDuration(value, locale);
    if (key === 'delay_minutes') return formatDuration(value * 60, locale);
    return key.endsWith('_id') || !Number.isInteger(value) ? String(value) : formatCount(value, locale);
  }
  if (typeof value === 'string') {
    const feature = key === 'feature' ? FEATURES.find((name) => name === value) : undefined;
    return feature === undefined ? value : FEATURE_NAMES[feature][locale];
  }
  return JSON.stringify(value);
}
