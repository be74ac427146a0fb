import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { FROM_ROOT } from '../links.ts';
import { ROOT } from '../repository.ts';

/** A page that lies elsewhere in the repository. Its links begin where it lies, and say so. */
export function fileOfTheRepository(path: string): string {
  const folder = posix.dirname(path);
  const text = readFileSync(`${ROOT}${path}`, 'utf8');
  return text.replaceAll(/\]\((?!https?:|#)([^)\s]+)\)/g, (_, href: string) => {
    return `](${FROM_ROOT}${posix.join(folder, href)})`;
  });
}
