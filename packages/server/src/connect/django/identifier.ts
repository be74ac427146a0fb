import { quoted } from '../../db/quoted.ts';

/** A part of a name as a mapping file writes it: plain, or in double quotes where it holds a dot or a quote. */
const PART = /(?:"(?:[^"]|"")+"|[^."]+)/;
const NAME = new RegExp(`^${PART.source}(?:\\.${PART.source})*$`);
const PARTS = new RegExp(PART.source, 'g');
/** PostgreSQL cuts longer ones. */
const MOST_BYTES = 63;

/** `billing.subscription` → its parts; null where it is no name of at most so many parts. */
export function nameParts(text: string, most: number): string[] | null {
  if (!NAME.test(text)) return null;
  const parts = (text.match(PARTS) ?? []).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
  const fine = parts.every(
    (part) => !part.includes('\0') && part.isWellFormed() && Buffer.byteLength(part) <= MOST_BYTES,
  );
  return fine && parts.length <= most ? parts : null;
}

/** A name as a mapping file writes it: in quotes only where it needs them. */
export function writtenName(parts: readonly string[]): string {
  return parts.map((part) => (/[."]/.test(part) ? quoted(part) : part)).join('.');
}
