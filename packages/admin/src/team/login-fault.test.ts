import { expect, test } from 'vitest';
import { loginFault } from './login-fault.ts';
import { WORDS } from './words.ts';

test.each([
  ['masha@example.com', null],
  [' Маша ', null],
  ['a1', null],
  ['m', WORDS.login_wrong],
  ['', WORDS.login_wrong],
  ['@masha', WORDS.login_wrong],
  ['masha anna', WORDS.login_wrong],
  ['<img>', WORDS.login_wrong],
  ['x'.repeat(101), WORDS.login_wrong],
  ['Owner', WORDS.login_owner],
])('%s', (login, fault) => {
  expect(loginFault(login)).toBe(fault);
});
