/** A value of a table; null is an empty cell. */
export type Cell = string | number | boolean | null;

/** A table as CSV (RFC 4180): comma, CRLF, quotes where they are needed. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return rows.map(csvLine).join('');
}

/** One line of such a table, with its end. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection): e-mails and names
 * come from outside. Numbers stay numbers, negative ones too.
 */
function written(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
