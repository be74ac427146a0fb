import type { IncomingHttpHeaders } from 'node:http';
import { expect, it } from 'vitest';
import { testClock } from '../../test/clock.ts';
import { createAttempts, KNOWN_COOKIE, type Limit } from './attempts.ts';
import { createPasswords } from './password.ts';

const clock = testClock('2024-01-15T10:30:00Z');
const free = { take: () => 0 };
const attempts = (addresses: Limit = free) => createAttempts({ addresses, browsers: free, hostKey: 'a host key' });

it('under one name, each attempt waits longer than the one before, from wherever it comes', () => {
  const { take } = attempts();
  const attempt = (name = 'masha') => take({ address: '', name, headers: {} }, clock.now());
  for (let count = 0; count < 20; count++) expect(attempt()).toBe(0);
  const waits: number[] = [];
  for (let count = 0; count < 9; count++) {
    const wait = attempt();
    waits.push(wait);
    clock.advance(wait * 1000 - 1);
    expect(attempt()).toBe(1);
    clock.advance(1);
    expect(attempt()).toBe(0);
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300]);
  expect(attempt('somebody else')).toBe(0);
  clock.advance(25 * 3_600_000);
  for (let count = 0; count < 20; count++) expect(attempt()).toBe(0);
});

it('a browser in which the name has logged in waits for nobody else, and no other can say it is one', () => {
  const { take, mark } = attempts();
  const cookie = `${KNOWN_COOKIE}=${mark('masha')}`;
  const attempt = (name: string, headers: IncomingHttpHeaders) => take({ address: '', name, headers }, clock.now());
  for (let count = 0; count < 21; count++) attempt('masha', {});
  for (let count = 0; count < 20; count++) attempt('petya', {});
  expect(attempt('masha', { cookie })).toBe(0);
  expect(attempt('petya', { cookie })).toBeGreaterThan(0);
  expect(attempt('masha', { cookie: `${cookie}x` })).toBeGreaterThan(0);
  expect(attempt('masha', { cookie: `${KNOWN_COOKIE}=${'a'.repeat(22)}.${'a'.repeat(43)}` })).toBeGreaterThan(0);
});

it('nor for others at the same address', () => {
  const { take, mark } = attempts({ take: () => 6 });
  const headers = { cookie: `${KNOWN_COOKIE}=${mark('masha')}` };
  expect(take({ address: '', name: 'masha', headers: {} }, clock.now())).toBe(6);
  expect(take({ address: '', name: 'masha', headers }, clock.now())).toBe(0);
});

it('so many hashes are waited for, and no more', async () => {
  const { matches } = createPasswords();
  const cheap = `scrypt:10:8:1:${'A'.repeat(22)}:${'A'.repeat(43)}`;
  const answers = await Promise.allSettled(Array.from({ length: 50 }, () => matches('x', cheap)));
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(42);
  for (const answer of answers) {
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ status: 429 });
  }
  // The places are free again.
  expect(await matches('x', cheap)).toBe(false);
});
