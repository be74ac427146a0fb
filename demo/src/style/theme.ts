import { ref, watchEffect } from 'vue';
import { remember, remembered } from '../text/memory.ts';

/** `auto` follows the system; the other two are chosen by hand and remembered in this browser. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const before = remembered('theme');
export const theme = ref<Theme>(THEMES.find((name) => name === before) ?? 'auto');

watchEffect(() => {
  const { dataset } = document.documentElement;
  if (theme.value === 'auto') delete dataset['theme'];
  else dataset['theme'] = theme.value;
  remember('theme', theme.value);
});
