import { say, tag } from '../text/language.ts';
import type { Text } from '../text/plural.ts';
import { daysBetween } from './calendar.ts';

const NEAR: Readonly<Record<string, Text>> = {
  '-1': { ru: 'Вчера', en: 'Yesterday' },
  '0': { ru: 'Сегодня', en: 'Today' },
  '1': { ru: 'Завтра', en: 'Tomorrow' },
};

/** Today, tomorrow and yesterday by their name, another day by its weekday: `Среда`. */
export function nearName(day: string, today: string): string {
  const near = NEAR[String(daysBetween(today, day))];
  return near === undefined ? weekday(day, 'long') : say(near);
}

/** `Среда`, `Wednesday`; short: `Ср`, `Wed`. */
export function weekday(day: string, length: 'long' | 'short'): string {
  const name = new Intl.DateTimeFormat(tag(), { timeZone: 'UTC', weekday: length }).format(new Date(`${day}T00:00Z`));
  return name.charAt(0).toUpperCase() + name.slice(1);
}
