import { readFileSync } from 'node:fs';

/** Of the product, as package.json beside the sources has it: all packages carry the same. */
export const VERSION = readVersion();

function readVersion(): string {
  const read: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  if (typeof read === 'object' && read !== null && 'version' in read && typeof read.version === 'string') {
    return read.version;
  }
  throw new Error('package.json beside the sources has no version');
}
