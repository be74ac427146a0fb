import { OneDecimal } from './reference.ts';

/** Every place at which an answer is not what was expected, a line each. What is missing and what is too much count too. */
export function differences(actual: unknown, expected: unknown, where = ''): string[] {
  if (expected instanceof OneDecimal) {
    return expected.accepts(actual) ? [] : [line(where, `${expected.exact}, with one decimal`, actual)];
  }
  if (!isObject(expected) || !isObject(actual)) {
    return Object.is(actual, expected) ? [] : [line(where, JSON.stringify(expected), actual)];
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].flatMap((key) => differences(actual[key], expected[key], where === '' ? key : `${where}.${key}`));
}

function line(where: string, expected: string, actual: unknown): string {
  return `${where}: expected ${expected}, got ${JSON.stringify(actual)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
