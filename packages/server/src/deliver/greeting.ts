import type { Text } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';

/** How the texts of `message.ts` begin when they greet. */
const OPENING: Text = { ru: 'Привет!', en: 'Hi!' };
const GREETING: Text = { ru: 'Привет, {name}!', en: 'Hi, {name}!' };
const NAME_CHARACTERS = 40;
/** Mail programs make links of these: a name must not lead anywhere. */
const LIKE_A_LINK = /[/@\\]|\w:|www\.|\.\p{L}{2,}/iu;

/** The name to greet with: one line, of a length people have, and no link; else null. */
export function greetedName(first_name: string | null): string | null {
  const name = (first_name ?? '')
    .replaceAll(/[\s\p{Cc}\p{Cs}\p{Co}\p{Cn}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  return name === '' || name.length > NAME_CHARACTERS || LIKE_A_LINK.test(name) ? null : name;
}

/** A text apart from the greeting by name that takes the place of its own; without a name the text as it is. */
export function greeted(
  text: string,
  first_name: string | null,
  locale: Locale,
): { readonly greeting: string | null; readonly rest: string } {
  const name = greetedName(first_name);
  if (name === null) return { greeting: null, rest: text };
  const opening = OPENING[locale];
  return {
    greeting: GREETING[locale].replace('{name}', () => name),
    rest: text.startsWith(opening) ? text.slice(opening.length).trim() : text,
  };
}
