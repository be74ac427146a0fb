import { ingest } from './ingest.ts';
import { profile } from './profile.ts';
import { refresh } from './refresh.ts';

/** Every benchmark by name. `npm run bench` runs all, `npm run bench -- ingest` one, `--json` ends with one JSON line. */
const BENCHES: Readonly<Record<string, () => Promise<Record<string, number>>>> = { ingest, refresh, profile };

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const json = process.argv.includes('--json');
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  const bench = BENCHES[name];
  if (bench === undefined) {
    console.error(`There is no benchmark "${name}": choose from ${Object.keys(BENCHES).join(', ')}`);
    process.exit(1);
  }
  const figures = await bench();
  if (json) console.log(JSON.stringify(figures));
  else console.table(figures);
}
