import { expect, test } from 'vitest';
import { tokenOf, wayBack } from './way-back.ts';

test.each([
  ['/people?metric=cohorts.d7&search=%D0%B8', '/people?metric=cohorts.d7&search=%D0%B8'],
  ['/user/a%2Fb', '/user/a%2Fb'],
  [undefined, '/'],
  [['/people', '/user/1'], '/'],
  ['https://elsewhere.example', '/'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  ['/login?to=/login', '/'],
  ['/login', '/'],
])('after the login: %s → %s', (to, expected) => {
  expect(wayBack({ to } as Parameters<typeof wayBack>[0])).toBe(expected);
});

test.each([
  ['#token=eyJhbGciOi.J9-_.x', 'eyJhbGciOi.J9-_.x'],
  ['#a=b&token=x', 'x'],
  ['#token=', null],
  ['#', null],
  ['', null],
])('the token in %s', (hash, token) => {
  expect(tokenOf(hash)).toBe(token);
});
