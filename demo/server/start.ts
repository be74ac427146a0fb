import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '@retention/server/cli';
import { environment } from '@retention/server/config';
import { onePercent } from './beside.ts';

/** Made-up people have a folder of their own: that of `retention serve` stays clean. */
const DEMO_DATA = resolve(fileURLToPath(new URL('../../', import.meta.url)), 'data', 'demo');

const isSet = (name: string): boolean => (environment()[name] ?? '').trim() !== '';

// What `npm start` runs: the retention server with a host app beside it, on made-up data.
await main(['serve', ...process.argv.slice(2)], {
  beside: onePercent({
    botToken: isSet('ONEPERCENT_BOT_TOKEN') ? (environment()['ONEPERCENT_BOT_TOKEN'] ?? null) : null,
  }),
  environment: (found) => (isSet('DATA_DIR') || isSet('DATABASE_URL') ? found : { ...found, DATA_DIR: DEMO_DATA }),
});
