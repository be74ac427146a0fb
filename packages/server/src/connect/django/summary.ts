import type { RefusedFile } from '../../file/refused.ts';
import { count, duration } from '../../progress.ts';
import type { Swept } from './sweep.ts';
import type { Taken } from './take.ts';

/** What `retention connect django` has come to. */
export interface ConnectSummary {
  readonly taken: Taken;
  /** What came of comparing everybody; null: that was not needed. */
  readonly swept: Swept | null;
  readonly refused: Pick<RefusedFile, 'count' | 'path' | 'examples'>;
  readonly seconds: number;
  readonly finished: boolean;
}

export function printConnected(summary: ConnectSummary, json: boolean, print: (line: string) => void): void {
  const { taken, swept, refused, seconds, finished } = summary;
  const refused_file = refused.count > 0 ? refused.path : null;
  const { people, rows, stored, later, shadowed } = taken;
  if (json) {
    const took = { seconds: Number(seconds.toFixed(3)) };
    const compared = swept === null ? null : { ...swept };
    print(
      JSON.stringify({
        people,
        rows,
        stored,
        later,
        refused: refused.count,
        refused_file,
        shadowed,
        compared,
        ...took,
        finished,
      }),
    );
    return;
  }
  const lines: [name: string, figure: number, more?: string][] = [];
  if (rows > 0 || people > 0) {
    const rate = count(Math.round(rows / Math.max(seconds, 0.001)));
    lines.push(['people', people], ['rows', rows, `in ${duration(seconds)}, ${rate} rows/s`]);
    if (stored < rows) lines.push(['already known', rows - stored]);
  }
  if (swept !== null) {
    lines.push(['compared', swept.people, 'people']);
    lines.push(['taken besides', swept.stored, 'rows'], ['removed', swept.removed, 'rows']);
    lines.push(['erased', swept.erased, 'people']);
  }
  if (later > 0) lines.push(['not yet', later, 'rows lie in the future: the server takes them when they come']);
  lines.push(['refused', refused.count, refused_file === null ? '' : `see ${refused_file}`]);
  const width = Math.max(...lines.map(([, figure]) => count(figure).length));
  for (const [name, figure, more = ''] of lines) {
    print(`${name.padEnd(14)} ${count(figure).padStart(width)}   ${more}`.trimEnd());
  }
  for (const { reason } of refused.examples) print(`  ${reason}`);
  if (refused.count > refused.examples.length) print('  …');
}
