import { EVENT_TYPES, isEventType, type EventType } from '@retention/domain/event';
import { isZone, parseInstant } from '@retention/domain/day';
import { isFields, type Fields } from './field.ts';
import { EXPORT_KINDS, type ExportKind } from './shape.ts';
import { FACTS, type Fact } from '../fact.ts';

/** What stands in the mapping file of an export. Fields are named by their path in a row, like `properties.habit_id`. */
export interface ExportMapping {
  readonly kind: ExportKind;
  /** IANA zone of times that name none. */
  readonly timezone: string;
  /** ISO 8601 with a zone. Later rows are left to the app, which sends them itself: each would count twice. */
  readonly until: string | null;
  /** Fields that name the person as the host does; the first that says something counts. */
  readonly user_id: readonly string[];
  /** What becomes of rows whose id the tool made up for somebody who had not signed in. */
  readonly anonymous: 'left_out' | 'taken';
  /** Their name of an event → our type, or null: left out. */
  readonly types: Readonly<Record<string, EventType | null>>;
  /** Their name of an event → our key → their field, or `=` and a text that is the same for all of them. */
  readonly metadata: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Our fact of a person → their field. Empty: nothing but events is taken. */
  readonly people: Readonly<Partial<Record<Fact, string>>>;
  /** Our fact → their value as text → ours; `*` is every other value. */
  readonly values: Readonly<Partial<Record<Fact, Readonly<Record<string, string>>>>>;
}

export function writeExportMapping(mapping: ExportMapping): string {
  return `${JSON.stringify(mapping, null, 2)}\n`;
}

/** Reads a mapping file. Throws with every fault, its path and what would be right. */
export function readExportMapping(text: string, kind: ExportKind): ExportMapping {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (!isFields(input)) throw new Error('it must be a JSON object');
  const faults = new Faults();
  const mapping: ExportMapping = {
    kind: EXPORT_KINDS.find((known) => known === input['kind']) ?? kind,
    timezone: faults.text(input, 'timezone', isZone, 'an IANA zone like "Europe/Moscow"'),
    until: readUntil(input['until'] ?? null, faults),
    user_id: readFields(input['user_id'], faults),
    anonymous: input['anonymous'] === 'taken' ? 'taken' : 'left_out',
    types: Object.fromEntries(readTypes(faults.object(input, 'types'), faults)),
    metadata: Object.fromEntries(
      Object.entries(faults.object(input, 'metadata')).map(([name, keys]) => [
        name,
        readTexts(keys, `metadata.${name}`, faults),
      ]),
    ),
    people: factsOf(readTexts(input['people'] ?? {}, 'people', faults), 'people', faults),
    values: factsOf(
      Object.fromEntries(
        Object.entries(faults.object(input, 'values')).map(([fact, words]) => [
          fact,
          readTexts(words, `values.${fact}`, faults),
        ]),
      ),
      'values',
      faults,
    ),
  };
  if (input['kind'] !== kind) faults.add(`"kind" must be "${kind}"`);
  if (!['left_out', 'taken', undefined].some((known) => known === input['anonymous'])) {
    faults.add('"anonymous" must be "left_out" or "taken"');
  }
  const known = ['kind', 'timezone', 'until', 'user_id', 'anonymous', 'types', 'metadata', 'people', 'values'];
  for (const key of Object.keys(input)) {
    if (!known.includes(key)) faults.add(`"${key}" is not known here: known are ${known.join(', ')}`);
  }
  faults.check();
  return mapping;
}

/** As many as a person reads at once. */
const MOST_FAULTS = 10;

class Faults {
  readonly #found: string[] = [];

  add(fault: string): void {
    this.#found.push(fault);
  }

  check(): void {
    if (this.#found.length > 0) throw new Error(this.#found.slice(0, MOST_FAULTS).join('; '));
  }

  text(input: Fields, key: string, good: (text: string) => boolean, right: string): string {
    const value = input[key];
    if (typeof value === 'string' && good(value)) return value;
    this.add(`"${key}" must be ${right}`);
    return '';
  }

  /** An object that may be left out. */
  object(input: Fields, key: string): Fields {
    const value = input[key] ?? {};
    if (isFields(value)) return value;
    this.add(`"${key}" must be an object`);
    return {};
  }
}

function readUntil(value: unknown, faults: Faults): string | null {
  if (value === null) return null;
  if (typeof value === 'string' && typeof parseInstant(value) === 'number') return value;
  faults.add('"until" must be a moment with a zone, like "2024-01-15T10:30:00Z", or null');
  return null;
}

/** One field, or several in the order in which they are asked. */
function readFields(value: unknown, faults: Faults): readonly string[] {
  const fields: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = fields.filter((field) => typeof field === 'string' && field !== '').map(String);
  if (texts.length === 0 || texts.length < fields.length) {
    faults.add('"user_id" must name a field like "user_id", or several: ["properties.$user_id", "distinct_id"]');
  }
  return texts;
}

function* readTypes(types: Fields, faults: Faults): Generator<[string, EventType | null]> {
  for (const [name, type] of Object.entries(types)) {
    if (type === null) yield [name, null];
    else if (typeof type === 'string' && isEventType(type)) yield [name, type];
    else faults.add(`"types.${name}" must be null (left out) or one of ${EVENT_TYPES.join(', ')}`);
  }
}

function readTexts(value: unknown, path: string, faults: Faults): Record<string, string> {
  const entries = isFields(value) ? Object.entries(value) : [];
  if (!isFields(value)) faults.add(`"${path}" must be an object`);
  for (const [key, text] of entries) {
    if (typeof text !== 'string' || text === '') faults.add(`"${path}.${key}" must be a text`);
  }
  return Object.fromEntries(entries.map(([key, text]) => [key, String(text)]));
}

function factsOf<T>(
  entries: Readonly<Record<string, T>>,
  path: string,
  faults: Faults,
): Readonly<Partial<Record<Fact, T>>> {
  const found: Partial<Record<Fact, T>> = {};
  for (const [key, value] of Object.entries(entries)) {
    const fact = FACTS.find((name) => name === key);
    if (fact === undefined) faults.add(`"${path}.${key}" is not known here: known are ${FACTS.join(', ')}`);
    else found[fact] = value;
  }
  return found;
}
