import Type from 'typebox';
import { ADDRESSES } from './address.ts';
import { endpoint } from './endpoint.ts';
import { done, nothing } from './field.ts';

/** For those who run the system, and for those who read about it. */

export const healthz = endpoint({
  ...ADDRESSES.healthz,
  who: 'anyone',
  summary: 'Is it up',
  description: 'Answers as long as the process does, whatever the database is doing.',
  request: nothing,
  response: done,
  errors: [],
  example: { request: {}, response: { status: 'ok' } },
});

export const readyz = endpoint({
  ...ADDRESSES.readyz,
  who: 'anyone',
  summary: 'Is it ready',
  description:
    '503 while the database does not answer within a second, and from the moment the server is asked to stop.',
  request: nothing,
  response: done,
  errors: [],
  example: { request: {}, response: { status: 'ok' } },
});

export const metrics = endpoint({
  ...ADDRESSES.metrics,
  who: 'anyone',
  summary: 'Prometheus metrics',
  description: 'Figures of the process, its requests and its connections. Keep it from the public at the proxy.',
  produces: 'text/plain; version=0.0.4',
  request: nothing,
  response: Type.String(),
  errors: [],
  example: {
    request: {},
    response:
      '# TYPE http_request_duration_seconds histogram\nhttp_request_duration_seconds_count{route="/healthz",status="200"} 1\n',
  },
});

export const openapi = endpoint({
  ...ADDRESSES.openapi,
  who: 'anyone',
  summary: 'OpenAPI document',
  description: 'This API as an OpenAPI 3.1 document.',
  request: nothing,
  response: Type.Object({ openapi: Type.String() }),
  errors: [],
  example: { request: {}, response: { openapi: '3.1.0' } },
});

export const reference = endpoint({
  ...ADDRESSES.reference,
  who: 'anyone',
  summary: 'This page',
  description: 'This page.',
  produces: 'text/html',
  request: nothing,
  response: Type.String(),
  errors: [],
  example: { request: {}, response: '<!doctype html>' },
});
