import type { SmtpServer } from './smtp.ts';

/**
 * `smtp://user:password@host:587`, `smtps://…:465`. TLS is used wherever it is offered; a password leaves this machine
 * under TLS alone. `?requireTLS=`, `?ignoreTLS=`, `?tls.rejectUnauthorized=` (true or false) and `?name=` say otherwise.
 */
export function readSmtpUrl(text: string): SmtpServer {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'smtps:';
  const auth = url.username === '' ? null : { user: decoded(url.username), pass: decoded(url.password) };
  const ignoreTLS = said(url, 'ignoreTLS') ?? false;
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ignoreTLS,
    requireTLS: said(url, 'requireTLS') ?? (auth !== null && !secure && !ignoreTLS && !isHere(host)),
    rejectUnauthorized: said(url, 'tls.rejectUnauthorized') ?? true,
    name: url.searchParams.get('name'),
    auth,
  };
}

function said({ searchParams }: URL, name: string): boolean | null {
  const value = searchParams.get(name);
  return value === null ? null : value === 'true' || value === '1';
}

/** What a person has typed into an address need not be encoded in every detail. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function isHere(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(host);
}
