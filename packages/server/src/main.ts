import { main } from './cli.ts';

// What `npm start` runs.
await main(['serve', ...process.argv.slice(2)]);
