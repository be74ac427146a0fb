import { CHANNEL_NAMES } from '@retention/domain/channel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLinks } from './links.ts';

const CONFIG = {
  publicUrl: 'https://retention.example.com/',
  appUrl: 'https://app.example.com/home?tab=1#top',
  linkSecret: 'the link secret of the tests',
};
const links = createLinks(CONFIG);
const LINKED = { user_id: '42', channel: 'email', type: 'streak_at_risk', trigger_id: 5 } as const;
const ids = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((id) => !id.includes('\0'));

test('each link leads where it should, and proves who it was sent to', () => {
  const { action_url, unsubscribe_url, preferences_url } = links.linksOf(LINKED);
  expect(action_url).toBe('https://app.example.com/home?tab=1&retention_action=open_habits&retention_trigger=5#top');
  expect(unsubscribe_url).toMatch(/^https:\/\/retention\.example\.com\/u\/[\w-]+\.[\w-]{43}$/);
  expect(preferences_url).toMatch(/^https:\/\/retention\.example\.com\/p\/[\w-]+\.[\w-]{43}$/);
  expect(links.readUnsubscribe(unsubscribe_url.split('/u/')[1] ?? '')).toEqual({ user_id: '42', channel: 'email' });
  expect(links.readPreferences(preferences_url.split('/p/')[1] ?? '')).toEqual({ user_id: '42' });
});

test('without an app the button leads to where this server is', () => {
  const { action_url } = createLinks({ ...CONFIG, appUrl: null }).linksOf(LINKED);
  expect(action_url).toMatch(/^https:\/\/retention\.example\.com\/\?retention_action=open_habits/);
});

test('every id survives, also the longest', () => {
  fc.assert(
    fc.property(ids, fc.constantFrom(...CHANNEL_NAMES), (user_id, channel) => {
      expect(links.readUnsubscribe(links.unsubscribeToken(user_id, channel))).toEqual({ user_id, channel });
      expect(links.readPreferences(links.preferencesToken(user_id))).toEqual({ user_id });
    }),
  );
  const longest = '🦊'.repeat(128);
  expect(links.readPreferences(links.preferencesToken(longest))).toEqual({ user_id: longest });
  expect(links.linksOf({ ...LINKED, user_id: longest }).unsubscribe_url.length).toBeLessThan(900);
});

test('a link is the same tomorrow and after a restart, and another secret makes another', () => {
  expect(createLinks(CONFIG).preferencesToken('42')).toBe(links.preferencesToken('42'));
  const other = createLinks({ ...CONFIG, linkSecret: 'another secret of the tests' });
  expect(other.readPreferences(links.preferencesToken('42'))).toBe(null);
});

test('a token is good for what it was made for alone', () => {
  expect(links.readUnsubscribe(links.preferencesToken('42'))).toBe(null);
  expect(links.readPreferences(links.unsubscribeToken('42', 'email'))).toBe(null);
});

test('nothing but the token itself is believed', () => {
  const token = links.unsubscribeToken('42', 'email');
  const [payload = '', mac = ''] = token.split('.');
  const forged = Buffer.from('email\u000043').toString('base64url');
  const wrong = [
    '',
    '.',
    payload,
    mac,
    `${payload}.`,
    `.${mac}`,
    `${forged}.${mac}`,
    `${token}x`,
    `${token}=`,
    `${token}.`,
    ` ${token}`,
    token.slice(0, -1),
    token.toLowerCase(),
    `${payload}=.${mac}`,
  ];
  for (const text of wrong) expect(links.readUnsubscribe(text), text).toBe(null);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, letter) => {
      fc.pre(token[at] !== letter);
      expect(links.readUnsubscribe(token.slice(0, at) + letter + token.slice(at + 1))).toBe(null);
    }),
  );
});
