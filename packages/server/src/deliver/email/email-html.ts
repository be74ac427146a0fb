import type { EmailWords } from './email-text.ts';
import { escaped } from '../html.ts';

/**
 * Mail programs know tables and inline styles, and half of them nothing else: those carry the light look, and the sheet in
 * the head adds the narrow and the dark one where it is understood. No pictures and no fonts are fetched: nobody learns
 * that the mail was opened.
 */
const FONT = "font-family:Onest,system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";
const LIGHT = {
  paper: '#fbf9f6',
  surface: '#ffffff',
  ink: '#1f1b17',
  quiet: '#6e665f',
  line: '#e8e2da',
  accent: '#0d6b5c',
  accent_ink: '#ffffff',
  soft: '#e2f0ec',
} as const;
const DARK = {
  paper: '#171513',
  surface: '#1e1b19',
  ink: '#f3eee8',
  quiet: '#a0978d',
  line: '#342f2a',
  accent: '#63cdb6',
  accent_ink: '#0c211c',
  soft: '#17332d',
} as const satisfies Record<keyof typeof LIGHT, string>;

/** The dark look, for what asks with a media query and for Outlook on the web, which rewrites colours by itself. */
const DARK_RULES: readonly (readonly [selector: string, rule: string])[] = [
  ['.paper', `background:${DARK.paper}!important`],
  ['.surface', `background:${DARK.surface}!important;border-color:${DARK.line}!important`],
  ['.ink', `color:${DARK.ink}!important`],
  ['.quiet', `color:${DARK.quiet}!important`],
  ['.code', `background:${DARK.soft}!important;border-color:${DARK.accent}!important`],
  ['.mark', `background:${DARK.accent}!important`],
  ['.accent', `color:${DARK.accent}!important`],
  [
    '.button',
    `background:${DARK.accent}!important;color:${DARK.accent_ink}!important;border-color:${DARK.accent}!important`,
  ],
];

/** The whole of what a message says in its style element: where it is shown in a frame, the page around must allow it. */
export const STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
p{text-wrap:pretty}a:hover{text-decoration:underline!important}
@media (max-width:480px){.outer{padding:16px 8px 32px!important}.card{padding:24px 20px 28px!important}.wide{display:block!important;text-align:center!important}.table{width:100%!important}}
@media (prefers-color-scheme:dark){${DARK_RULES.map(([selector, rule]) => `${selector}{${rule}}`).join('')}}
${DARK_RULES.map(([selector, rule]) => `[data-ogsb] ${selector},[data-ogsc] ${selector}{${rule}}`).join('')}`;

/** Keeps what follows out of the line that a list of mails shows. */
const PADDING = '&#847;&zwnj;&nbsp;'.repeat(60);

/** The words as HTML; whatever comes from a person or from the host is escaped. */
export function emailHtml(words: EmailWords): string {
  const { locale, brand, title, preview, greeting, paragraphs, code, more, button, why, unsubscribe, preferences } =
    words;
  const body = [
    `<h1 class="ink" style="margin:0 0 16px;${FONT};font-size:24px;line-height:30px;font-weight:600;color:${LIGHT.ink}">${escaped(title)}</h1>`,
    ...[...(greeting === null ? [] : [greeting]), ...paragraphs].map((text) => paragraph(text)),
    ...(code === null ? [] : [codeBox(code)]),
    ...more.map((text) => paragraph(text)),
    buttonTo(button),
  ];
  return `<!doctype html>
<html lang="${locale}" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body class="paper" style="margin:0;padding:0;background:${LIGHT.paper};-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all" aria-hidden="true">${escaped(preview)}${PADDING}</div>
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${LIGHT.paper}"><tr><td class="outer" align="center" style="padding:32px 16px 48px">
<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;text-align:left">
<tr><td style="padding:0 4px 16px">${brandLine(brand)}</td></tr>
<tr><td class="surface card" style="padding:36px 40px 40px;background:${LIGHT.surface};border:1px solid ${LIGHT.line};border-radius:12px">
${body.join('\n')}
</td></tr>
<tr><td style="padding:20px 4px 0">
<p class="quiet" style="margin:0 0 8px;${FONT};font-size:13px;line-height:20px;color:${LIGHT.quiet}">${escaped(why)}</p>
<p class="quiet" style="margin:0;${FONT};font-size:13px;line-height:20px;color:${LIGHT.quiet}">${quietLink(unsubscribe)} &nbsp;·&nbsp; ${quietLink(preferences)}</p>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
`;
}

function paragraph(text: string): string {
  return `<p class="ink" style="margin:0 0 16px;${FONT};font-size:16px;line-height:25px;color:${LIGHT.ink}">${escaped(text)}</p>`;
}

/** A square of the accent and the name: what stands in for a logo, which would have to be fetched. */
function brandLine(brand: string): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td valign="middle"><div class="mark" style="width:14px;height:14px;border-radius:4px;background:${LIGHT.accent};font-size:0;line-height:0">&nbsp;</div></td><td class="quiet" style="padding-left:10px;${FONT};font-size:14px;line-height:20px;font-weight:500;color:${LIGHT.quiet}">${escaped(brand)}</td></tr></table>`;
}

function codeBox({ label, code }: NonNullable<EmailWords['code']>): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px"><tr><td class="code" align="center" style="padding:18px 16px 20px;background:${LIGHT.soft};border:1px dashed ${LIGHT.accent};border-radius:10px">
<div class="accent" style="${FONT};font-size:13px;line-height:20px;color:${LIGHT.accent}">${escaped(label)}</div>
<div class="ink" style="font-family:ui-monospace,'SF Mono',Menlo,Consolas,monospace;font-size:24px;line-height:34px;font-weight:700;letter-spacing:1px;color:${LIGHT.ink};word-break:break-word">${escaped(code)}</div>
</td></tr></table>`;
}

function buttonTo({ label, url }: EmailWords['button']): string {
  return `<table role="presentation" class="table" cellpadding="0" cellspacing="0" border="0" style="margin-top:24px"><tr><td class="button" align="center" bgcolor="${LIGHT.accent}" style="border-radius:8px;background:${LIGHT.accent}"><a class="button wide" href="${escaped(url)}" style="display:inline-block;padding:12px 28px;border:1px solid ${LIGHT.accent};border-radius:8px;background:${LIGHT.accent};${FONT};font-size:16px;line-height:22px;font-weight:600;color:${LIGHT.accent_ink};text-decoration:none">${escaped(label)}</a></td></tr></table>`;
}

function quietLink({ label, url }: { readonly label: string; readonly url: string }): string {
  return `<a class="quiet" href="${escaped(url)}" style="color:${LIGHT.quiet};text-decoration:underline">${escaped(label)}</a>`;
}
