/**
 * Random numbers that come again: the same seed and stream give the same ones on every machine.
 *
 * The algorithm is sfc32, "small fast counting", of Chris Doty-Humphrey's PractRand (public domain): three words of 32
 * bits that are mixed, and a counter that keeps the period from falling below 2^32. It is no source of secrets.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `stream` and `part` part one seed into independent sequences, like one for each person. All are taken modulo 2^32. */
  constructor(seed: number, stream = 0, part = 0) {
    this.#a = seed | 0;
    this.#b = stream | 0;
    this.#c = part | 0;
    // Seeds that differ by a bit are strangers only after a dozen rounds.
    for (let round = 0; round < 15; round++) this.bits();
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    const bits = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + bits) | 0;
    return bits;
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    return (this.bits() >>> 0) / 2 ** 32;
  }

  /** True with that probability, 0–1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** Anywhere between the two. */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** Exponentially distributed: how long until something that may happen at any time does. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** Any of them, each as likely. Throws for none. */
  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.next() * from.length)];
    if (picked === undefined) throw new RangeError('there is nothing to pick from');
    return picked;
  }

  /** One of them, as likely as its weight says. Throws where the weights come to nothing. */
  weighted<T>(from: readonly (readonly [value: T, weight: number])[]): T {
    let left = this.next() * from.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of from) {
      left -= weight;
      if (left < 0) return value;
    }
    throw new RangeError('the weights come to nothing');
  }

  /** The same values in another order. */
  shuffled<T>(values: readonly T[]): T[] {
    return values
      .map((value) => ({ value, at: this.next() }))
      .toSorted((one, other) => one.at - other.at)
      .map(({ value }) => value);
  }

  /** So many random bytes. */
  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.bits() & 0xff));
  }

  /** A UUID of version 4. */
  uuid(): string {
    const first = hex(this.bits());
    const second = hex((this.bits() & ~0xf000) | 0x4000);
    const third = hex((this.bits() & 0x3fffffff) | 0x80000000);
    return `${first}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${hex(this.bits())}`;
  }
}

function hex(bits: number): string {
  return (bits >>> 0).toString(16).padStart(8, '0');
}
