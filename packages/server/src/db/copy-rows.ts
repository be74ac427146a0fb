import { DAY_MS, type Day, type Instant } from '@retention/domain/day';

/** PostgreSQL counts from 2000-01-01: microseconds for instants, days for dates. */
const EPOCH_DAY = 10_957;
const EPOCH: Instant = EPOCH_DAY * DAY_MS;
const SIGNATURE = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const INT4_OID = 23;

/** A text value encoded once and written many times. */
export function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const field = Buffer.allocUnsafe(4 + bytes.length);
  field.writeInt32BE(bytes.length, 0);
  bytes.copy(field, 4);
  return field;
}

/**
 * Rows for `COPY … FROM STDIN (FORMAT binary)` (PostgreSQL documentation, COPY, "Binary Format"): COPY writes many rows
 * for the price of a few INSERTs, and the binary form spares both sides the printing and parsing of dates. Each row is
 * begun with its number of columns, then every column is written in order with the method of its type.
 */
export class CopyRows {
  #bytes: Buffer;
  #end: number;
  count = 0;

  constructor(expectedBytes: number) {
    this.#bytes = Buffer.allocUnsafe(SIGNATURE.length + 2 + expectedBytes);
    this.#end = SIGNATURE.copy(this.#bytes, 0);
  }

  row(columns: number): void {
    this.#reserve(2);
    this.#end = this.#bytes.writeInt16BE(columns, this.#end);
    this.count++;
  }

  null(): void {
    this.#reserve(4);
    this.#end = this.#bytes.writeInt32BE(-1, this.#end);
  }

  /** A value made by `encodeText`. */
  encoded(field: Buffer): void {
    this.#reserve(field.length);
    this.#end += field.copy(this.#bytes, this.#end);
  }

  text(text: string): void {
    this.#reserve(4 + text.length * 3);
    const length = this.#bytes.write(text, this.#end + 4, 'utf8');
    this.#bytes.writeInt32BE(length, this.#end);
    this.#end += 4 + length;
  }

  integer(value: number): void {
    this.#reserve(8);
    this.#bytes.writeInt32BE(4, this.#end);
    this.#end = this.#bytes.writeInt32BE(value, this.#end + 4);
  }

  integers(values: readonly number[]): void {
    this.#reserve(24 + values.length * 8);
    const empty = values.length === 0;
    let at = this.#bytes.writeInt32BE(empty ? 12 : 20 + values.length * 8, this.#end);
    at = this.#bytes.writeInt32BE(empty ? 0 : 1, at); // dimensions
    at = this.#bytes.writeInt32BE(0, at); // no nulls
    at = this.#bytes.writeInt32BE(INT4_OID, at);
    if (!empty) {
      at = this.#bytes.writeInt32BE(values.length, at);
      at = this.#bytes.writeInt32BE(1, at); // the first index
      for (const value of values) at = this.#bytes.writeInt32BE(value, this.#bytes.writeInt32BE(4, at));
    }
    this.#end = at;
  }

  double(value: number): void {
    this.#reserve(12);
    this.#bytes.writeInt32BE(8, this.#end);
    this.#end = this.#bytes.writeDoubleBE(value, this.#end + 4);
  }

  date(day: Day): void {
    this.integer(day - EPOCH_DAY);
  }

  timestamptz(instant: Instant): void {
    this.#reserve(12);
    const microseconds = (instant - EPOCH) * 1000;
    const high = Math.floor(microseconds / 0x1_0000_0000);
    let at = this.#bytes.writeInt32BE(8, this.#end);
    at = this.#bytes.writeInt32BE(high, at);
    this.#end = this.#bytes.writeUInt32BE(microseconds - high * 0x1_0000_0000, at);
  }

  /** Lower-case hexadecimal with hyphens. */
  uuid(uuid: string): void {
    this.#reserve(20);
    const bytes = this.#bytes;
    const at = bytes.writeInt32BE(16, this.#end);
    let digit = 0;
    for (let byte = 0; byte < 16; byte++) {
      if (byte === 4 || byte === 6 || byte === 8 || byte === 10) digit++;
      bytes[at + byte] = (hexValue(uuid, digit) << 4) | hexValue(uuid, digit + 1);
      digit += 2;
    }
    this.#end = at + 16;
  }

  jsonb(json: string): void {
    this.#reserve(5 + json.length * 3);
    const length = this.#bytes.write(json, this.#end + 5, 'utf8');
    this.#bytes.writeInt32BE(length + 1, this.#end);
    this.#bytes[this.#end + 4] = 1; // the version of jsonb's binary form
    this.#end += 5 + length;
  }

  /** The bytes to send; nothing may be added after. */
  finish(): Buffer {
    this.#reserve(2);
    return this.#bytes.subarray(0, this.#bytes.writeInt16BE(-1, this.#end));
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#end + length));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

/** Value of each hex digit by character code. */
const HEX = new Uint8Array(128);
for (const [value, digit] of [...'0123456789abcdef'].entries()) HEX[digit.charCodeAt(0)] = value;

function hexValue(text: string, at: number): number {
  return HEX[text.charCodeAt(at)] ?? 0;
}
