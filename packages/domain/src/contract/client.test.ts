import { expect, it } from 'vitest';
import { ADDRESSES } from './address.ts';
import { call, type Fetch } from './client.ts';

function answering(status: number, body: string, headers: Record<string, string> = {}): Fetch {
  return async () => ({ status, headers: { get: (name) => headers[name] ?? null }, text: async () => body });
}

const options = { baseUrl: 'https://example.com' };
const refusal = { status: 'error', message: 'Too many requests', errors: [] };

it('sends what the contract says', async () => {
  const sent: unknown[] = [];
  const fetch: Fetch = (url, init) => {
    sent.push(url, init);
    return answering(200, '{"status":"ok"}')(url, init);
  };
  const request = { trigger_id: 456, reason: 'snoozed' } as const;
  const answer = await call(ADDRESSES.triggers_dismiss, request, { ...options, token: 't', csrfToken: 'c', fetch });
  expect(answer).toEqual({ outcome: 'answered', body: { status: 'ok' } });
  expect(sent).toEqual([
    'https://example.com/api/rest/front/triggers/dismiss/',
    {
      method: 'POST',
      headers: {
        accept: 'application/json',
        authorization: 'Bearer t',
        'x-csrftoken': 'c',
        'content-type': 'application/json',
      },
      body: '{"trigger_id":456,"reason":"snoozed"}',
    },
  ]);
});

it.each<[string, Fetch, object]>([
  [
    'a refusal that says when to come back',
    answering(429, JSON.stringify(refusal), { 'retry-after': '7' }),
    { outcome: 'refused', status: 429, body: refusal, retry_after: 7 },
  ],
  [
    'a refusal',
    answering(400, JSON.stringify(refusal)),
    { outcome: 'refused', status: 400, body: refusal, retry_after: null },
  ],
  ['a proxy that speaks for us', answering(502, '<html>'), { outcome: 'unreachable' }],
  ['JSON that is not ours', answering(404, '{"detail":"no"}'), { outcome: 'unreachable' }],
  ['a 200 that is not ours', answering(200, '<html>'), { outcome: 'unreachable' }],
  ['no network', () => Promise.reject(new Error('offline')), { outcome: 'unreachable', reason: 'offline' }],
])('%s', async (_, fetch, expected) => {
  expect(await call(ADDRESSES.healthz, {}, { ...options, fetch })).toMatchObject(expected);
});
