import type { FastifyReply } from 'fastify';
import type { Endpoint } from '@retention/domain/contract/endpoint';
import { openApiDocument } from '@retention/domain/contract/openapi';
import { VERSION } from '../version.ts';
import { renderReference } from './reference.ts';

interface PageCall {
  readonly reply: FastifyReply;
}

/** The contract for machines and for people, made once, at the first request: by then every route is known. */
export function createDocuments(endpoints: readonly Endpoint[], served: ReadonlySet<string>) {
  const document = once(() => openApiDocument(endpoints, { served, version: VERSION }));
  const page = once(() => renderReference(endpoints, served));
  return {
    openapi: async () => document(),
    async reference({ reply }: PageCall) {
      const { html, contentSecurityPolicy } = page();
      reply.headers({ 'content-security-policy': contentSecurityPolicy, 'cache-control': 'no-cache' });
      return html;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
