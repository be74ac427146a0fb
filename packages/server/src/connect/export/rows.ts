import { CsvRecords, splitLine, type CsvRecord } from '../../file/csv.ts';
import { readLines, type Line } from '../../file/lines.ts';
import type { Row } from '../../file/rows.ts';
import { UnreadableFile, type Source } from '../../file/source.ts';
import { isFields } from './field.ts';

/** A JSON array has to be read whole; what is larger comes a row a line. */
const LARGEST_ARRAY = 64 * 1024 * 1024;

/**
 * The rows of an export, a block at a time, with every field it has: NDJSON, CSV, or a JSON array where it is small.
 * Throws UnreadableFile where it makes no sense to go on.
 */
export async function* readExportRows(source: Source, largestArray = LARGEST_ARRAY): AsyncGenerator<Row[]> {
  let reader: Reader | null = null;
  for await (const lines of readLines(source.chunks())) {
    const rows: Row[] = [];
    for (const line of lines) {
      if (reader === null && line.fault === null && line.text.trim() === '') continue;
      reader ??= openReader(line, source, largestArray);
      reader.add(line, rows);
    }
    yield rows;
  }
  // Tools write an empty file for an hour in which nothing happened.
  if (reader === null) return;
  const rows: Row[] = [];
  reader.end(rows);
  yield rows;
}

interface Reader {
  add(line: Line, rows: Row[]): void;
  end(rows: Row[]): void;
}

function openReader(first: Line, source: Source, largestArray: number): Reader {
  const start = first.text.trimStart();
  if (start.startsWith('PAR1')) {
    throw new UnreadableFile('The file is Parquet: have it exported as JSON, a row a line (JSONLines)');
  }
  if (start.startsWith('[')) return new ArrayReader(source, largestArray);
  return start.startsWith('{') ? ndjson : new CsvReader();
}

const ndjson: Reader = {
  add({ number, text, fault }, rows) {
    if (fault !== null) rows.push({ line: number, input: text, values: null, fault });
    else if (text.trim() !== '') rows.push(rowOf(number, text));
  },
  end() {},
};

function rowOf(line: number, input: string): Row {
  try {
    const object: unknown = JSON.parse(input);
    return isFields(object)
      ? { line, input, values: object, fault: null }
      : { line, input, values: null, fault: 'The line is no JSON object' };
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, 120);
    return { line, input, values: null, fault: `The line is not JSON: ${reason}` };
  }
}

class CsvReader implements Reader {
  #header: readonly string[] | null = null;
  #records = new CsvRecords(',');

  add(line: Line, rows: Row[]): void {
    if (this.#header === null) {
      this.#open(line);
      return;
    }
    const records: CsvRecord[] = [];
    this.#records.add(line, records);
    for (const record of records) rows.push(this.#row(record, this.#header));
  }

  end(): void {
    const since = this.#records.openSince;
    if (since === null) return;
    throw new UnreadableFile(`Line ${since} opens a quote that is never closed: the file is cut off`);
  }

  #open(line: Line): void {
    if (line.fault !== null) throw new UnreadableFile(`Line ${line.number} cannot be read: ${line.fault}`);
    const readings = [',', ';', '\t'].map((delimiter) => ({ delimiter, names: splitLine(line, delimiter) ?? [] }));
    const [best] = readings.toSorted((one, other) => other.names.length - one.names.length);
    if (best === undefined || best.names.length < 2) {
      throw new UnreadableFile('The file is neither JSON, a row a line, nor CSV with a header');
    }
    this.#header = best.names.map((name) => name.trim());
    this.#records = new CsvRecords(best.delimiter);
  }

  #row({ line, input, fields, fault }: CsvRecord, header: readonly string[]): Row {
    if (fields === null) return { line, input, values: null, fault };
    if (fields.length !== header.length) {
      const reason = `The row has ${fields.length} fields and the header ${header.length}`;
      return { line, input, values: null, fault: reason };
    }
    const filled = header.flatMap((name, index): [string, string][] => {
      const field = fields[index] ?? '';
      return field === '' ? [] : [[name, field]];
    });
    return { line, input, values: Object.fromEntries(filled), fault: null };
  }
}

/** Lines of a row each cannot be told apart in an array: all of it is kept until its end. */
class ArrayReader implements Reader {
  readonly #source: Source;
  readonly #largest: number;
  readonly #texts: string[] = [];
  #length = 0;
  #first = 0;

  constructor(source: Source, largest: number) {
    this.#source = source;
    this.#largest = largest;
  }

  add({ number, text, fault }: Line): void {
    if (this.#first === 0) this.#first = number;
    this.#length += text.length + 1;
    if (fault !== null || this.#length > this.#largest) throw tooLarge(this.#source.name, fault);
    this.#texts.push(text);
  }

  end(rows: Row[]): void {
    let array: unknown;
    try {
      array = JSON.parse(this.#texts.join('\n'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UnreadableFile(`${this.#source.name} is a JSON array that is cut off or broken: ${reason}`);
    }
    if (!Array.isArray(array)) throw new UnreadableFile(`${this.#source.name} is neither rows nor an array of them`);
    const items: readonly unknown[] = array;
    // Of a row in an array nobody knows the line: they are counted instead.
    for (const [index, item] of items.entries()) {
      const row = { line: index + 1, input: JSON.stringify(item) };
      if (isFields(item)) rows.push({ ...row, values: item, fault: null });
      else rows.push({ ...row, values: null, fault: 'The element is no JSON object' });
    }
  }
}

function tooLarge(name: string, fault: string | null): UnreadableFile {
  const why = fault ?? 'it is larger than can be read at once';
  return new UnreadableFile(
    `${name} is a JSON array, and ${why}: write a row a line, like jq -c '.[]' export.json > export.ndjson`,
  );
}
