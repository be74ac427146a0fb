import Type, { type TSchema } from 'typebox';
import { USER_ID_CHARACTERS } from '../user.ts';

/** The words bodies are made of, where more than one endpoint uses them. */

export const userId = Type.Union([Type.Integer(), Type.String({ minLength: 1, maxLength: USER_ID_CHARACTERS })], {
  description: 'The host’s own id of a user: an integer, or a string up to 128 characters.',
});

/** The number of a row. */
export const rowId = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

export function instant(description: string) {
  return Type.String({ format: 'date-time', description });
}

export function day(description: string) {
  return Type.String({ format: 'date', description });
}

export function nullable<S extends TSchema>(schema: S, description?: string) {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
}

export function count(description: string) {
  return Type.Integer({ minimum: 0, description });
}

/** A part of a whole, 0–1. */
export function share(description: string) {
  return Type.Number({ minimum: 0, maximum: 1, description });
}

/** An object that holds exactly these fields. */
export const closed = { additionalProperties: false } as const;

/** How to reach a person: null in every answer to an analyst (http/route.ts sees to it). */
export function contact(description = 'Null where none is known, and for an analyst.') {
  return Type.Union([Type.String(), Type.Null()], { description, contact: true });
}

/** The body of a request that says all with its token. Unknown fields are not looked at. */
export const nothing = Type.Object({}, { description: 'Empty: `{}`, or no body at all.' });

export const done = Type.Object({ status: Type.Literal('ok') });

/** What became of a batch of which at least one item is good. */
export function batchResult(items: string) {
  return Type.Object({
    status: Type.Literal('ok'),
    processed: count(`How many ${items} were good and are stored.`),
    errors: Type.Array(
      Type.Object({
        index: Type.Integer({ minimum: 0, description: `Which of the ${items}, from 0.` }),
        error: Type.String({ description: 'What is wrong with it, and what would be right.' }),
      }),
      { description: `The ${items} that were refused.` },
    ),
  });
}
