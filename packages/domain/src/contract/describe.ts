import type { TSchema } from 'typebox';

/** A schema in words: for the messages of refused fields, and for the readable page. */

interface Parts {
  readonly type?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Parts[];
  readonly properties?: Readonly<Record<string, Parts>>;
  readonly required?: readonly string[];
  readonly items?: Parts;
  readonly patternProperties?: object;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly description?: string;
}

/** `an integer from 1 to 100`, `one of low, medium, high, or null`, … */
export function describe(schema: TSchema): string {
  return words(schema);
}

/** The words for the field at a path of names and indices; for a field the schema does not know, `as described`. */
export function describeField(schema: TSchema, path: readonly string[]): string {
  let at: Parts | undefined = schema;
  for (const name of path) at = at === undefined ? undefined : child(at, name);
  return at === undefined ? 'as described' : words(at);
}

/** A row of a field table. */
export interface FieldLine {
  /** Like `events[].type`. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** Every field of a body, parents before children. */
export function fieldLines(schema: TSchema): FieldLine[] {
  return linesBelow(schema, '');
}

function linesBelow(schema: Parts, prefix: string): FieldLine[] {
  const { properties = {}, required = [] } = whole(schema);
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const line = { path, type: words(field), required: required.includes(name), description: field.description ?? '' };
    const { items } = whole(field);
    return [line, ...(items === undefined ? linesBelow(field, `${path}.`) : linesBelow(items, `${path}[].`))];
  });
}

/** The schema itself, or of `X or null` the X. */
function whole(schema: Parts): Parts {
  return schema.anyOf?.find(({ type }) => type === 'object' || type === 'array') ?? schema;
}

function child(schema: Parts, name: string): Parts | undefined {
  const { properties, items } = whole(schema);
  if (properties !== undefined && Object.hasOwn(properties, name)) return properties[name];
  return /^\d+$/.test(name) ? items : undefined;
}

function words(schema: Parts): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(words).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  switch (schema.type) {
    case 'integer':
      return `an integer${range(schema.minimum, schema.maximum, '')}`;
    case 'number':
      return `a number${range(schema.minimum, schema.maximum, '')}`;
    case 'string':
      return `${FORMATS[schema.format ?? ''] ?? 'a string'}${range(schema.minLength, schema.maxLength, ' characters')}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return `a list${range(schema.minItems, schema.maxItems, ' items')}`;
    default:
      return 'an object';
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a date like "2024-01-15"',
  'date-time': 'an instant like "2024-01-15T10:30:00Z"',
  email: 'an e-mail address',
  uuid: 'a UUID',
};

function range(least: number | undefined, most: number | undefined, unit: string): string {
  if (least !== undefined && least === most) return ` of ${least}${unit}`;
  if (least !== undefined && most !== undefined) return ` from ${figure(least)} to ${figure(most)}${unit}`;
  if (least !== undefined) return ` from ${figure(least)}${unit}${unit === '' ? ' up' : ' on'}`;
  return most === undefined ? '' : ` up to ${figure(most)}${unit}`;
}

/** With a thousands separator: 1,000,000 is easier to read than to count. */
function figure(value: number): string {
  return value.toLocaleString('en-US');
}
