import { count, duration } from '../progress.ts';
import type { RefusedFile } from './refused.ts';

/** What became of a file. */
export interface Summary {
  readonly file: string;
  /** Rows, the header not among them. */
  readonly read: number;
  readonly stored: number;
  /** Known from before: they changed nothing. */
  readonly known: number;
  /** None of those that are taken; 0 where every row is meant. */
  readonly left_out: number;
  readonly refused: Pick<RefusedFile, 'count' | 'path' | 'examples'>;
  readonly seconds: number;
  /** False where it was interrupted, or failed, before the end. */
  readonly finished: boolean;
}

export function printSummary(summary: Summary, json: boolean, print: (line: string) => void): void {
  const { file, read, stored, known, left_out, refused, seconds, finished } = summary;
  const refused_file = refused.count > 0 ? refused.path : null;
  if (json) {
    const took = { seconds: Number(seconds.toFixed(3)) };
    print(
      JSON.stringify({ file, read, stored, known, left_out, refused: refused.count, refused_file, ...took, finished }),
    );
    return;
  }
  // Nothing was read: the reason, which follows, says it all.
  if (read === 0 && !finished) return;
  const figures = [read, stored, known, refused.count, left_out].map(count);
  const width = Math.max(...figures.map((figure) => figure.length));
  const line = (name: string, figure = '', more = ''): void =>
    print(`${name.padEnd(14)} ${figure.padStart(width)}${more}`.trimEnd());
  line('read', figures[0], `   in ${duration(seconds)}, ${count(Math.round(read / Math.max(seconds, 0.001)))} rows/s`);
  line('stored', figures[1]);
  line('already known', figures[2]);
  if (left_out > 0) line('left out', figures[4]);
  line('refused', figures[3], refused_file === null ? '' : `   see ${refused_file}`);
  for (const { line: number, reason } of refused.examples) print(`  line ${number}: ${reason}`);
  if (refused.count > refused.examples.length) print('  …');
}
