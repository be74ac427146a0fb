import { createDecipheriv, hkdfSync, type ECDH } from 'node:crypto';

/** What a browser keeps of its subscription. */
export interface BrowserKeys {
  readonly curve: ECDH;
  readonly auth: Buffer;
}

const SALT_BYTES = 16;
const RECORD_HEADER_BYTES = 21;
const TAG_BYTES = 16;
const LAST_RECORD = 2;

/** Decrypts a push as a browser does: one record of aes128gcm (RFC 8188) with the keys of RFC 8291. Throws where it cannot. */
export function decryptPush(body: Buffer, { curve, auth }: BrowserKeys): string {
  const salt = body.subarray(0, SALT_BYTES);
  const recordBytes = body.readUInt32BE(SALT_BYTES);
  const start = RECORD_HEADER_BYTES + body.readUInt8(RECORD_HEADER_BYTES - 1);
  const sender = body.subarray(RECORD_HEADER_BYTES, start);
  const record = body.subarray(start);
  if (record.length > recordBytes) throw new Error('there is more than one record');

  const info = Buffer.concat([Buffer.from('WebPush: info\0'), curve.getPublicKey(), sender]);
  const secret = derive(curve.computeSecret(sender), auth, info, 32);
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);

  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-TAG_BYTES));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -TAG_BYTES)), decipher.final()]);
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (padded[end] !== LAST_RECORD) throw new Error('the record does not end as the last one does');
  return padded.subarray(0, end).toString('utf8');
}

function derive(material: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', material, salt, info, bytes));
}
