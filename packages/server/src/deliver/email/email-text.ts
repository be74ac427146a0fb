import { renderMessage, STOP_WORDS } from '@retention/domain/message';
import type { Text } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';
import type { Composed, Outgoing } from '../carrier.ts';
import { greeted } from '../greeting.ts';
import { emailHtml } from './email-html.ts';

/** An e-mail in words, in the order in which it is read; what is null is left out. */
export interface EmailWords {
  readonly locale: Locale;
  readonly brand: string;
  readonly title: string;
  /** What a list of mails shows after the subject. */
  readonly preview: string;
  readonly greeting: string | null;
  readonly paragraphs: readonly string[];
  /** The code to be shown large, and what it is. */
  readonly code: { readonly label: string; readonly code: string } | null;
  readonly more: readonly string[];
  readonly button: { readonly label: string; readonly url: string };
  readonly why: string;
  readonly unsubscribe: { readonly label: string; readonly url: string };
  readonly preferences: { readonly label: string; readonly url: string };
}

const CODE: Text = { ru: 'Твой код', en: 'Your code' };
const WHY: Text = {
  ru: 'Письмо пришло, потому что у тебя есть профиль в {brand} и письма включены.',
  en: 'You get this e-mail because you have a profile in {brand} and e-mail is on.',
};
const PREFERENCES: Text = { ru: 'Настроить, что присылать', en: 'Choose what to send' };

/** An e-mail as the person sees it: subject, plain text and HTML. */
export function composeEmail(outgoing: Outgoing, brand: string): Composed {
  const words = emailWords(outgoing, brand);
  return { title: words.title, text: plainText(words), html: emailHtml(words), buttons: [words.button.label] };
}

function emailWords({ type, data, locale, first_name, links }: Outgoing, brand: string): EmailWords {
  const { title, text, more, action } = renderMessage(type, data, locale);
  const { greeting, rest } = greeted(text, first_name, locale);
  const code = data['code'];
  return {
    locale,
    brand,
    title,
    preview: text,
    greeting,
    paragraphs: [rest],
    code: typeof code === 'string' && code !== '' ? { label: CODE[locale], code } : null,
    more,
    button: { label: action.label, url: links.action_url },
    why: WHY[locale].replace('{brand}', () => brand),
    unsubscribe: { label: STOP_WORDS.email[locale], url: links.unsubscribe_url },
    preferences: { label: PREFERENCES[locale], url: links.preferences_url },
  };
}

function plainText(words: EmailWords): string {
  const { title, greeting, paragraphs, code, more, button, why, unsubscribe, preferences } = words;
  const parts = [
    title,
    ...(greeting === null ? [] : [greeting]),
    ...paragraphs,
    ...(code === null ? [] : [`${code.label}: ${code.code}`]),
    ...more,
    `${button.label}:\n${button.url}`,
    `—\n${why}`,
    `${unsubscribe.label}:\n${unsubscribe.url}`,
    `${preferences.label}:\n${preferences.url}`,
  ];
  return `${parts.join('\n\n')}\n`;
}
