import type { TSchema } from 'typebox';
import { ERROR_STATUSES, EVERYWHERE, errorBody, type ErrorStatus } from './error.ts';
import type { Endpoint, Who } from './endpoint.ts';

/** The contract as an OpenAPI 3.1 document. Pure: the same rows give the same document. */

export interface OpenApiOptions {
  /** Names of the endpoints that are routed; the others are planned, and marked `x-served: false`. */
  readonly served: ReadonlySet<string>;
  readonly version: string;
}

/** Who may call, in words; in the order in which the reader meets them. */
export const CALLERS: Readonly<Record<Who, { readonly title: string; readonly proof: string }>> = {
  user: {
    title: 'The user’s app',
    proof:
      'A token signed by the host, as `Authorization: Bearer`, or in the HttpOnly cookie `retention_token` together with `X-CSRFToken`, which repeats the cookie `csrftoken`. A page of another origin sends the token, and its origin stands in `RETENTION_ORIGINS`.',
  },
  host: { title: 'The host’s backend', proof: 'The host key, as `Authorization: Bearer`.' },
  analyst: {
    title: 'The team, reading',
    proof:
      'As the user, with `"role": "analyst"`, `"admin"` or `"owner"` in the token; or by a login to the dashboard: the HttpOnly cookie `retention_admin` together with `X-CSRFToken`, which repeats the cookie `retention_admin_csrf`.',
  },
  admin: {
    title: 'The team, acting',
    proof: 'As the team that reads, with the role admin or owner.',
  },
  owner: {
    title: 'The owner',
    proof:
      'As the team that reads, with the role owner: the password of the configuration, or an account or a token that says so.',
  },
  anyone: { title: 'Anyone', proof: 'No proof asked.' },
};

const USER_SECURITY = [{ userToken: [] }, { userCookie: [], csrfToken: [] }];
const OWNER_SECURITY = [...USER_SECURITY, { adminCookie: [], csrfToken: [] }];
const SECURITY: Readonly<Record<Who, readonly object[]>> = {
  user: USER_SECURITY,
  analyst: OWNER_SECURITY,
  admin: OWNER_SECURITY,
  owner: OWNER_SECURITY,
  host: [{ hostKey: [] }],
  anyone: [],
};

const SECURITY_SCHEMES = {
  userToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'HS256 with the shared secret, or RS256/ES256 by key set. `sub` is the user id, `role` analyst, admin or owner.',
  },
  userCookie: { type: 'apiKey', in: 'cookie', name: 'retention_token', description: 'The same token, HttpOnly.' },
  adminCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'retention_admin',
    description: 'A login to the dashboard, HttpOnly.',
  },
  csrfToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRFToken',
    description: 'The value of the cookie `csrftoken`; with `retention_admin`, of `retention_admin_csrf`.',
  },
  hostKey: { type: 'http', scheme: 'bearer', description: 'The host key.' },
};

export function openApiDocument(endpoints: readonly Endpoint[], { served, version }: OpenApiOptions) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'OnePercent Retention',
      version,
      description:
        'Bodies are JSON. Every error is `{"status":"error","message","errors":[…]}`; the message says what is wrong and what would be right. The last slash of a path may be left out.',
    },
    servers: [{ url: '/' }],
    tags: Object.entries(CALLERS).map(([name, { title, proof }]) => ({ name, description: `${title}. ${proof}` })),
    paths: Object.fromEntries(
      endpoints.map((row) => [row.path, { [row.method.toLowerCase()]: operation(row, served) }]),
    ),
    components: { securitySchemes: SECURITY_SCHEMES, schemas: { Error: plain(errorBody) }, responses: responses() },
  };
}

function operation(row: Endpoint, served: ReadonlySet<string>): object {
  const isServed = served.has(row.name);
  return {
    operationId: row.name,
    summary: row.summary,
    description: isServed ? row.description : `Not served yet. ${row.description}`,
    tags: [row.who],
    security: SECURITY[row.who],
    'x-served': isServed,
    ...(row.method === 'POST' ? { 'x-body-bytes': row.body_bytes, requestBody: requestBody(row) } : {}),
    responses: {
      200: {
        description: 'Done.',
        content: { [row.produces]: { schema: plain(row.response), example: row.example.response } },
      },
      ...Object.fromEntries(errorsOf(row).map((status) => [status, { $ref: `#/components/responses/${status}` }])),
    },
  };
}

function requestBody(row: Endpoint): object {
  const content = { schema: plain(row.request), example: row.example.request };
  return {
    description: `At most ${row.body_bytes.toLocaleString('en-US')} bytes, not compressed.`,
    content: {
      'application/json': content,
      // The same JSON, declared as what a browser may send without asking first.
      ...(row.proof === 'header or body' ? { 'text/plain': content } : {}),
    },
  };
}

/** Every error status the endpoint may answer with, ascending. */
export function errorsOf(row: Endpoint): ErrorStatus[] {
  return [...new Set([...EVERYWHERE, ...row.errors])].toSorted((one, other) => one - other);
}

function responses(): object {
  return Object.fromEntries(
    Object.entries(ERROR_STATUSES).map(([status, { title, meaning }]) => [
      status,
      {
        description: `${title}. ${meaning}`,
        ...(status === '429' || status === '503' ? { headers: RETRY_AFTER } : {}),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } },
};

/** A schema as plain JSON Schema, without the library's own marks. */
function plain(schema: TSchema): unknown {
  return JSON.parse(JSON.stringify(schema));
}
