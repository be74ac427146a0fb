import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUserId, textLocale, writeUserId } from './user.ts';

describe('readUserId', () => {
  it.each([
    [1, '1'],
    [0, '0'],
    [-0, '0'],
    [-7, '-7'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['1', '1'],
    ['007', '007'],
    ['user@example.org', 'user@example.org'],
    ['я'.repeat(128), 'я'.repeat(128)],
    ['🔥'.repeat(128), '🔥'.repeat(128)],
    [' ', ' '],
  ])('reads id %#', (input, user_id) => {
    expect(readUserId(input)).toBe(user_id);
  });

  it.each([
    [''],
    ['x'.repeat(129)],
    ['🔥'.repeat(129)],
    ['a\0b'],
    ['\ud83d'],
    [1.5],
    [Number.MAX_SAFE_INTEGER + 1],
    [NaN],
    [Infinity],
    [null],
    [undefined],
    [true],
    [{}],
    [['1']],
    [1n],
  ])('refuses id %#', (input) => {
    expect(readUserId(input)).toBeNull();
  });
});

describe('writeUserId', () => {
  it.each([
    ['0', 0],
    ['123', 123],
    ['-7', -7],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['99999999999999999', '99999999999999999'],
    ['007', '007'],
    ['-0', '-0'],
    ['+1', '+1'],
    ['1.0', '1.0'],
    ['1e3', '1e3'],
    [' 1', ' 1'],
    ['abc', 'abc'],
  ])('writes %j as %j', (user_id, written) => {
    expect(writeUserId(user_id)).toBe(written);
  });

  it('is read back as the same id', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.maxSafeInteger(),
          fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
        ),
        (input) => {
          const user_id = readUserId(input);
          if (user_id !== null) expect(readUserId(writeUserId(user_id))).toBe(user_id);
        },
      ),
    );
  });
});

describe('textLocale', () => {
  it.each([
    [null, 'ru'],
    ['', 'ru'],
    ['ru', 'ru'],
    ['en', 'en'],
    ['EN-gb', 'en'],
    ['en_US', 'en'],
    ['enm', 'ru'],
    ['de', 'ru'],
  ])('speaks to %j in %s', (locale, language) => {
    expect(textLocale(locale)).toBe(language);
  });
});
