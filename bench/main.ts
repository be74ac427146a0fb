import { connect } from './connect.ts';
import { deliveries } from './deliveries.ts';
import { ingest } from './ingest.ts';
import { metrics } from './metrics.ts';
import { readArguments, type BenchOptions, type Figures } from './options.ts';
import { profile } from './profile.ts';
import { refresh } from './refresh.ts';
import { track } from './track.ts';
import { triggers } from './triggers.ts';

/** Every benchmark by name. `npm run bench` runs all, `npm run bench -- ingest` one, `--json` ends with one JSON line. */
const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<Figures>>> = {
  ingest,
  refresh,
  profile,
  metrics,
  triggers,
  deliveries,
  track,
  connect,
};

const { names, json, options } = readArguments(process.argv.slice(2));
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  const bench = BENCHES[name];
  if (bench === undefined) {
    console.error(`There is no benchmark "${name}": choose from ${Object.keys(BENCHES).join(', ')}`);
    process.exit(1);
  }
  const figures = await bench(options);
  if (json) console.log(JSON.stringify(figures));
  else console.table(figures);
}
