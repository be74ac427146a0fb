import { hash } from 'node:crypto';
import { canonicalJson } from '../../collect/import/event-id.ts';
import type { Occurrences } from '../../collect/import/occurrences.ts';
import { firstOf, type Fields } from './field.ts';
import type { ExportShape } from './shape.ts';
import { rowId, tagOf } from '../row-id.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The identity of an exported event, which no edit of the mapping changes but one of whose events they are. A UUID of
 * the tool is used as it is; any other id becomes one of version 8 by hash, with the person and the name beside: tools
 * promise no more than that an id is the only one among those. Without an id the row is known by all it says and by how
 * many have said the same before it: identical rows are events of their own.
 */
export function exportedId(shape: ExportShape, row: Fields, user_id: string, occurrences: Occurrences): string {
  const theirs = firstOf(row, shape.ids);
  if (typeof theirs === 'string' && UUID.test(theirs)) return theirs.toLowerCase();
  const tag = tagOf(shape.kind, 'export');
  if (typeof theirs === 'string' || typeof theirs === 'number') {
    return rowId(tag, `${user_id}\0${String(row[shape.name])}\0${theirs}`);
  }
  const content = canonicalJson(row);
  const digest = hash('sha256', content, 'hex');
  const before = occurrences.add(Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8, 16), 16));
  return rowId(tag, before === 0 ? content : `${content}\0${before}`);
}
