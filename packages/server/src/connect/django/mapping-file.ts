import { readFile, writeFile } from 'node:fs/promises';
import type { HostLook } from './host-database.ts';
import { proposeMapping } from './inspect.ts';
import { parseMapping, writeMapping, type Mapping } from './mapping.ts';
import { checkMapping } from './read.ts';

export interface MappingFile {
  readonly mapping: Mapping;
  /** Whether it was made just now. */
  readonly made: boolean;
}

/**
 * The mapping file as it stands; where there is none, one is made by looking at the host. `say` is told what was found.
 * Throws where it does not fit the host, naming every fault.
 */
export async function openMapping(
  path: string,
  look: HostLook,
  timezone: string,
  say: (text: string) => void,
): Promise<MappingFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return { mapping: await makeMapping(path, look, timezone, say), made: true };
  const read = parseMapping(text);
  const faults = read.ok ? await checkMapping(look, read.mapping) : read.faults;
  if (read.ok && faults.length === 0) return { mapping: read.mapping, made: false };
  throw new Error([`${path} cannot be used:`, ...faults.map((fault) => `  ${fault}`)].join('\n'));
}

async function makeMapping(
  path: string,
  look: HostLook,
  timezone: string,
  say: (text: string) => void,
): Promise<Mapping> {
  const { mapping, notes } = await proposeMapping(look, timezone);
  for (const { kind, text } of notes) say(`${SIGNS[kind]} ${text}`);
  if (mapping === null) throw new Error('No table of users was found there: is it the database of the app?');
  await writeFile(path, writeMapping(mapping), { flag: 'wx' });
  say(`${path} is made: it says what is taken from where. Edit what is wrong, and run the same command again.`);
  return mapping;
}

const SIGNS = { found: '+', missing: '-', unsure: '?' } as const;
