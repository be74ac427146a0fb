import { shownName } from '../../file/columns.ts';
import { meant } from './nearest.ts';

/**
 * The keys of one JSON object, read one by one. Whatever is wrong is noted under its path with what would be right, and
 * a value of the right type stands in for it, so that all faults of a file are found at once.
 */
export class Fields {
  readonly path: string;
  readonly #input: Readonly<Record<string, unknown>>;
  readonly #faults: string[];
  readonly #asked: string[] = [];

  constructor(input: unknown, path: string, faults: string[]) {
    this.path = path;
    // Of what is no object nothing more need be said.
    this.#faults = isObject(input) ? faults : [];
    this.#input = isObject(input) ? input : {};
    if (!isObject(input)) faults.push(`${path === '' ? 'The file' : path} must be an object {…}`);
  }

  /** Notes a fault of one key. */
  fault(key: string, right: string): void {
    this.#faults.push(`${this.#at(key)} ${right}`);
  }

  text(key: string, right: string): string {
    return this.#text(key, this.#take(key), right) ?? '';
  }

  textOrNull(key: string, right: string): string | null {
    const value = this.#take(key);
    return value === undefined || value === null ? null : this.#text(key, value, `${right}, or null`);
  }

  /** A whole number from −`most` to `most`; 0 where it is left out. */
  whole(key: string, most: number): number {
    const value = this.#take(key);
    if (value === undefined) return 0;
    if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= most) return value;
    this.fault(key, `must be a whole number from -${most} to ${most}`);
    return 0;
  }

  /** False where it is left out. */
  flag(key: string): boolean {
    const value = this.#take(key);
    if (value === undefined || typeof value === 'boolean') return value ?? false;
    this.fault(key, 'must be true or false');
    return false;
  }

  /** The fields of each object of an array. */
  list(key: string): Fields[] {
    const value = this.#take(key);
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => new Fields(item, `${this.#at(key)}[${index}]`, this.#faults));
    }
    if (value !== undefined) this.fault(key, 'must be an array […]');
    return [];
  }

  /** The fields of an object whose keys are free; none where it is left out. */
  object(key: string): Fields {
    const value = this.#take(key);
    return new Fields(value === undefined ? {} : value, this.#at(key), this.#faults);
  }

  keys(): string[] {
    return Object.keys(this.#input);
  }

  scalar(key: string): string | number | boolean | null {
    const value = this.#take(key);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.fault(key, 'must be a text, a number, true, false or null');
    return null;
  }

  /** Notes keys nobody has asked for: a misspelt one would be lost in silence. */
  end(): void {
    for (const key of this.keys()) {
      if (!this.#asked.includes(key)) this.fault(shownName(key), `is not known here${meant(key, this.#asked)}`);
    }
  }

  #take(key: string): unknown {
    this.#asked.push(key);
    return Object.hasOwn(this.#input, key) ? this.#input[key] : undefined;
  }

  #text(key: string, value: unknown, right: string): string | null {
    if (typeof value === 'string' && value !== '') return value;
    this.fault(key, value === undefined ? `is missing: it must be ${right}` : `must be ${right}`);
    return null;
  }

  #at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
