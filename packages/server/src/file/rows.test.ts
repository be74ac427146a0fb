import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openFolder, readAll, sourceOf } from './file.fixture.ts';
import { LONGEST_LINE, readLines } from './lines.ts';
import { openSource, UnreadableFile } from './source.ts';

const folder = openFolder();
const never = new AbortController().signal;

function values(rows: Awaited<ReturnType<typeof readAll>>['rows']) {
  return rows.map((row) => row.values ?? row.fault);
}

describe('rows of a file', () => {
  it.each([
    ['comma', 'user_id,type\n1,a\n'],
    ['semicolon', 'user_id;type\n1;a\n'],
    ['tab', 'user_id\ttype\n1\ta\n'],
    ['CRLF, no end of the last line', 'user_id,type\r\n1,a'],
    ['byte order mark', '\ufeffuser_id,type\n1,a\n'],
    ['quotes and spaces in the header', '"user_id", type \n1,a\n'],
    ['another order, a column of their own', 'x,type,user_id\n9,a,1\n'],
    ['blank lines', '\n\nuser_id,type\n\n1,a\n\n'],
    ['NDJSON', '{"type":"a","user_id":"1"}\n'],
    ['NDJSON with a byte order mark, CRLF and blank lines', '\ufeff\r\n{"user_id":"1","type":"a"}\r\n\r\n'],
  ])('%s', async (_, text) => {
    const { rows } = await readAll(text);
    expect(values(rows)).toEqual([{ user_id: '1', type: 'a' }]);
    expect((await readAll(text, { chunkBytes: 1 })).rows).toEqual(rows);
  });

  it('counts lines as an editor does', async () => {
    const { rows } = await readAll('user_id,type\n1,"a\nb"\n\n2,c\n');
    expect(rows.map(({ line, input }) => [line, input])).toEqual([
      [2, '1,"a\nb"'],
      [5, '2,c'],
    ]);
  });

  it('says once which columns are none of ours', async () => {
    expect((await readAll('x,user_id,type,y\n1,2,3,4\n5,6,7,8')).ignored).toEqual(['x', 'y']);
    const ndjson = '{"user_id":1,"type":"a","x":1}\n{"user_id":1,"type":"a","x":1,"y":2}';
    expect((await readAll(ndjson)).ignored).toEqual(['x', 'y']);
  });

  it('renames columns, and takes the renamed one where the file has ours too', async () => {
    const columns = { renamed: new Map([['uid', 'user_id']]) };
    expect(values((await readAll('uid,user_id,type\n1,2,a', { columns })).rows)).toEqual([{ user_id: '1', type: 'a' }]);
    expect(values((await readAll('{"uid":1,"type":"a"}', { columns })).rows)).toEqual([{ user_id: 1, type: 'a' }]);
  });

  it.each([
    ['a missing column', 'uid,type\n1,a', 'lacks user_id. It has: uid, type.'],
    ['two columns of one name', 'user_id,type,type\n1,a,b', 'two columns type'],
    ['no content', '', 'test is empty'],
    ['blank lines alone', '\n \n', 'test is empty'],
    ['a JSON array', '[{"user_id":1}]', 'JSON array'],
    ['a quote that never closes', 'user_id,type\n1,a\n2,"b\n3,c', 'Line 3 opens a quote'],
    ['a header in another encoding', Buffer.from([0xcf, 0xf0, 0x2c, 0x41, 10]), 'not valid UTF-8'],
  ])('cannot be read: %s', async (_, content, message) => {
    await expect(readAll(content)).rejects.toThrow(message);
    await expect(readAll(content)).rejects.toBeInstanceOf(UnreadableFile);
  });

  it('cannot be read where --column speaks of a column that is not there', async () => {
    const columns = { renamed: new Map([['kind', 'type']]) };
    await expect(readAll('user_id,type\n', { columns })).rejects.toThrow('--column speaks of kind');
  });

  it.each([
    ['too few fields', 'user_id,type\n1', 'The row has 1 field and the header 2'],
    ['too many fields', 'user_id,type\n1,a,b', 'The row has 3 fields and the header 2'],
    ['not UTF-8', Buffer.from('user_id,type\n\xff,a\n', 'latin1'), 'not valid UTF-8'],
    ['not JSON', '{"user_id":1,"type":"a"}\nuser', 'not JSON'],
    ['no JSON object', '{"user_id":1,"type":"a"}\n[1]', 'no JSON object'],
    ['a huge line', `user_id,type\n${'x'.repeat(LONGEST_LINE + 1)}`, 'longer than 1 MiB'],
  ])('refuses a row: %s', async (_, content, reason) => {
    const { rows } = await readAll(content);
    expect(rows.at(-1)).toMatchObject({ line: 2, values: null, fault: expect.stringContaining(reason) });
  });

  it('reads on behind a row it refused', async () => {
    const bytes = Buffer.concat([
      Buffer.from('user_id,type\n1,a\n'),
      Buffer.from([0xff, 0x2c, 0x61, 10]),
      Buffer.from(`${'ж'.repeat(LONGEST_LINE)},b\n3,c\n`),
    ]);
    for (const chunkBytes of [1000, 256 * 1024]) {
      const { rows } = await readAll(bytes, { chunkBytes });
      expect(rows.map(({ line, values }) => [line, values?.['user_id'] ?? null])).toEqual([
        [2, '1'],
        [3, null],
        [4, null],
        [5, '3'],
      ]);
      expect(rows[2]?.input.length).toBeLessThan(2000);
    }
  });

  it('obeys --format', async () => {
    await expect(readAll('{"user_id":1}', { format: 'csv' })).rejects.toThrow('lacks user_id, type');
    expect(values((await readAll('user_id,type', { format: 'ndjson' })).rows)[0]).toContain('not JSON');
  });

  it('keeps NUL bytes for the columns to judge', async () => {
    expect(values((await readAll('user_id,type\na\0b,c')).rows)).toEqual([{ user_id: 'a\0b', type: 'c' }]);
  });
});

describe('lines', () => {
  it('are the same however the file is cut into chunks', async () => {
    const text = 'a\r\nжук\n\n\u{1f600}b\n';
    for (const size of [1, 2, 3, 5, 100]) {
      const lines: string[] = [];
      for await (const block of readLines(sourceOf(text, size).chunks())) lines.push(...block.map((line) => line.text));
      expect(lines).toEqual(['a', 'жук', '', '\u{1f600}b']);
    }
  });
});

describe('the source', () => {
  async function content(file: string): Promise<string> {
    const chunks: Buffer[] = [];
    const source = await openSource(file, never);
    for await (const chunk of source.chunks()) chunks.push(chunk);
    expect(source.read()).toBe(source.total);
    return Buffer.concat(chunks).toString();
  }

  it('unpacks gzip, whatever the file is called, also of several parts', async () => {
    const packed = Buffer.concat([gzipSync('user_id,'), gzipSync('type\n')]);
    expect(await content(folder.write(packed, 'packed.csv'))).toBe('user_id,type\n');
    expect(await content(folder.write('plain', 'plain.csv.gz'))).toBe('plain');
    expect(await content(folder.write('x'))).toBe('x');
  });

  it('says what is wrong with gzip that was cut off', async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 5000 }, (_, index) => `${Math.sin(index)}\n`).join('')));
    const cut = folder.write(packed.subarray(0, packed.length - 100));
    await expect(content(cut)).rejects.toThrow('gzip file is broken');
  });

  it.each([
    ['UTF-16', [0xff, 0xfe, 0x75, 0x00]],
    ['ZIP', [0x50, 0x4b, 3, 4]],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ])('recognises %s', async (name, bytes) => {
    await expect(content(folder.write(Buffer.from(bytes)))).rejects.toThrow(name);
  });

  it('is no folder, and has to be there', async () => {
    await expect(openSource(folder.path(''), never)).rejects.toThrow('is a folder');
    await expect(openSource(folder.path('missing'), never)).rejects.toThrow('cannot be read');
  });
});
