import type { Address, EndpointName } from './address.ts';
import type { Contract } from './contract.ts';
import type { ErrorBody } from './error.ts';

/** As much of `fetch` as is needed: every platform's own fits, and so does a test's. */
export type Fetch = (
  url: string,
  init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

export interface CallOptions {
  /** Where the server is, like `https://retention.example.com`; '' for the page's own origin. */
  readonly baseUrl: string;
  /** The user's token, or the host key; left out where a cookie proves who calls. */
  readonly token?: string;
  /** The value of the cookie `csrftoken`, with a cookie session. */
  readonly csrfToken?: string;
  readonly fetch: Fetch;
}

/**
 * What became of a call. `refused`: the server said no, and says why; `retry_after` seconds where it says when to come
 * back. `unreachable`: nobody answered, or what answered was not this API; whether the request arrived is not known.
 */
export type Answer<Response> =
  | { readonly outcome: 'answered'; readonly body: Response }
  | {
      readonly outcome: 'refused';
      readonly status: number;
      readonly body: ErrorBody;
      readonly retry_after: number | null;
    }
  | { readonly outcome: 'unreachable'; readonly reason: string };

/** Calls an endpoint by its row or its address; request and answer are typed by its name. Never throws. */
export async function call<Name extends EndpointName>(
  address: Pick<Address<Name>, 'name' | 'method' | 'path'>,
  request: Contract[Name]['request'],
  { baseUrl, token, csrfToken, fetch }: CallOptions,
): Promise<Answer<Contract[Name]['response']>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (csrfToken !== undefined) headers['x-csrftoken'] = csrfToken;
  if (address.method === 'POST') headers['content-type'] = 'application/json';
  const body = address.method === 'POST' ? { body: JSON.stringify(request) } : {};
  try {
    const response = await fetch(`${baseUrl}${address.path}`, { method: address.method, headers, ...body });
    const text = await response.text();
    if (response.status === 200) return { outcome: 'answered', body: read<Contract[Name]['response']>(text) };
    const refusal = read<ErrorBody>(text);
    if (!isErrorBody(refusal)) return { outcome: 'unreachable', reason: `status ${response.status} of another server` };
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      outcome: 'refused',
      status: response.status,
      body: refusal,
      retry_after: Number.isFinite(retryAfter) ? retryAfter : null,
    };
  } catch (error) {
    return { outcome: 'unreachable', reason: error instanceof Error ? error.message : 'no answer' };
  }
}

/** A 200 of this path is what the contract says: the server's tests hold it to that, so callers need no schemas. */
function read<Body>(text: string): Body {
  return JSON.parse(text) as Body;
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === 'object' && body !== null && 'message' in body && 'errors' in body;
}
