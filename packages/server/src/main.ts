import { main } from './cli.ts';

// The server alone: what `npx retention serve` runs, without the command line around it.
await main(['serve', ...process.argv.slice(2)]);
