import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const server = fileURLToPath(new URL('../../', import.meta.url));
const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));

/** The program of today with one more migration, below a folder. Answers what `spawnServer` starts. */
export function makeNextVersion(folder: string, migration: string): string {
  const next = join(folder, 'packages', 'server');
  mkdirSync(next, { recursive: true });
  symlinkSync(modules, join(folder, 'node_modules'));
  cpSync(join(server, 'package.json'), join(next, 'package.json'));
  cpSync(join(server, 'src'), join(next, 'src'), { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
  writeFileSync(join(next, 'src', 'db', 'migrations', '9999_next.sql'), migration);
  return join(next, 'src', 'main.ts');
}
