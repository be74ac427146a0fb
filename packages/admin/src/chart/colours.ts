import { shownTheme } from '../app/theme.ts';

/** The colours of the style sheet as a chart needs them; read in a computed, they follow light and dark. */
export function colour(name: string): string {
  // Reading the theme is what makes a computed depend on it.
  void shownTheme.value;
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
