import type { TSchema } from 'typebox';
import { ENDPOINTS } from '@retention/domain/contract/contract';
import { WHO, type Who } from '@retention/domain/contract/endpoint';
import { ERROR_STATUSES, type ErrorStatus } from '@retention/domain/contract/error';
import { openApiDocument } from '@retention/domain/contract/openapi';
import { VERSION } from '@retention/server/version';

/** The parts of the OpenAPI document that a page shows. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly 'x-body-bytes'?: number;
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

interface Content {
  readonly schema: TSchema;
  readonly example: unknown;
}

/** An operation as a page speaks of it. */
export interface Operation {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly who: Who;
  /** Null where there is no body. */
  readonly bodyBytes: number | null;
  readonly request: TSchema | null;
  readonly requestExample: unknown;
  readonly produces: string;
  readonly answer: TSchema;
  readonly answerExample: unknown;
  readonly errors: readonly ErrorStatus[];
}

/** The document for machines, as a server serves it at `/api/openapi.json`. */
export function openApi(): OpenApi {
  const served = new Set<string>(ENDPOINTS.map(({ name }) => name));
  // What stands in it is what crosses the wire.
  return JSON.parse(JSON.stringify(openApiDocument(ENDPOINTS, { served, version: VERSION }))) as OpenApi;
}

export function operations({ paths }: OpenApi): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, row]) => {
      const sent = row.requestBody?.content['application/json'];
      const [produces, given] = first(row.responses['200']?.content);
      return {
        name: row.operationId,
        method: method === 'get' ? 'GET' : 'POST',
        path,
        summary: row.summary,
        description: row.description,
        who: WHO.find((who) => who === row.tags[0]) ?? 'anyone',
        bodyBytes: row['x-body-bytes'] ?? null,
        request: sent?.schema ?? null,
        requestExample: sent?.example ?? null,
        produces,
        answer: given.schema,
        answerExample: given.example,
        errors: Object.keys(row.responses).map(Number).filter(isErrorStatus),
      };
    }),
  );
}

function first(content: Readonly<Record<string, Content>> | undefined): [string, Content] {
  const [found] = Object.entries(content ?? {});
  if (found === undefined) throw new Error('An operation of the document answers nothing');
  return found;
}

function isErrorStatus(status: number): status is ErrorStatus {
  return Object.hasOwn(ERROR_STATUSES, status);
}
