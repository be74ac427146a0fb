import { hash } from 'node:crypto';
import type { Occurrences } from './occurrences.ts';
import type { EventRow } from './event-row.ts';

/**
 * Gives an event of a file its identity. Its own id where it brings one. Else a UUID made of what it says (RFC 9562,
 * version 8: the first 128 bits of SHA-256) and of how many rows of this file have said the same before: so identical
 * rows are distinct events, and the same file, whole or interrupted, in whatever order, gives the same ids again.
 */
export function eventId({ user_id, event, named_at }: EventRow, occurrences: Occurrences): string {
  if (event.id !== null) return event.id;
  const metadata = event.metadata === null ? '' : canonicalJson(event.metadata);
  // None of the parts can hold a NUL: no two different rows make one text.
  const content = `${user_id}\0${event.type}\0${named_at}\0${metadata}`;
  const digest = digestOf(content);
  const before = occurrences.add(Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8, 16), 16));
  return uuidOf(before === 0 ? digest : digestOf(`${content}\0${before}`));
}

function digestOf(text: string): string {
  return hash('sha256', text, 'hex');
}

/** The first 128 bits of a digest in hexadecimal, with version 8 and the variant written over 6 of them. */
function uuidOf(digest: string): string {
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) & 3);
  // Joined, and not pasted together: it is kept for a while, and so takes a third of the memory.
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}

/** The same text for the same value, in whatever order its keys came. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
}
