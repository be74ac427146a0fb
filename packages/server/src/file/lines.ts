import { isUtf8 } from 'node:buffer';

export interface Line {
  /** As an editor counts them, from 1. */
  readonly number: number;
  /** Without its end; what is wrong with it may have been cut off or replaced. */
  readonly text: string;
  /** Why the line cannot be taken, else null. */
  readonly fault: string | null;
}

/** Longer than any row, short enough to hold a few of them in memory. */
export const LONGEST_LINE = 1024 * 1024;
/** How much of a line that is too long is kept to recognise it by. */
const KEPT = 1000;

const TOO_LONG = `The line is longer than ${LONGEST_LINE / 1024 / 1024} MiB`;
const NOT_UTF8 = 'The line is not valid UTF-8: save the file as UTF-8';
const NEWLINE = 10;
const BYTE_ORDER_MARK = '\ufeff';

/** The lines of a file of any length, in memory a block at a time. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let number = 1;

  function* flush(end: Buffer): Generator<Line[]> {
    rest.push(end);
    const lines = toLines(Buffer.concat(rest), number, restBytes > LONGEST_LINE);
    rest = [];
    restBytes = 0;
    number += lines.length;
    if (lines.length > 0) yield lines;
  }

  for await (const chunk of chunks) {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last >= 0) yield* flush(chunk.subarray(0, last));
    const begun = chunk.subarray(last + 1);
    // One more than the longest tells that it is too long; what follows need not be kept for that.
    const kept = begun.subarray(0, Math.max(0, LONGEST_LINE + 1 - restBytes));
    if (kept.length > 0 || last >= 0) rest.push(kept);
    restBytes += kept.length;
  }
  if (restBytes > 0) yield* flush(Buffer.alloc(0));
}

/** Splits a block that ends with the end of a line; of its first line a part may have been left out. */
function toLines(block: Buffer, first: number, cut: boolean): Line[] {
  // Mostly all of it is good, and is decoded in one go; a newline is a newline in UTF-8 also among broken bytes.
  const good = isUtf8(block);
  const lines: Line[] = [];
  if (good) {
    const text = block.toString('utf8');
    for (let at = 0, number = first; at <= text.length; number++) {
      const end = text.indexOf('\n', at);
      lines.push(line(text.slice(at, end < 0 ? text.length : end), number, cut && at === 0 ? TOO_LONG : null));
      if (end < 0) break;
      at = end + 1;
    }
    return lines;
  }
  for (let at = 0, number = first; at <= block.length; number++) {
    const newline = block.indexOf(NEWLINE, at);
    const end = newline < 0 ? block.length : newline;
    const bytes = block.subarray(at, end);
    const fault = isUtf8(bytes) ? null : NOT_UTF8;
    lines.push(line(bytes.toString('utf8'), number, cut && at === 0 ? TOO_LONG : fault));
    if (newline < 0) break;
    at = newline + 1;
  }
  return lines;
}

function line(raw: string, number: number, fault: string | null): Line {
  if (fault === TOO_LONG || raw.length > LONGEST_LINE) {
    return { number, text: `${raw.slice(0, KEPT)}…`, fault: TOO_LONG };
  }
  let text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  if (number === 1 && text.startsWith(BYTE_ORDER_MARK)) text = text.slice(1);
  return { number, text, fault };
}
