import { count } from '../progress.ts';

/** What would be taken, before anything is. The same for the host's database and for exports of other tools. */
export interface Preview {
  readonly sources: readonly PreviewSource[];
  readonly examples: readonly PreviewExamples[];
  /** What is not taken, and what the owner should know: a sentence each. */
  readonly notes: readonly string[];
}

export interface PreviewSource {
  readonly name: string;
  /** What its rows become: an event type, or `people`. */
  readonly what: string;
  /** The table or file. */
  readonly from: string;
  /** Rows that would be taken. */
  readonly rows: number;
  /** Rows that would not, and why. */
  readonly left_out: readonly { readonly reason: string; readonly rows: number }[];
  /** The earliest and the latest, ISO 8601; null where there is none. */
  readonly first: string | null;
  readonly last: string | null;
}

export interface PreviewExamples {
  /** `people`, `events`. */
  readonly of: string;
  /** Flat records as they would be taken, ten at most. */
  readonly rows: readonly PreviewRecord[];
}

export type PreviewRecord = Readonly<Record<string, string | number | boolean | null>>;

/** For a terminal of 100 columns; as one line of JSON with `json`. */
export function printPreview(
  preview: Preview,
  print: (line: string) => void,
  { json }: { readonly json: boolean },
): void {
  if (json) return print(JSON.stringify(preview));
  printSources(preview.sources, print);
  for (const { of, rows } of preview.examples) {
    print('');
    print(rows.length === 0 ? `There are no ${of}.` : `${of}, ${count(rows.length)} of them as they would be taken:`);
    printRecords(rows, print);
  }
  if (preview.notes.length > 0) print('');
  for (const note of preview.notes) printFolded(note, print);
}

const WIDTH = 100;
const GAP = 2;
/** What a cell may take; the rest is cut. */
const MOST_CELL = 32;

function printSources(sources: readonly PreviewSource[], print: (line: string) => void): void {
  const day = (iso: string | null): string => (iso === null ? '–' : iso.slice(0, 10));
  const lines = sources.map(({ name, what, from, rows, first, last }) => [
    cut(name, 16),
    cut(what, 20),
    cut(from, 26),
    count(rows),
    day(first),
    day(last),
  ]);
  const head = ['source', 'becomes', 'from', 'rows', 'first', 'last'];
  const widths = head.map((title, index) => Math.max(...[head, ...lines].map((line) => size(line[index] ?? title))));
  const write = (cells: readonly string[]): void =>
    print(
      cells
        .map((cell, index) => pad(cell, widths[index] ?? 0, index === 3))
        .join('  ')
        .trimEnd(),
    );
  write(head);
  for (const [index, line] of lines.entries()) {
    write(line);
    for (const { reason, rows } of sources[index]?.left_out ?? []) {
      if (rows > 0) printFolded(`left out: ${count(rows)}, ${reason}`, print, '    ');
    }
  }
}

/** A table; what does not fit into one line goes into further tables, each beginning with the first column. */
function printRecords(rows: readonly PreviewRecord[], print: (line: string) => void): void {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => {
    const cells = rows.map((row) => shown(row[name]));
    return { name, cells, width: Math.max(size(cut(name, MOST_CELL)), ...cells.map(size)) };
  });
  const [key, ...others] = columns;
  if (key === undefined) return;
  let part = [key];
  const parts = [part];
  for (const column of others) {
    const taken = part.reduce((sum, { width }) => sum + width + GAP, 0);
    if (taken + column.width > WIDTH && part.length > 1) parts.push((part = [key]));
    part.push(column);
  }
  for (const [index, part] of parts.entries()) {
    if (index > 0) print('');
    const line = (cell: (column: (typeof part)[number]) => string): void =>
      print(
        part
          .map((column) => pad(cell(column), column.width, false))
          .join('  ')
          .trimEnd(),
      );
    line(({ name }) => cut(name, MOST_CELL));
    for (const row of rows.keys()) line(({ cells }) => cells[row] ?? '');
  }
}

function shown(value: PreviewRecord[string] | undefined): string {
  return value === null || value === undefined || value === '' ? '–' : cut(String(value), MOST_CELL);
}

/** Somebody else's text: a control character would write over the rest. */
function cut(text: string, most: number): string {
  const characters = [...text.replace(/\p{C}/gu, '\ufffd')];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
}

function size(text: string): number {
  return [...text].length;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - size(text)));
  return right ? space + text : text + space;
}

/** A sentence in lines of at most 100 columns. */
export function printFolded(text: string, print: (line: string) => void, indent = ''): void {
  let line = indent;
  for (const word of text.split(' ')) {
    if (size(line) + size(word) + 1 > WIDTH && line.trim() !== '') {
      print(line);
      line = `${indent}  `;
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  print(line);
}
