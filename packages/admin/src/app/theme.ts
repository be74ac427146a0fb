import { computed, ref, watchEffect } from 'vue';
import { remember, remembered } from './storage.ts';

/** `auto` follows the system; the other two are chosen by hand and remembered. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const before = remembered('theme');
export const theme = ref<Theme>(THEMES.find((name) => name === before) ?? 'auto');

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
const dark = ref(systemIsDark.matches);
systemIsDark.addEventListener('change', ({ matches }) => {
  dark.value = matches;
});

/** Which colours are shown now: for charts, which cannot read the style sheet by themselves. */
export const shownTheme = computed(() => {
  if (theme.value !== 'auto') return theme.value;
  return dark.value ? 'dark' : 'light';
});

watchEffect(() => {
  const { dataset } = document.documentElement;
  dataset['theme'] = shownTheme.value;
  remember('theme', theme.value === 'auto' ? null : theme.value);
});
