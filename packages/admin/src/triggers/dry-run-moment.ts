import {
  DAY_MS,
  formatDay,
  formatInstant,
  instantAt,
  localDay,
  localMinute,
  parseInstant,
  type Instant,
} from '@retention/domain/day';
import type { Text } from '@retention/domain/text';

/** How far ahead the server looks. */
export const MOST_DAYS_AHEAD = 31;

/** The moments one press away; each on the clock of this browser. */
export const MOMENTS = {
  now: { ru: 'Сейчас', en: 'Now' },
  today_20: { ru: 'Сегодня в 20:00', en: 'Today at 20:00' },
  tomorrow_09: { ru: 'Завтра в 09:00', en: 'Tomorrow at 09:00' },
} as const satisfies Record<string, Text>;
export type MomentName = keyof typeof MOMENTS;

const MINUTE_MS = 60_000;

export function isMomentName(name: unknown): name is MomentName {
  return typeof name === 'string' && Object.hasOwn(MOMENTS, name);
}

/** The moments that still lie ahead. */
export function momentsAhead(now: Instant, zone: string): MomentName[] {
  const names: MomentName[] = ['now', 'today_20', 'tomorrow_09'];
  return names.filter((name) => name === 'now' || momentOf(name, now, zone) > now);
}

export function momentOf(name: MomentName, now: Instant, zone: string): Instant {
  const today = localDay(now, zone);
  if (name === 'today_20') return instantAt(today, 20 * 60, zone);
  if (name === 'tomorrow_09') return instantAt(today + 1, 9 * 60, zone);
  return now;
}

/** What an address asks for: a named moment, or an instant; `now` where it is neither, past, or too far ahead. */
export function readMoment(at: unknown, now: Instant, zone: string): MomentName | Instant {
  if (isMomentName(at)) return momentsAhead(now, zone).includes(at) ? at : 'now';
  const instant = typeof at === 'string' ? parseInstant(at) : null;
  return typeof instant === 'number' && isAhead(instant, now) ? instant : 'now';
}

/** Whether the server would look at that moment. A minute that has begun is still now. */
export function isAhead(instant: Instant, now: Instant): boolean {
  return instant >= now - MINUTE_MS && instant <= now + MOST_DAYS_AHEAD * DAY_MS;
}

/** An instant as the field of a browser writes it on the clock of a zone: `2024-01-15T20:00`. */
export function asField(instant: Instant, zone: string): string {
  const minute = localMinute(instant, zone);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${formatDay(localDay(instant, zone))}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** What such a field says, as an instant; null where it says nothing. */
export function fromField(text: string, zone: string): Instant | null {
  const wall = parseInstant(`${text}Z`);
  if (typeof wall !== 'number') return null;
  const day = Math.floor(wall / DAY_MS);
  return instantAt(day, (wall - day * DAY_MS) / MINUTE_MS, zone);
}

/** As it stands in an address. */
export function writeMoment(moment: MomentName | Instant): string {
  return typeof moment === 'number' ? formatInstant(moment) : moment;
}
