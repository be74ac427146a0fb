import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODE_BYTES, formatCode, readCode } from './code.ts';

const bytes = fc.uint8Array({ minLength: CODE_BYTES, maxLength: CODE_BYTES });
const codes = bytes.map(formatCode);

describe('formatCode', () => {
  it.each([
    [[0, 0, 0, 0, 0], 'ONE-0000-0000'],
    [[255, 255, 255, 255, 255], 'ONE-ZZZZ-ZZZZ'],
    [[0, 0, 0, 0, 1], 'ONE-0000-0001'],
    [[0b00111100, 0b11101110, 0b01001010, 0b00001011, 0b10101101], 'ONE-7KQ4-M2XD'],
  ])('writes %j as %s', (from, code) => {
    expect(formatCode(Uint8Array.from(from))).toBe(code);
  });

  it('carries 40 bits: different bytes are different codes', () => {
    expect(CODE_BYTES * 8).toBe(40);
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        expect(formatCode(one) === formatCode(other)).toBe(one.every((byte, at) => byte === other[at]));
      }),
    );
  });

  it('holds nothing that is taken for something else', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(code).toMatch(/^ONE-[^ILOU\W_]{4}-[^ILOU\W_]{4}$/);
      }),
    );
  });

  it('refuses fewer bytes, and takes the first of more', () => {
    expect(() => formatCode(new Uint8Array(4))).toThrow('a code needs 5 bytes, not 4');
    expect(formatCode(new Uint8Array([0, 0, 0, 0, 0, 255]))).toBe('ONE-0000-0000');
  });
});

describe('readCode', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(readCode(code)).toBe(code);
      }),
    );
  });

  it('does not mind case, spaces, hyphens, a missing prefix, or letters that look alike', () => {
    const between = fc.constantFrom('', '-', ' ', '—', '‑', '\u00a0', '\u200b', '_', '\t');
    const lookalikes: Record<string, string[]> = {
      0: ['0', 'o', 'O', 'о', 'О'],
      1: ['1', 'i', 'I', 'l', 'L', 'і', '１'],
      3: ['3', 'З', 'з'],
      A: ['A', 'a', 'А', 'а'],
      C: ['c', 'С', 'с'],
      X: ['x', 'Х', 'х', 'Ｘ'],
    };
    const spelling = codes.chain((code) => {
      const [prefix = '', ...groups] = code.split('-');
      const characters = [...groups.join('')].map((character) =>
        fc.constantFrom(...(lookalikes[character] ?? [character, character.toLowerCase()])),
      );
      const typed = fc.tuple(
        fc.constantFrom('', prefix, 'one', '0ne', 'ОNЕ'),
        between,
        ...characters.flatMap((c) => [c, between]),
      );
      return typed.map((parts) => ({ code, typed: parts.join('') }));
    });
    fc.assert(
      fc.property(spelling, ({ code, typed }) => {
        expect(readCode(typed)).toBe(code);
      }),
    );
  });

  it('gives a code or null, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 64 }), (typed) => {
        const code = readCode(typed);
        expect(code === null || readCode(code) === code).toBe(true);
      }),
    );
  });

  it.each([
    '',
    'ONE',
    'ONE-7KQ4',
    'ONE-7KQ4-M2X',
    'ONE-7KQ4-M2XDD',
    'TWO-7KQ4-M2XD',
    'ONE-7KQ4-M2XU',
    'ONE-7KQ4-M2X!',
    'ONEONE-7KQ4-M2XD',
  ])('finds no code in %j', (typed) => {
    expect(readCode(typed)).toBeNull();
  });
});
