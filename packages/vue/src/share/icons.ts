/**
 * Pictures by the names the report uses, as outlines in a square of 24: the page strokes them as SVG, the shared picture
 * as a canvas path.
 */
const STAR = 'M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8L12 3.5Z';
const FLAME =
  'M12 2.5c.8 3.6 6 5.7 6 11.3a6 6 0 0 1-12 0c0-2.5 1.1-4.2 2.5-5.6.2 1.5.8 2.4 1.7 2.9C9.9 7.8 10.6 4.7 12 2.5Z';
const CIRCLE = 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z';
const ICONS: Readonly<Record<string, string>> = {
  fire: `${FLAME}M12 13.5c.5 1.2 2 1.9 2 3.7a2 2 0 0 1-4 0c0-1.8 1.5-2.5 2-3.7Z`,
  flame: FLAME,
  target: `${CIRCLE}M16.5 12a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0ZM12 12h.01`,
  calendar: 'M6 5h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2ZM4 10h16M8 3v4M16 3v4M9 15l2 2 4-4',
  check: `${CIRCLE}M8 12.5l2.7 2.7L16 9.5`,
  book: 'M12 6.5C10 5 7 4.5 3.5 5v13.5c3.5-.5 6.5 0 8.5 1.5 2-1.5 5-2 8.5-1.5V5C17 4.5 14 5 12 6.5ZM12 6.5V20',
  compass: `${CIRCLE}M15.8 8.2l-2.2 5.4-5.4 2.2 2.2-5.4 5.4-2.2Z`,
  sunrise: 'M3 19h18M7 15.5a5 5 0 0 1 10 0M12 4v3M4.6 8.1l1.8 1.8M19.4 8.1l-1.8 1.8M2.5 15.5h1M20.5 15.5h1',
  tick: 'M6 12.5l4 4 8-9',
  up: 'M6 18 18 6M9 6h9v9',
  share: 'M12 15V4M8 7.5 12 3.5l4 4M5 13v5a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-5',
  close: 'M6 6l12 12M18 6 6 18',
};

/** The outline of a name; a name nobody has drawn is a star. */
export function iconPath(name: string): string {
  return (Object.hasOwn(ICONS, name) ? ICONS[name] : STAR) ?? STAR;
}

const TRIGGER_ICONS: Readonly<Record<string, string>> = {
  inactivity_3_days: 'sunrise',
  streak_at_risk: 'flame',
  trial_expiring: 'calendar',
  monthly_report: 'compass',
};

/** The name of the picture of a message; what congratulates has the star. */
export function triggerIcon(type: string): string {
  return TRIGGER_ICONS[type] ?? 'star';
}
