import { csvOf, type Cell } from '@retention/domain/csv';

/** Spreadsheets take a file without this mark for one in an old encoding, and Cyrillic for noise. */
const UTF_8 = '\uFEFF';

/** Hands a table to the browser as a file. */
export function downloadCsv(name: string, rows: readonly (readonly Cell[])[]): void {
  saveText(name, csvOf(rows));
}

/** Hands a text that is CSV already to the browser as a file. */
export function saveText(name: string, text: string): void {
  save(name, new Blob([UTF_8, text], { type: 'text/csv;charset=utf-8' }));
}

/** Hands what the server answered to the browser as a file that people can read, too. */
export function saveJson(name: string, body: object): void {
  save(name, new Blob([`${JSON.stringify(body, null, 2)}\n`], { type: 'application/json' }));
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the file after the click has returned.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
}
