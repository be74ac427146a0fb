import { UnreadableFile } from './source.ts';
import { splitLine } from './csv.ts';
import type { Line } from './lines.ts';

/** What a file has to tell, and how it calls it. */
export interface Columns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Their name → ours, where they differ (`--column theirs=ours`). */
  readonly renamed: ReadonlyMap<string, string>;
}

/** Finds our column behind a name of the file; null where it is none of ours. Who renames another to it means that one. */
export function ourColumn({ required, optional, renamed }: Columns, theirs: string): string | null {
  const ours = renamed.get(theirs);
  if (ours !== undefined) return ours;
  const known = required.includes(theirs) || optional.includes(theirs);
  return known && !(renamed.size > 0 && [...renamed.values()].includes(theirs)) ? theirs : null;
}

/** A header understood. */
export interface Header {
  readonly delimiter: string;
  /** How many fields every record has. */
  readonly width: number;
  /** Our columns and where they are. */
  readonly places: readonly { readonly column: string; readonly index: number }[];
  readonly ignored: readonly string[];
}

const DELIMITERS = [',', ';', '\t'] as const;

/** Reads the header of a CSV file. Throws UnreadableFile where a required column is missing, or one is there twice. */
export function readHeader(line: Line, columns: Columns): Header {
  if (line.fault !== null) throw new UnreadableFile(`The header (line ${line.number}) cannot be read: ${line.fault}`);
  const readings = DELIMITERS.map((delimiter) => reading(line, delimiter, columns));
  // The delimiter that makes out the most of our columns; of equals the one that makes out the most columns at all.
  const [best] = readings.toSorted((a, b) => b.places.length - a.places.length || b.width - a.width);
  if (best === undefined) throw new UnreadableFile('The header cannot be read');
  const absent = [...columns.renamed.keys()].filter((theirs) => !best.names.includes(theirs));
  if (absent.length > 0) {
    throw new UnreadableFile(`--column speaks of ${absent.join(', ')}, and the header has: ${best.names.join(', ')}`);
  }
  const names = best.places.map(({ column }) => column);
  const missing = columns.required.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const found = best.names.length > 0 ? best.names.map((name) => shownName(name)).join(', ') : 'nothing';
    const example = `--column theirs=${missing[0] ?? ''}`;
    throw new UnreadableFile(
      `The header (line ${line.number}) lacks ${missing.join(', ')}. It has: ${found}. Name the columns like ${example}`,
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UnreadableFile(`The header names two columns ${twice}: which one is it?`);
  return best;
}

function reading(line: Line, delimiter: string, columns: Columns): Header & { readonly names: readonly string[] } {
  const names = (splitLine(line, delimiter) ?? []).map((name) => name.trim());
  const places: { column: string; index: number }[] = [];
  const ignored: string[] = [];
  for (const [index, name] of names.entries()) {
    const column = ourColumn(columns, name);
    if (column === null) ignored.push(shownName(name));
    else places.push({ column, index });
  }
  return { delimiter, width: names.length, places, ignored, names };
}

/** Somebody else's name, short enough for a message; control characters would write over it. */
export function shownName(name: string): string {
  const printable = name.replace(/\p{C}/gu, '\ufffd');
  return printable.length > 40 ? `${printable.slice(0, 40)}…` : printable;
}
