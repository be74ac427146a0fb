import { mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openFolder, sourceOf } from '../../file/file.fixture.ts';
import type { Row } from '../../file/rows.ts';
import { findExports } from './files.ts';
import { readExportRows } from './rows.ts';
import { EXPORT_SHAPES } from './shapes.ts';

const folder = openFolder();
const { signal } = new AbortController();

async function gathered(blocks: AsyncGenerator<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const block of blocks) rows.push(...block);
  return rows;
}

async function rowsOf(content: string | Uint8Array, largest?: number): Promise<Row[]> {
  return gathered(readExportRows(sourceOf(content, 7), largest));
}

async function readFiles(...named: string[]): Promise<unknown[]> {
  const files = await findExports(named, EXPORT_SHAPES.mixpanel);
  const rows = await gathered(files.open(signal).blocks());
  return rows.map(({ values, fault }) => values?.['event'] ?? fault);
}

const row = (event: string): string => JSON.stringify({ event, properties: { time: 1_768_028_400, distinct_id: '1' } });

describe('the rows of an export', () => {
  it.each([
    ['JSON a line', '{"a":"ж","b":{"c":1}}\r\n\n{"a":2}\n', [{ a: 'ж', b: { c: 1 } }, { a: 2 }]],
    ['a JSON array', '[{"a":1},\n {"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['CSV', 'a,b c,d\n1,"x, ""y""",\n', [{ a: '1', 'b c': 'x, "y"' }]],
    ['CSV with semicolons', 'a;b\n1;2', [{ a: '1', b: '2' }]],
    ['nothing', '\n', []],
  ])('%s', async (_, content, expected) => {
    const rows = await rowsOf(content);
    expect(rows.map(({ values }) => values)).toEqual(expected);
  });

  it('are refused one by one', async () => {
    const rows = await rowsOf('{"a":1}\n{"a":\n[1]\n{"a":2}');
    expect(rows.map(({ line, fault }) => [line, fault?.slice(0, 20) ?? null])).toEqual([
      [1, null],
      [2, 'The line is not JSON'],
      [3, 'The line is no JSON '],
      [4, null],
    ]);
    expect(await rowsOf('a,b\n1\n2,3')).toMatchObject([
      { line: 2, fault: 'The row has 1 fields and the header 2' },
      {},
    ]);
    expect(await rowsOf('[1,{"a":1}]')).toMatchObject([{ line: 1, fault: expect.any(String) }, { line: 2 }]);
  });

  it.each([
    ['[{"a":1},', 'cut off or broken'],
    ['"text"', 'neither JSON, a row a line, nor CSV'],
    ['PAR1x', 'Parquet'],
    ['a,b\n"1', 'never closed'],
  ])('cannot be made out: %s', async (content, reason) => {
    await expect(rowsOf(content)).rejects.toThrow(reason);
  });

  it('says what to do with an array that is too large', async () => {
    await expect(rowsOf('[{"a":1},\n{"a":2}]', 10)).rejects.toThrow("jq -c '.[]'");
  });
});

describe('the files of an export', () => {
  it('are read one after the other, packed or not, and those below a folder by their names', async () => {
    mkdirSync(folder.path('unpacked/42'), { recursive: true });
    folder.write(gzipSync(row('b')), 'unpacked/42/1_2.json.gz');
    folder.write(row('a'), 'unpacked/42/1_1.json');
    folder.write('', 'unpacked/42/1_3.json');
    folder.write('no export', 'unpacked/readme.txt');
    folder.write('{"line":1}', 'unpacked/42/1_1.json.refused.ndjson');
    const single = folder.write(row('c'), 'single.ndjson');
    expect(await readFiles(single, folder.path('unpacked'))).toEqual(['c', 'a', 'b']);
  });

  it('may hold odd rows, once one of them is recognised', async () => {
    const odd = folder.write('{"x":1}', 'odd.ndjson');
    await expect(readFiles(odd)).rejects.toThrow('It is no export of Mixpanel');
    expect(await readFiles(folder.write(row('a'), 'even.ndjson'), odd)).toHaveLength(2);
    await expect(readFiles(folder.write('{"x":1}\n'.repeat(300), 'strange.ndjson'))).rejects.toThrow('It is no export');
  });

  it('says which of them cannot be read, and what would be right', async () => {
    const zip = folder.write(Buffer.from([0x50, 0x4b, 3, 4, 0]), 'export.zip');
    await expect(readFiles(zip)).rejects.toThrow('ZIP archive (or an Excel workbook): unpack it');
    await expect(readFiles(folder.write(row('a')), zip)).rejects.toThrow(`${zip}: The file is a ZIP`);
    await expect(readFiles(folder.path('nowhere'))).rejects.toThrow('cannot be read');
    await expect(readFiles('-')).rejects.toThrow('name a file');
    mkdirSync(folder.path('empty'));
    await expect(readFiles(folder.path('empty'))).rejects.toThrow('is a folder without');
  });
});
