/**
 * Whether a person is held out of a type: the same answer on every machine and after every restart, since it depends on
 * nothing but the two names. `share` is 0–1; whoever is held out at a share is so at every larger one. Spec section 6.
 */
export function isHeldOut(user_id: string, type: string, share: number): boolean {
  return place(`${type}\0${user_id}`) < share;
}

/** A number from 0 to 1 that is spread evenly over names: FNV-1a of the UTF-16 code units, finished as MurmurHash3 does. */
function place(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
