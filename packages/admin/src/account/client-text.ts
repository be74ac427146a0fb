import type { Locale } from '@retention/domain/user';

/** What a browser calls itself, as the server says it (`Firefox on Linux`), in the language of the page. */
export function clientText(client: string, locale: Locale): string {
  if (locale === 'en') return client;
  return client.replace(/^Another client/, 'Другая программа').replace(' on ', ' на ');
}
