/** Those of the known names that come nearest to one that is not there, at most three, the best first. */
export function nearest(name: string, known: readonly string[]): string[] {
  const asked = plain(name);
  const close = known
    .map((candidate) => ({ candidate, distance: distanceOf(asked, plain(candidate)) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.floor(candidate.length * 0.45)))
    .toSorted((a, b) => a.distance - b.distance);
  const best = close[0]?.distance ?? 0;
  return close
    .filter(({ distance }) => distance <= best + 1)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** `; did you mean email?`, or what there is where nothing comes near; empty where there is nothing at all. */
export function meant(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  if (close.length > 0) return `; did you mean ${close.join(' or ')}?`;
  if (known.length === 0) return '';
  const shown = known.slice(0, MOST_SHOWN).join(', ');
  return `; there are ${shown}${known.length > MOST_SHOWN ? ` and ${known.length - MOST_SHOWN} more` : ''}`;
}

const MOST_SHOWN = 20;
/** Names of PostgreSQL have 63 bytes; two of them with a dot between. */
const MOST_CHARACTERS = 130;

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** How many letters to insert, remove or change (Levenshtein); a name that ends with the other, as with a schema, is near. */
function distanceOf(a: string, b: string): number {
  if (a.length > MOST_CHARACTERS || b.length > MOST_CHARACTERS) return Infinity;
  const shorter = a.length < b.length ? a : b;
  if (shorter.length >= 4 && a.endsWith(shorter) && b.endsWith(shorter)) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
