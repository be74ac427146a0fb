import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { describeField } from '@retention/domain/contract/describe';
import type { ErrorDetail } from '@retention/domain/contract/error';
import { ApiError } from './errors.ts';

const MOST_FAULTS = 10;

/** Holds bodies to a schema. What comes back is typed; a fault throws ApiError 422 naming the fields. */
export function createCheck<Schema extends TSchema>(schema: Schema): (body: unknown) => Static<Schema> {
  const validator = Compile(schema);
  return (body) => {
    if (validator.Check(body)) return body;
    const errors = faults(schema, validator.Errors(body));
    throw ApiError.unprocessable(errors[0]?.error ?? 'The body is not as described', errors);
  };
}

interface Fault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: object;
}

/** One fault per field, in the words of the contract. */
function faults(schema: TSchema, found: readonly Fault[]): ErrorDetail[] {
  const byField = new Map<string, string>();
  for (const { instancePath, keyword, params } of found) {
    const path = instancePath.split('/').slice(1).map(unescapePointer);
    if (keyword === 'required' && 'requiredProperties' in params && Array.isArray(params.requiredProperties)) {
      for (const name of params.requiredProperties) {
        const field = [...path, String(name)];
        note(field, `is missing: it must be ${describeField(schema, field)}`);
      }
    } else if (keyword === 'additionalProperties' || keyword === 'boolean') {
      if (keyword === 'boolean') note(path, 'is not known here');
    } else note(path, `must be ${describeField(schema, path)}`);
  }
  return [...byField].slice(0, MOST_FAULTS).map(([field, error]) => ({ field, error }));

  function note(path: readonly string[], fault: string): void {
    const field = shownPath(path);
    if (!byField.has(field)) byField.set(field, field === '' ? `The body ${fault}` : `"${field}" ${fault}`);
  }
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** `["users","0","email"]` → `users[0].email`, short enough to stand in a message. */
function shownPath(path: readonly string[]): string {
  const text = path
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
  const printable = text.replace(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]/g, '\ufffd');
  return printable.length > 80 ? `${printable.slice(0, 80)}…` : printable;
}
