import type { Text } from '../text/plural.ts';

/** What one says at that hour, 0–23, on the person's clock. */
export function greeting(hour: number): Text {
  if (hour >= 5 && hour < 12) return { ru: 'Доброе утро', en: 'Good morning' };
  if (hour >= 12 && hour < 18) return { ru: 'Добрый день', en: 'Good afternoon' };
  if (hour >= 18 && hour < 23) return { ru: 'Добрый вечер', en: 'Good evening' };
  return { ru: 'Доброй ночи', en: 'Good night' };
}
