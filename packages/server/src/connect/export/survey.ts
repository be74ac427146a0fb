import { parseInstant, type Instant } from '@retention/domain/day';
import { EVENT_LIMITS } from '@retention/domain/event';
import { readUserId } from '@retention/domain/user';
import { zoned } from '../../file/options.ts';
import type { Row } from '../../file/rows.ts';
import { fieldOf, firstOf, isFields, timestampOf, type Fields } from './field.ts';
import type { ExportMapping } from './mapping.ts';
import { readFact, type RowReader } from './row.ts';
import type { ExportShape } from './shape.ts';
import { guessFact } from './words.ts';
import type { Fact } from '../fact.ts';

/** What is in the files: the first pass over them. Bounded whatever they hold. */
export interface Survey {
  readonly rows: number;
  /** Rows that cannot be read, or name no event. */
  readonly unreadable: number;
  /** Rows of events beyond the names that are told apart. */
  readonly beyond: number;
  /** Different users, at most MOST_OF_ALL. */
  readonly people: number;
  /** Those of them of whom more than the id seems to be said, at most MOST_OF_ALL. */
  readonly told: number;
  /** The most frequent first. */
  readonly names: readonly NameSurvey[];
  /** How many rows had each of the fields that may name a person. */
  readonly user_fields: ReadonlyMap<string, number>;
  /** How often a field that may be a fact of the person was there, and whether its first values made sense as one. */
  readonly facts: readonly FactSurvey[];
  /** How far the clock of the times lies behind UTC, in minutes; null where nothing tells. */
  readonly behind_minutes: number | null;
}

export interface NameSurvey {
  readonly name: string;
  readonly rows: number;
  /** Rows of somebody who is a user of the host. */
  readonly of_users: number;
  /** Of those, rows whose id and time can be used. */
  readonly usable: number;
  readonly first: Instant | null;
  readonly last: Instant | null;
  /** Different people, at most MOST_PEOPLE. */
  readonly people: number;
  /** Names of properties, in the order in which they came. */
  readonly properties: readonly string[];
  readonly examples: readonly Fields[];
}

export interface FactSurvey {
  readonly fact: Fact;
  readonly field: string;
  readonly rank: number;
  readonly rows: number;
  readonly sampled: number;
  readonly good: number;
}

export const MOST_NAMES = 500;
export const MOST_PEOPLE = 1_000;
export const MOST_OF_ALL = 100_000;
const MOST_PROPERTIES = 200;
const MOST_EXAMPLES = 4;
const LARGEST_EXAMPLE = 8_000;
const SAMPLED = 200;

interface Name {
  rows: number;
  of_users: number;
  usable: number;
  first: Instant;
  last: Instant;
  readonly people: Set<string>;
  readonly properties: Set<string>;
  readonly examples: Fields[];
}

/** Gathers a survey, block by block. */
export class SurveyOfRows {
  readonly #shape: ExportShape;
  readonly #reader: RowReader;
  readonly #timezone: string;
  readonly #now: Instant;
  readonly #names = new Map<string, Name>();
  readonly #facts = new Map<string, { -readonly [Key in keyof FactSurvey]: FactSurvey[Key] }>();
  readonly #userFields: Map<string, number>;
  readonly #factOf = new Map<string, ReturnType<typeof guessFact>>();
  readonly #everybody = new Set<string>();
  readonly #told = new Set<string>();
  rows = 0;
  #unreadable = 0;
  #beyond = 0;
  #leastBehind = Infinity;

  constructor(shape: ExportShape, reader: RowReader, mapping: ExportMapping, now: Instant) {
    this.#shape = shape;
    this.#reader = reader;
    this.#timezone = mapping.timezone;
    this.#now = now;
    this.#userFields = new Map(mapping.user_id.map((field) => [field, 0]));
  }

  add(rows: readonly Row[]): void {
    for (const { values } of rows) {
      this.rows++;
      if (values === null) this.#unreadable++;
      else this.#addRow(values);
    }
  }

  #addRow(row: Fields): void {
    const name = this.#reader.nameOf(row);
    if (name === null) {
      this.#unreadable++;
      return;
    }
    const known = this.#nameOf(name);
    if (known === null) {
      this.#beyond++;
      return;
    }
    known.rows++;
    for (const field of this.#userFields.keys()) {
      if (firstOf(row, [field]) !== undefined) this.#userFields.set(field, (this.#userFields.get(field) ?? 0) + 1);
    }
    const user_id = this.#reader.userOf(row);
    const properties = fieldOf(row, this.#shape.properties);
    if (isFields(properties)) {
      for (const key of Object.keys(properties)) {
        if (known.properties.size < MOST_PROPERTIES) known.properties.add(key);
      }
    }
    const at = this.#instantOf(row);
    if (at !== null) this.#lookBehind(row, at);
    if (user_id === undefined) return;
    known.of_users++;
    const id = readUserId(user_id);
    if (id === null) return;
    if (this.#everybody.size < MOST_OF_ALL) this.#everybody.add(id);
    if (known.people.size < MOST_PEOPLE) known.people.add(id);
    if (known.examples.length < MOST_EXAMPLES && JSON.stringify(row).length <= LARGEST_EXAMPLE)
      known.examples.push(row);
    if ((this.#lookForFacts(row) || this.#reader.facts(row, this.#now) !== null) && this.#told.size < MOST_OF_ALL) {
      this.#told.add(id);
    }
    if (at === null || at > this.#now + EVENT_LIMITS.ahead_ms) return;
    known.usable++;
    known.first = Math.min(known.first, at);
    known.last = Math.max(known.last, at);
  }

  #nameOf(name: string): Name | null {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    if (this.#names.size >= MOST_NAMES) return null;
    const sets = { people: new Set<string>(), properties: new Set<string>(), examples: [] };
    const made: Name = { rows: 0, of_users: 0, usable: 0, first: Infinity, last: -Infinity, ...sets };
    this.#names.set(name, made);
    return made;
  }

  #instantOf(row: Fields): Instant | null {
    const timestamp = timestampOf(firstOf(row, [this.#shape.time]), this.#shape.wall);
    const text = zoned(timestamp, this.#timezone);
    const instant = typeof text === 'string' ? parseInstant(text) : null;
    return typeof instant === 'number' ? instant : null;
  }

  /** No row is taken before it happened: the smallest difference is what the clock is behind by. */
  #lookBehind(row: Fields, at: Instant): void {
    const processed = this.#shape.processed === null ? null : fieldOf(row, this.#shape.processed);
    if (typeof processed === 'number') this.#leastBehind = Math.min(this.#leastBehind, processed - at);
  }

  /** Whether the row has something that may be a fact. */
  #lookForFacts(row: Fields): boolean {
    let found = false;
    for (const { under, only } of this.#shape.people) {
      const properties = under === '' ? row : fieldOf(row, under);
      if (!isFields(properties)) continue;
      for (const key of Object.keys(properties)) {
        if (only !== undefined && !only.test(key)) continue;
        const guess = this.#guess(key);
        if (guess === null) continue;
        const field = under === '' ? key : `${under}.${key}`;
        const survey = this.#facts.get(field) ?? { ...guess, field, rows: 0, sampled: 0, good: 0 };
        this.#facts.set(field, survey);
        const value = properties[key];
        if (value === undefined || value === null || value === '') continue;
        survey.rows++;
        found = true;
        if (survey.sampled >= SAMPLED) continue;
        survey.sampled++;
        if (readFact(guess.fact, value, this.#timezone, this.#now) !== null) survey.good++;
      }
    }
    return found;
  }

  #guess(key: string): ReturnType<typeof guessFact> {
    const known = this.#factOf.get(key);
    if (known !== undefined) return known;
    const guess = guessFact(key);
    // A file may have a new property on every line.
    if (this.#factOf.size < 10_000) this.#factOf.set(key, guess);
    return guess;
  }

  done(): Survey {
    const names = [...this.#names].map(([name, { people, properties, first, last, ...rest }]): NameSurvey => ({
      name,
      ...rest,
      first: first === Infinity ? null : first,
      last: last === -Infinity ? null : last,
      people: people.size,
      properties: [...properties],
    }));
    return {
      rows: this.rows,
      unreadable: this.#unreadable,
      beyond: this.#beyond,
      people: this.#everybody.size,
      told: this.#told.size,
      names: names.toSorted((one, other) => other.rows - one.rows || (one.name < other.name ? -1 : 1)),
      user_fields: this.#userFields,
      facts: [...this.#facts.values()],
      behind_minutes: this.#leastBehind === Infinity ? null : Math.round(this.#leastBehind / 60_000),
    };
  }
}
