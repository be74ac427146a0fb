import { hash } from 'node:crypto';

/** The ids of all rows of one source lie between these, and as good as no others do: they are its ledger. */
export interface IdRange {
  readonly from: string;
  readonly to: string;
}

/**
 * What the ids of a source begin with: 48 bits as 12 hexadecimal digits. With them, one event of a thousand million that
 * came by another door would be taken for one of a source with a probability of 0.0004 %.
 */
export function tagOf(kind: string, source: string): string {
  return hash('sha256', `${kind}\0${source}`, 'hex').slice(0, 12);
}

export function rangeOf(tag: string): IdRange {
  const start = `${tag.slice(0, 8)}-${tag.slice(8)}`;
  return { from: `${start}-0000-0000-000000000000`, to: `${start}-ffff-ffff-ffffffffffff` };
}

/** The same for the same row, whenever it is read: a UUID (RFC 9562, version 8) of the tag and 74 bits of SHA-256 of its key. */
export function rowId(tag: string, key: string): string {
  const digest = hash('sha256', key, 'hex');
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(3), 16) & 3);
  return [
    tag.slice(0, 8),
    tag.slice(8),
    `8${digest.slice(0, 3)}`,
    `${variant}${digest.slice(4, 7)}`,
    digest.slice(7, 19),
  ].join('-');
}
