import { formatInstant, type Instant } from '@retention/domain/day';

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What lies at a path like `properties.$user_id`. Tools flatten what is nested when they write CSV, and their names of
 * properties may hold dots: a key that reads like the path, or like the rest of it, comes before a deeper one.
 */
export function fieldOf(fields: unknown, path: string): unknown {
  if (!isFields(fields)) return undefined;
  if (Object.hasOwn(fields, path)) return fields[path];
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const outer = path.slice(0, dot);
    const found = Object.hasOwn(fields, outer) ? fieldOf(fields[outer], path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first of these fields that says something: tools write "nothing" as null or as an empty text. */
export function firstOf(fields: Fields, paths: readonly string[]): unknown {
  for (const path of paths) {
    const value = fieldOf(fields, path);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

/** An object that was written as text: warehouses and CSV have properties so. Everything else as it is. */
export function opened(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('{')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Below it (1973), a number of seconds is a counter or a zero, and no moment anybody exported. */
const LEAST_SECONDS = 1e8;
const LEAST_MILLISECONDS = 1e11;
const LEAST_MICROSECONDS = 1e14;
const YEAR_9999: Instant = 253_370_764_800_000;

/**
 * A timestamp as an import reads it. Seconds, milliseconds or microseconds since 1970 become ISO 8601: in UTC, or, where
 * the tool counts them on the wall clock of its project (`wall`), without a zone.
 */
export function timestampOf(value: unknown, wall: boolean): unknown {
  const number = numberOf(value);
  if (number === null) return value;
  const milliseconds =
    number >= LEAST_MICROSECONDS ? number / 1000 : number >= LEAST_MILLISECONDS ? number : number * 1000;
  if (number < LEAST_SECONDS || milliseconds > YEAR_9999) return String(value);
  const text = formatInstant(Math.floor(milliseconds));
  return wall ? text.slice(0, -1) : text;
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d{1,16}(?:\.\d{1,9})?$/.test(value) ? Number(value) : null;
}
