import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvRecords, splitLine, type CsvRecord } from './csv.ts';

function read(text: string, delimiter = ','): CsvRecord[] {
  const reader = new CsvRecords(delimiter);
  const records: CsvRecord[] = [];
  for (const [index, line] of text.split('\n').entries())
    reader.add({ number: index + 1, text: line, fault: null }, records);
  return records;
}

function fields(text: string, delimiter?: string): (readonly string[] | null)[] {
  return read(text, delimiter).map((record) => record.fields);
}

describe('CSV', () => {
  it.each([
    ['plain', 'a,b,c', [['a', 'b', 'c']]],
    ['empty fields', ',,', [['', '', '']]],
    [
      'empty lines are nothing',
      'a,b\n\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['quotes', '"a,1","b ""c""",""', [['a,1', 'b "c"', '']]],
    ['a quote in a field that did not begin with one', '5" pipe,b', [['5" pipe', 'b']]],
    [
      'a line break in quotes',
      '"a\nb",c\nd,e',
      [
        ['a\nb', 'c'],
        ['d', 'e'],
      ],
    ],
    [
      'a quote closed on the next line, beside others',
      '"a","\n"\n"b","c"',
      [
        ['a', '\n'],
        ['b', 'c'],
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(fields(text)).toEqual(expected);
  });

  it('takes any delimiter', () => {
    expect(fields('a;"b;c";d,e', ';')).toEqual([['a', 'b;c', 'd,e']]);
    expect(splitLine({ number: 1, text: 'a\t"b"', fault: null }, '\t')).toEqual(['a', 'b']);
  });

  it('refuses text after a quoted field, and nothing besides', () => {
    const records = read('a,b\n"c"d,e\nf,g');
    expect(records.map(({ line, fields, fault }) => ({ line, fields, fault: fault?.slice(0, 40) }))).toEqual([
      { line: 1, fields: ['a', 'b'], fault: undefined },
      { line: 2, fields: null, fault: 'A quoted field is followed by more text:' },
      { line: 3, fields: ['f', 'g'], fault: undefined },
    ]);
  });

  it('loses the line with a wrong quote alone, however many lines it swallowed', () => {
    const lines = ['a,"oops', 'b,1', 'c,2', 'd,"{""x"":1}"'];
    const records = read(lines.join('\n'));
    expect(records.map(({ line, fields }) => [line, fields?.[1] ?? null])).toEqual([
      [1, null],
      [2, '1'],
      [3, '2'],
      [4, '{"x":1}'],
    ]);
    expect(records[0]?.input).toBe('a,"oops');
  });

  it('gives up on a quote that does not close within a thousand lines', () => {
    const lines = ['a,"', ...Array.from({ length: 5000 }, (_, index) => `${index},x`)];
    const records = read(lines.join('\n'));
    expect(records).toHaveLength(5001);
    expect(records[0]).toMatchObject({ line: 1, fields: null, fault: expect.stringContaining('not closed') });
    expect(records.filter(({ fields }) => fields === null)).toHaveLength(1);
  });

  it('knows where a quote was opened that is still open', () => {
    const reader = new CsvRecords(',');
    reader.add({ number: 7, text: 'a,"b', fault: null }, []);
    expect(reader.openSince).toBe(7);
  });

  it('does not read over a line that cannot be read', () => {
    const reader = new CsvRecords(',');
    const records: CsvRecord[] = [];
    reader.add({ number: 1, text: 'a,"b', fault: null }, records);
    reader.add({ number: 2, text: 'c"', fault: 'not UTF-8' }, records);
    reader.add({ number: 3, text: 'd,e', fault: null }, records);
    expect(records.map(({ line, fields }) => [line, fields])).toEqual([
      [1, null],
      [2, null],
      [3, ['d', 'e']],
    ]);
  });

  it('reads what csv-parse reads', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ж', ',', ';', '"', '\n', ' ', '\t'), maxLength: 6 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t'), (rows, delimiter) => {
        const text = rows
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
          .join('\n');
        const theirs: string[][] = parse(text, { delimiter, relax_column_count: true });
        expect(theirs).toEqual(rows);
        expect(fields(text, delimiter)).toEqual(rows);
      }),
    );
  });

  it('never throws, and gives every line back once', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ',', '"'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const reader = new CsvRecords(',');
        const records: CsvRecord[] = [];
        for (const [index, text] of lines.entries()) reader.add({ number: index + 1, text, fault: null }, records);
        const given = records.flatMap(({ input }) => input.split('\n'));
        const open = reader.openSince === null ? [] : lines.slice(reader.openSince - 1);
        expect([...given, ...open].filter((text) => text !== '')).toEqual(lines.filter((text) => text !== ''));
      }),
    );
  });
});
