import type { HostApi, HostCallName } from '../../host-api.ts';
import { locale } from '../text/language.ts';

/**
 * What became of a call to the app's backend. `refused`: it said no, in words for the person. `unreachable`: nobody answered,
 * or somebody else did.
 */
export type Reply<Response> =
  | { readonly outcome: 'answered'; readonly body: Response }
  | { readonly outcome: 'refused'; readonly status: number; readonly message: string }
  | { readonly outcome: 'unreachable' };

const UNREACHABLE = { outcome: 'unreachable' } as const;

/**
 * Asks the app's own backend; request and answer are typed by the name. Never throws. `person`: who this page is of, where that
 * matters: the cookie may be somebody else's by now, who has logged in in another tab.
 */
export async function ask<Name extends HostCallName>(
  name: Name,
  request: HostApi[Name]['request'],
  person?: number,
): Promise<Reply<HostApi[Name]['response']>> {
  try {
    const response = await fetch(`/app/api/${name}`, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'accept-language': locale.value,
        'content-type': 'application/json',
        ...(person !== undefined && { 'x-person': String(person) }),
      },
      body: JSON.stringify(request),
    });
    const body: unknown = await response.json();
    // What this path answers with 200 is held to the same types by the compiler, in the backend.
    if (response.ok) return { outcome: 'answered', body: body as HostApi[Name]['response'] };
    const message = messageOf(body);
    return message === null ? UNREACHABLE : { outcome: 'refused', status: response.status, message };
  } catch {
    return UNREACHABLE;
  }
}

function messageOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('message' in body)) return null;
  return typeof body.message === 'string' ? body.message : null;
}
