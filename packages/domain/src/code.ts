/**
 * Codes that people read in a message and type elsewhere: `ONE-7KQ4-M2XD`. Digits and capital letters without I, L, O and
 * U (Crockford's base 32): no two of them are taken for each other, and what somebody reads as I, L or O can only be 1 or 0.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PREFIX = 'ONE';
const GROUP = 4;
const CHARACTERS = 8;
/** 5 bits a character. 40 bits: among 100,000 codes that are valid, one guess in ten million hits. */
export const CODE_BYTES = (CHARACTERS * 5) / 8;

/**
 * What a person may have typed in place of a character: letters that look the same, of which Cyrillic keyboards have a
 * dozen.
 */
const READ_AS: ReadonlyMap<string, string> = new Map([
  ...['O', 'О', 'З'].map((typed): [string, string] => [typed, typed === 'З' ? '3' : '0']),
  ...['I', 'L', 'І', 'Ӏ', '|'].map((typed): [string, string] => [typed, '1']),
  ...Array.from('АВЕКМНРСТХУЅЈ', (typed, at): [string, string] => [typed, 'ABEKMHPCTXYSJ'.charAt(at)]),
]);

/** A code of random bytes, of which the first `CODE_BYTES` are used. Throws RangeError where there are fewer. */
export function formatCode(bytes: Uint8Array): string {
  if (bytes.length < CODE_BYTES) throw new RangeError(`a code needs ${CODE_BYTES} bytes, not ${bytes.length}`);
  const bits = Array.from(bytes.subarray(0, CODE_BYTES), (byte) => byte.toString(2).padStart(8, '0')).join('');
  return spelt((bits.match(/.{5}/g) ?? []).map((five) => ALPHABET.charAt(Number.parseInt(five, 2))).join(''));
}

/**
 * What a person typed as the code it stands for: case, spaces, hyphens of any kind, the prefix and letters that look alike
 * do not matter. Null where it is no code.
 */
export function readCode(typed: string): string | null {
  const characters = Array.from(typed.normalize('NFKC').toUpperCase())
    .filter((character) => !/[\s\p{Pd}\p{Cf}_.]/u.test(character))
    .map((character) => READ_AS.get(character) ?? character)
    .join('');
  // As it is read, O is 0.
  const code = characters.length > CHARACTERS ? characters.replace(/^0NE/, '') : characters;
  return code.length === CHARACTERS && Array.from(code).every((character) => ALPHABET.includes(character))
    ? spelt(code)
    : null;
}

function spelt(characters: string): string {
  return [PREFIX, characters.slice(0, GROUP), characters.slice(GROUP)].join('-');
}
