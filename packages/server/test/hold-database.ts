import { openEmbedded } from '../src/db/embedded.ts';
import { openLogger } from '../src/logger.ts';

// A process of its own that uses the embedded database of a folder until it is told to end, or killed.
const [dataDir = ''] = process.argv.slice(2);
const embedded = await openEmbedded({ dataDir, logger: openLogger('silent') });
process.once('SIGTERM', () => void embedded.close());
process.stdout.write(embedded.connectionString);
