import { plural, type Forms, type Text } from '@retention/domain/text';
import { LOCALES, type Locale } from '@retention/domain/user';
import { ref, watchEffect } from 'vue';
import { remember, remembered } from '../app/storage.ts';
import { formatCount } from '../format/number.ts';

const before = remembered('locale');

/** The language of the page: Russian until somebody chooses English. */
export const locale = ref<Locale>(LOCALES.find((name) => name === before) ?? 'ru');

watchEffect(() => {
  document.documentElement.lang = locale.value;
  remember('locale', locale.value);
});

/** A text in the language of the page; used in a template, it changes with the language. */
export function say(text: Text): string {
  return text[locale.value];
}

/** A number and its word: `1 день`, `2 дня`, `1 234 дня`. */
export function counted(count: number, forms: Forms): string {
  return `${formatCount(count, locale.value)}\u00A0${plural(count, forms, locale.value)}`;
}
