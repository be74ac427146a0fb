import type { TSchema } from 'typebox';

/** Where in an answer contacts stand: here, in the fields of an object, or in the items of a list. */
type Place = 'contact' | { readonly fields: ReadonlyMap<string, Place>; readonly items: Place | null };

/**
 * What takes the contacts out of an answer: wherever the contract says `contact()`, null stands instead. Null where the
 * answer has none. The answer itself is not touched: handlers may hand out what they keep.
 */
export function contactsRemover(schema: TSchema): ((answer: unknown) => unknown) | null {
  const place = placeIn(schema);
  return place === null ? null : (answer) => without(answer, place);
}

function placeIn(schema: unknown): Place | null {
  if (!isObject(schema)) return null;
  if (schema['contact'] === true) return 'contact';
  const fields = new Map<string, Place>();
  let items = placeIn(schema['items']);
  if (isObject(schema['properties'])) {
    for (const [name, part] of Object.entries(schema['properties'])) {
      const place = placeIn(part);
      if (place !== null) fields.set(name, place);
    }
  }
  for (const option of [schema['anyOf'], schema['allOf']].flat()) {
    const place = placeIn(option);
    if (place === 'contact') return place;
    if (place === null) continue;
    for (const [name, inner] of place.fields) fields.set(name, inner);
    items ??= place.items;
  }
  return fields.size === 0 && items === null ? null : { fields, items };
}

function without(value: unknown, place: Place): unknown {
  if (place === 'contact') return null;
  const { fields, items } = place;
  if (Array.isArray(value)) return items === null ? value : value.map((item: unknown) => without(item, items));
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const [name, inner] of fields) if (Object.hasOwn(copy, name)) copy[name] = without(copy[name], inner);
  return copy;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
