import { describe, expect, it } from 'vitest';
import { DAY_FORMS, plural, signed } from './text.ts';

describe('plural', () => {
  it.each([
    [0, 'дней', 'days'],
    [1, 'день', 'day'],
    [2, 'дня', 'days'],
    [4, 'дня', 'days'],
    [5, 'дней', 'days'],
    [11, 'дней', 'days'],
    [12, 'дней', 'days'],
    [14, 'дней', 'days'],
    [21, 'день', 'days'],
    [22, 'дня', 'days'],
    [25, 'дней', 'days'],
    [101, 'день', 'days'],
    [111, 'дней', 'days'],
    [-1, 'день', 'day'],
    [-3, 'дня', 'days'],
  ])('beside %i stands %s, in English %s', (count, ru, en) => {
    expect(plural(count, DAY_FORMS, 'ru')).toBe(ru);
    expect(plural(count, DAY_FORMS, 'en')).toBe(en);
  });
});

describe('signed', () => {
  it.each([
    [5, '+5'],
    [0, '0'],
    [-0, '0'],
    [-3, '−3'],
  ])('writes %i as %s', (change, text) => {
    expect(signed(change)).toBe(text);
  });
});
