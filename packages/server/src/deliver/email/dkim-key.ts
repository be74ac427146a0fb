import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The key that signs mail, as PEM. Throws with what is wrong and what would be right, and never repeats a key. */
export function readDkimKey(given: string): string {
  const pem = given.includes('-----BEGIN') ? given.replaceAll(String.raw`\n`, '\n') : readKeyFile(given);
  let type: string | undefined;
  try {
    type = createPrivateKey(pem).asymmetricKeyType;
  } catch {
    throw new Error(
      'RETENTION_DKIM_KEY is no private key: give an RSA key as PEM, or the path of a file that holds it',
    );
  }
  if (type !== 'rsa') {
    throw new Error(`RETENTION_DKIM_KEY is a key of type ${type ?? 'unknown'}: mail is signed with RSA, 2048 bits`);
  }
  return pem;
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Error(
      `RETENTION_DKIM_KEY names a file that cannot be read (${code}): give PEM, or the path of a PEM file`,
      { cause: error },
    );
  }
}
