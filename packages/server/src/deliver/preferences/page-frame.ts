import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Text } from '@retention/domain/text';
import { LOCALES, type Locale } from '@retention/domain/user';
import { escaped } from '../html.ts';

const STYLE = readFileSync(new URL('page.css', import.meta.url), 'utf8');

/** Allows a page its own style, by its hash, its own icon, and to send its forms home; nothing else. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const LANGUAGES: Readonly<Record<Locale, { readonly code: string; readonly name: string }>> = {
  ru: { code: 'RU', name: 'Русский' },
  en: { code: 'EN', name: 'English' },
};
const LANGUAGE: Text = { ru: 'Язык', en: 'Language' };

const MARK =
  '<svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><rect width="32" height="32" rx="7"/><path d="M7 22.5c4-9.5 6.5-12.5 9-9s4.5 4 9-4.5"/></svg>';
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%230d6b5c'/%3E%3Cpath d='M7 22.5c4-9.5 6.5-12.5 9-9s4.5 4 9-4.5' fill='none' stroke='%23fff' stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E";

export interface Frame {
  readonly locale: Locale;
  /** Who writes to the person, as the sender of an e-mail says it. */
  readonly brand: string;
  readonly title: string;
  /** HTML. */
  readonly main: string;
}

/** A page that needs no script, no font and no picture of anybody else's. */
export function framed({ locale, brand, title, main }: Frame): string {
  const languages = LOCALES.map((other) => {
    const { code, name } = LANGUAGES[other];
    const current = other === locale ? ' aria-current="true"' : '';
    return `<a href="?lang=${other}" lang="${other}" hreflang="${other}" title="${name}"${current}>${code}</a>`;
  });
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escaped(`${title} · ${brand}`)}</title>
<link rel="icon" href="${ICON}">
<style>${STYLE}</style>
</head>
<body>
<div class="page">
<header>
<div class="brand">${MARK}<span>${escaped(brand)}</span></div>
<nav class="languages" aria-label="${LANGUAGE[locale]}">${languages.join('')}</nav>
</header>
<main>
${main}
</main>
</div>
</body>
</html>
`;
}
