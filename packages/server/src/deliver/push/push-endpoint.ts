/**
 * Where subscriptions may lead. They come from browsers, and we send requests there: only the push services of the
 * browsers are asked, and what the owner has named besides.
 */
const PUSH_SERVICES: readonly RegExp[] = [
  /^fcm\.googleapis\.com$/, // Chrome, Edge on Android, Opera, Samsung
  /^(?:[a-z0-9-]+\.)+push\.services\.mozilla\.com$/, // Firefox
  /^(?:[a-z0-9-]+\.)+notify\.windows\.com$/, // Edge on Windows
  /^(?:[a-z0-9-]+\.)+push\.apple\.com$/, // Safari
];

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/;

/**
 * The address of a subscription, or why nothing is sent there. `hosts`: further hosts that may be named, `name` or
 * `name:port`; those of them that are this machine may be spoken to without TLS.
 */
export function readEndpoint(endpoint: string, hosts: readonly string[]): URL | string {
  if (!URL.canParse(endpoint)) return 'is no address: give the endpoint as PushSubscription.toJSON() has it';
  const url = new URL(endpoint);
  // Another spelling would be another row for the same browser.
  if (url.href !== endpoint || url.hash !== '' || url.username !== '' || url.password !== '') {
    return 'is not spelt as a browser does: give it as PushSubscription.toJSON() has it';
  }
  const named = hosts.some((host) => host.toLowerCase() === url.host);
  if (url.protocol === 'http:' && named && LOOPBACK.test(url.hostname)) return url;
  if (url.protocol !== 'https:') return 'must begin with https://';
  if (named || (url.port === '' && PUSH_SERVICES.some((service) => service.test(url.hostname)))) return url;
  return 'leads to no push service known here: RETENTION_PUSH_HOSTS can name further ones';
}
