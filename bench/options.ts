import { parseArgs } from 'node:util';

/** What a benchmark may be told. */
export interface BenchOptions {
  /** The scales of `metrics`. */
  readonly events?: readonly number[];
  /** At each of them; left out, `metrics` chooses. */
  readonly people?: number;
}

/** Figures by name; where there are several scales, by name and scale. */
export type Figures = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

export interface Asked {
  readonly names: readonly string[];
  readonly json: boolean;
  readonly options: BenchOptions;
}

/** Reads names of benchmarks, `--json`, `--events=1000000,12000000` and `--people=200000`. Throws for anything else. */
export function readArguments(args: readonly string[]): Asked {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, events: { type: 'string' }, people: { type: 'string' } },
  });
  return {
    names: positionals,
    json: values.json,
    options: {
      ...(values.events === undefined ? {} : { events: values.events.split(',').map(whole) }),
      ...(values.people === undefined ? {} : { people: whole(values.people) }),
    },
  };
}

function whole(text: string): number {
  const number = Number(text.replaceAll('_', ''));
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`"${text}" is no number of events or people`);
}
