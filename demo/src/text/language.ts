import { ref, watchEffect } from 'vue';
import { remember, remembered } from './memory.ts';
import { plural, type Forms, type Locale, type Text } from './plural.ts';

/** The language of the page: of the person, once we know who it is; before that, Russian until somebody chooses. */
export const locale = ref<Locale>(remembered('locale') === 'en' ? 'en' : 'ru');

watchEffect(() => {
  remember('locale', locale.value);
  if (typeof document !== 'undefined') document.documentElement.lang = locale.value;
});

/** A text in the language of the page; used in a template, it changes with the language. */
export function say(text: Text): string {
  return text[locale.value];
}

/** `1 234`, `1,234`. */
export function number(count: number): string {
  return new Intl.NumberFormat(tag()).format(count);
}

/** A number and its word: `1 день`, `2 дня`, `5 days`. */
export function counted(count: number, forms: Forms): string {
  return `${number(count)}\u00A0${plural(count, forms, locale.value)}`;
}

/** What the browser calls the language. */
export function tag(): string {
  return locale.value === 'ru' ? 'ru-RU' : 'en-GB';
}
