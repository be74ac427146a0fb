import { SAMPLE_DATA } from '@retention/domain/message';
import { TRIGGER_TYPES } from '@retention/domain/trigger';
import { LOCALES } from '@retention/domain/user';
import { expect, test } from 'vitest';
import { greetedName } from '../greeting.ts';
import { composeEmail } from './email-text.ts';
import { outgoing } from '../outgoing.fixture.ts';

const CASES = TRIGGER_TYPES.flatMap((type) => LOCALES.map((locale) => ({ type, locale })));

test.for(CASES)('$type, $locale: subject, text and HTML say the same, and how to stop it', ({ type, locale }) => {
  const mail = outgoing(type, { locale });
  const { title, text, html, buttons } = composeEmail(mail, 'OnePercent');
  expect(title).not.toMatch(/[{}]|^$/);
  expect(text).not.toMatch(/[{}]/);
  expect(html).toContain(`<html lang="${locale}"`);
  expect(buttons).toHaveLength(1);
  const { action_url, unsubscribe_url, preferences_url } = mail.links;
  for (const url of [action_url, unsubscribe_url, preferences_url]) {
    expect(text).toContain(url);
    expect(html).toContain(`href="${url.replaceAll('&', '&amp;')}"`);
  }
  expect(text).toContain(locale === 'ru' ? 'Отписаться' : 'Unsubscribe');
  expect(html).toContain(locale === 'ru' ? 'Отписаться' : 'Unsubscribe');
  // What the owner knows of the person is nobody else's business.
  expect(text + html).not.toMatch(/segment|churn|risk_|критическ|сегмент|отток|holdout/i);
});

test('nothing is fetched when a mail is opened: nobody learns of it', () => {
  const { html } = composeEmail(outgoing('win_back'), 'OnePercent');
  expect(html).not.toMatch(/<img|<link|<script|url\(|@import|src=/i);
});

test('the greeting has the name, and greets once', () => {
  expect(composeEmail(outgoing('inactivity_3_days'), 'x').text).toContain('Привет, Анна!\n\nТвои цели ждут');
  expect(composeEmail(outgoing('inactivity_3_days', { first_name: null }), 'x').text).toContain('Привет! Твои цели');
  expect(composeEmail(outgoing('trial_expiring', { locale: 'en', first_name: 'Ann' }), 'x').text).toContain('Hi, Ann!');
});

test.for([
  [1, 'ru', 'ещё 1 день'],
  [2, 'ru', 'ещё 2 дня'],
  [5, 'ru', 'ещё 5 дней'],
  [11, 'ru', 'ещё 11 дней'],
  [21, 'ru', 'ещё 21 день'],
  [1, 'en', '1 day left'],
  [2, 'en', '2 days left'],
] as const)('%i %s: %s', ([days_remaining, locale, said]) => {
  const { title } = composeEmail(outgoing('trial_expiring', { locale, data: { days_remaining } }), 'x');
  expect(title.replaceAll('\u00a0', ' ')).toContain(said);
});

test('the code of a win-back stands out', () => {
  const { html, text } = composeEmail(outgoing('win_back'), 'x');
  expect(html).toMatch(/class="code"[\s\S]*Твой код[\s\S]*>ONE-7KQ4-M2XD</);
  expect(text).toContain('Твой код: ONE-7KQ4-M2XD');
  expect(composeEmail(outgoing('inactivity_3_days'), 'x').html).not.toContain('class="code"');
});

test('names, figures and the sender cannot bring HTML', () => {
  const evil = `<b onclick="x">'O&`;
  const { html } = composeEmail(
    outgoing('win_back', { first_name: evil, data: { ...SAMPLE_DATA.win_back, code: evil } }),
    evil,
  );
  expect(html).not.toContain('<b onclick');
  expect(html).toContain('&lt;b onclick=&quot;x&quot;&gt;&#39;O&amp;');
});

test.for([
  ['Анна', 'Анна'],
  ["  Mary\tAnn O'Neil ", "Mary Ann O'Neil"],
  ['J.R.', 'J.R.'],
  ['Anna\r\nBcc: x', null],
  ['Anna\u0000\u202eX', 'Anna X'],
  ['https://evil.example', null],
  ['win at evil.com', null],
  ['x@y', null],
  ['x'.repeat(41), null],
  [' ', null],
  [null, null],
] as const)('the name %j is greeted as %j', ([first_name, greeted]) => {
  expect(greetedName(first_name)).toBe(greeted);
});

test('what the name means to a replacement pattern is nothing', () => {
  expect(composeEmail(outgoing('win_back', { first_name: '$& $1' }), '$&').text).toContain('Привет, $& $1!');
});
