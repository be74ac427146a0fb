import { ourColumn, readHeader, shownName, type Columns, type Header } from './columns.ts';
import { CsvRecords, type CsvRecord } from './csv.ts';
import { readLines, type Line } from './lines.ts';
import { UnreadableFile, type Source } from './source.ts';

/** The values of a row by our names; a column that is empty or not there is undefined. */
export type Values = Readonly<Record<string, unknown>>;

/** One row of a file: what it says, or why it says nothing. */
export interface Row {
  readonly line: number;
  /** As it stands in the file. */
  readonly input: string;
  readonly values: Values | null;
  readonly fault: string | null;
}

export const FORMATS = ['csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

export interface RowsOptions {
  readonly columns: Columns;
  /** Null: told from the content, a first character `{` being NDJSON. */
  readonly format: Format | null;
  /** Told once of each column that is none of ours. */
  readonly onIgnored: (names: readonly string[]) => void;
}

/** The rows of a file, a block at a time. Throws UnreadableFile where it makes no sense to go on. */
export async function* readRows(source: Source, options: RowsOptions): AsyncGenerator<Row[]> {
  let reader: RowReader | null = null;
  for await (const lines of readLines(source.chunks())) {
    const rows: Row[] = [];
    for (const line of lines) {
      if (reader !== null) reader.add(line, rows);
      else if (line.fault !== null || line.text.trim() !== '') reader = openReader(line, rows, options);
    }
    yield rows;
  }
  if (reader === null) throw new UnreadableFile(`${source.name} is empty`);
  reader.end();
}

interface RowReader {
  add(line: Line, rows: Row[]): void;
  /** Throws UnreadableFile where the file ends in the middle of a row. */
  end(): void;
}

/** Reads the first line that is not blank. */
function openReader(first: Line, rows: Row[], options: RowsOptions): RowReader {
  const start = first.text.trimStart();
  if (options.format === null && start.startsWith('[')) {
    throw new UnreadableFile('The file is a JSON array: write one object per line instead (NDJSON)');
  }
  if ((options.format ?? (start.startsWith('{') ? 'ndjson' : 'csv')) === 'csv') {
    const header = readHeader(first, options.columns);
    if (header.ignored.length > 0) options.onIgnored(header.ignored);
    return new CsvReader(header);
  }
  const reader = new NdjsonReader(options);
  reader.add(first, rows);
  return reader;
}

class CsvReader implements RowReader {
  readonly #header: Header;
  readonly #records: CsvRecords;

  constructor(header: Header) {
    this.#header = header;
    this.#records = new CsvRecords(header.delimiter);
  }

  add(line: Line, rows: Row[]): void {
    const records: CsvRecord[] = [];
    this.#records.add(line, records);
    for (const record of records) rows.push(this.#row(record));
  }

  end(): void {
    const since = this.#records.openSince;
    if (since === null) return;
    throw new UnreadableFile(
      `Line ${since} opens a quote that is never closed: the file is cut off, or the quote is wrong`,
    );
  }

  #row({ line, input, fields, fault }: CsvRecord): Row {
    if (fields === null) return { line, input, values: null, fault };
    const { width, places } = this.#header;
    if (fields.length !== width) {
      const reason = `The row has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'} and the header ${width}`;
      return { line, input, values: null, fault: reason };
    }
    const values: Record<string, unknown> = {};
    for (const { column, index } of places) if (fields[index] !== '') values[column] = fields[index];
    return { line, input, values, fault: null };
  }
}

/** More names than a person reads; a file may have a new one on every line. */
const MOST_IGNORED = 20;

class NdjsonReader implements RowReader {
  readonly #options: RowsOptions;
  readonly #ignored = new Set<string>();

  constructor(options: RowsOptions) {
    this.#options = options;
  }

  add({ number, text, fault }: Line, rows: Row[]): void {
    const refuse = (reason: string): void => void rows.push({ line: number, input: text, values: null, fault: reason });
    if (fault !== null) return refuse(fault);
    if (text.trim() === '') return;
    let object: unknown;
    try {
      object = JSON.parse(text);
    } catch (error) {
      return refuse(`The line is not JSON: ${error instanceof Error ? shownReason(error.message) : String(error)}`);
    }
    if (typeof object !== 'object' || object === null || Array.isArray(object)) {
      return refuse('The line is no JSON object');
    }
    const values: Record<string, unknown> = {};
    for (const [theirs, value] of Object.entries(object)) {
      const column = ourColumn(this.#options.columns, theirs);
      if (column === null) this.#ignore(theirs);
      else values[column] = value;
    }
    rows.push({ line: number, input: text, values, fault: null });
  }

  end(): void {}

  #ignore(name: string): void {
    const shown = shownName(name);
    if (this.#ignored.has(shown) || this.#ignored.size >= MOST_IGNORED) return;
    this.#ignored.add(shown);
    this.#options.onIgnored([shown]);
  }
}

/** The reason of JSON.parse repeats the text it could not read. */
function shownReason(message: string): string {
  return message.length > 120 ? `${message.slice(0, 120)}…` : message;
}
