import { LONGEST_LINE, type Line } from './lines.ts';

/** A record of a CSV file: its fields, or why it has none. */
export interface CsvRecord {
  /** The line it begins on. */
  readonly line: number;
  /** As it stands in the file; the end of a very long one is left out. */
  readonly input: string;
  readonly fields: readonly string[] | null;
  readonly fault: string | null;
}

const QUOTE = '"';
const TEXT_AFTER_QUOTE = 'A quoted field is followed by more text: inside quotes a quote is written twice';
/** A record may span that many lines. Behind a quote that never closes so many are read twice, for each such quote. */
const MOST_LINES = 1000;
const NEVER_CLOSED = `A quote is opened and not closed within ${MOST_LINES} lines and ${LONGEST_LINE / 1024 / 1024} MiB`;

/**
 * Lines to records, as RFC 4180 has them; a quote inside a field that did not begin with one is a character like any
 * other. A fault costs the line it is on: what comes after is read as if that line had not been there.
 *
 * Not csv-parse, of which the tests say that it reads the same: it can neither refuse a record and go on behind it with
 * the record's own text, nor tell where bytes were no UTF-8, nor bound a quote that never closes.
 */
export class CsvRecords {
  readonly #delimiter: string;
  /** The lines of a record whose quote is still open. */
  #open: Line[] = [];
  #openLength = 0;
  #fields: string[] = [];
  #quoted = '';

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** The line on which a quote was opened that is not closed yet. */
  get openSince(): number | null {
    return this.#open[0]?.number ?? null;
  }

  /** Adds a line, and to `records` what it completes. Empty lines between records are nothing. */
  add(line: Line, records: CsvRecord[]): void {
    if (this.#open.length === 0) {
      if (line.fault !== null) records.push(refused(line, line.fault));
      else if (!line.text.includes(QUOTE)) {
        if (line.text !== '') records.push(record([line], line.text.split(this.#delimiter)));
      } else this.#continue(line, this.#scan(line.text, false), records);
      return;
    }
    // Of a line that cannot be read nobody knows what it would have closed.
    if (line.fault !== null)
      this.#abandon(`A quote is opened and not closed before line ${line.number}, which cannot be read`, line, records);
    else this.#continue(line, this.#scan(line.text, true), records);
  }

  #continue(line: Line, outcome: 'closed' | 'open' | 'broken', records: CsvRecord[]): void {
    if (outcome === 'broken') return this.#abandon(TEXT_AFTER_QUOTE, line, records);
    if (outcome === 'closed') {
      records.push(record([...this.#open, line], this.#fields));
      this.#forget();
    } else if (this.#open.length < MOST_LINES && this.#openLength + line.text.length < LONGEST_LINE) {
      this.#open.push(line);
      this.#openLength += line.text.length + 1;
    } else this.#abandon(NEVER_CLOSED, line, records);
  }

  /** Refuses the line that opened the quote, and reads the ones after it, `last` included, anew. */
  #abandon(fault: string, last: Line, records: CsvRecord[]): void {
    const [first, ...others] = [...this.#open, last];
    this.#forget();
    records.push(refused(first, fault));
    for (const line of others) this.add(line, records);
  }

  #forget(): void {
    this.#open = [];
    this.#openLength = 0;
    this.#fields = [];
    this.#quoted = '';
  }

  /** Reads the fields of a line; `inside` where a quote is open from a line before. */
  #scan(text: string, inside: boolean): 'closed' | 'open' | 'broken' {
    const delimiter = this.#delimiter;
    if (inside) this.#quoted += '\n';
    for (let at = 0; ;) {
      if (inside || text.startsWith(QUOTE, at)) {
        at = this.#scanQuoted(text, inside ? at : at + 1);
        if (at < 0) return 'open';
        inside = false;
        this.#fields.push(this.#quoted);
        this.#quoted = '';
        if (at === text.length) return 'closed';
        if (!text.startsWith(delimiter, at)) return 'broken';
      } else {
        const end = text.indexOf(delimiter, at);
        this.#fields.push(text.slice(at, end < 0 ? text.length : end));
        if (end < 0) return 'closed';
        at = end;
      }
      at += delimiter.length;
    }
  }

  /** Reads on inside quotes. Answers where the closing quote ends, −1 where it is not on this line. */
  #scanQuoted(text: string, from: number): number {
    for (let at = from; ;) {
      const quote = text.indexOf(QUOTE, at);
      this.#quoted += text.slice(at, quote < 0 ? text.length : quote);
      if (quote < 0) return -1;
      if (!text.startsWith(QUOTE, quote + 1)) return quote + 1;
      this.#quoted += QUOTE;
      at = quote + 2;
    }
  }
}

function record(lines: readonly Line[], fields: readonly string[]): CsvRecord {
  const input = lines.length === 1 ? (lines[0]?.text ?? '') : lines.map(({ text }) => text).join('\n');
  return { line: lines[0]?.number ?? 0, input, fields, fault: null };
}

function refused({ number, text }: Line, fault: string): CsvRecord {
  return { line: number, input: text, fields: null, fault };
}

/** The fields of a line by itself: a header. Null where its quotes do not close. */
export function splitLine(line: Line, delimiter: string): readonly string[] | null {
  const records: CsvRecord[] = [];
  new CsvRecords(delimiter).add(line, records);
  return records[0]?.fields ?? null;
}
