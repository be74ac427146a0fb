import type { VIEWS } from '../../views.ts';
import type { Text } from '../text/plural.ts';
import { WORDS } from '../text/words.ts';

export type View = (typeof VIEWS)[number];

/** What each page is called, in the navigation and in the title of the window. */
export const TITLES: Readonly<Record<View, Text>> = {
  '/': WORDS.today,
  '/habits': WORDS.habits,
  '/goals': WORDS.goals,
  '/journal': WORDS.journal,
  '/wheel': WORDS.wheel,
  '/plans': WORDS.plans,
  '/coach': WORDS.coach,
  '/subscription': WORDS.subscription,
  '/settings': WORDS.settings,
};

/** On a phone these are always there; the others are a tap further. */
export const FIRST_VIEWS: readonly View[] = ['/', '/habits', '/goals', '/journal'];
export const MORE_VIEWS: readonly View[] = ['/wheel', '/plans', '/coach', '/subscription', '/settings'];
