import Type, { type Static } from 'typebox';

/** Every status an error of the API may have, and what it means to the caller. */
export const ERROR_STATUSES = {
  400: {
    title: 'Bad request',
    meaning: 'The body is not JSON, or what surrounds the items is wrong, or no item of a batch is good.',
  },
  401: {
    title: 'Unknown caller',
    meaning: 'No token or key, or one that is not valid (any more). Get a new one and send again.',
  },
  403: {
    title: 'Not allowed',
    meaning: 'The caller is known but may not do this, or the CSRF token of a cookie session is missing or wrong.',
  },
  404: { title: 'Not found', meaning: 'There is no such path, or nothing by that id.' },
  405: { title: 'Wrong method', meaning: 'The path exists, under the method named in `Allow`.' },
  408: { title: 'Too slow', meaning: 'The request did not arrive in time.' },
  409: { title: 'Conflict', meaning: 'It contradicts what is stored by now.' },
  413: { title: 'Too large', meaning: 'The body is longer than the endpoint takes. Send fewer items at a time.' },
  415: { title: 'Unsupported body', meaning: 'The body is compressed, or declared as something other than JSON.' },
  417: { title: 'Expectation failed', meaning: 'Only `Expect: 100-continue` is understood.' },
  422: { title: 'Invalid field', meaning: 'The body is JSON, but a field is not as described. `errors` names each.' },
  429: { title: 'Too many requests', meaning: 'Over the rate of this user. Wait the seconds in `Retry-After`.' },
  431: { title: 'Headers too large', meaning: 'The headers take more than 16 KiB.' },
  500: { title: 'Our fault', meaning: 'A defect of the server. Quote the request id when you report it.' },
  503: {
    title: 'Not now',
    meaning:
      'The server cannot answer for it at the moment: it may or may not be stored. Wait the seconds in `Retry-After` and send it again; events with the same `id` are stored once.',
  },
} as const;

export type ErrorStatus = keyof typeof ERROR_STATUSES;

/** What any endpoint may answer, whoever calls it. */
export const EVERYWHERE: readonly ErrorStatus[] = [400, 405, 408, 413, 415, 431, 500, 503];

/** The body of every error, whatever its status. */
export const errorBody = Type.Object(
  {
    status: Type.Literal('error'),
    message: Type.String({ description: 'What is wrong, and what would be right.' }),
    errors: Type.Array(
      Type.Object({
        index: Type.Optional(Type.Integer({ minimum: 0, description: 'Which item of a batch, from 0.' })),
        field: Type.Optional(Type.String({ description: 'Which field, like `users[0].email`.' })),
        error: Type.String({ description: 'What is wrong with it.' }),
      }),
      { description: 'The faults one by one, where there are several to name; else empty.' },
    ),
  },
  { description: 'The body of every error.' },
);
export type ErrorBody = Static<typeof errorBody>;
export type ErrorDetail = ErrorBody['errors'][number];
