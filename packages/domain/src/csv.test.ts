import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

test('lines end with CRLF, an empty table is an empty text', () => {
  expect(csvOf([])).toBe('');
  expect(csvOf([['a', 'b'], []])).toBe('a,b\r\n\r\n');
});

test.each([
  ['plain', 'plain'],
  ['Иван', 'Иван'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\r\nlines', '"two\r\nlines"'],
  [' spaces ', ' spaces '],
  [null, ''],
  ['', ''],
  [0, '0'],
  [-5.2, '-5.2'],
  [0.25, '0.25'],
  [true, 'true'],
  ['=1+1', "'=1+1"],
  ['+7 900', "'+7 900"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ['2024-01-08', '2024-01-08'],
])('%j is written %s', (cell, text) => {
  expect(csvOf([[cell]])).toBe(`${text}\r\n`);
});
