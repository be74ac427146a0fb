import type { FastifyInstance } from 'fastify';

/** For how long a browser need not ask again, seconds: as long as Chromium keeps an answer. */
const ASKED_SECONDS = 7_200;

/**
 * Lets pages of these origins call what users may call, and read the answers, refusals included (the CORS protocol of the
 * Fetch standard). Nothing of the owner's or the host's is opened, and no cookies: those are for pages of this origin. Other
 * origins are answered as ever, without a word that would let their pages read it.
 *
 * Before the routes are made: it looks at each of them.
 */
export function allowOrigins(http: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const allowed = new Set(origins);

  http.addHook('onRoute', ({ url, method, config }) => {
    // Fastify makes a HEAD of each GET, which would be asked about a second time.
    if (config?.who !== 'user' || method === 'HEAD' || method === 'OPTIONS') return;
    http.route({
      method: 'OPTIONS',
      url,
      config: { who: 'user' },
      // Here, so that the handler is never reached: before it a body would be read.
      onRequest: ({ headers: { origin = '' } }, reply) => {
        if (allowed.has(origin)) {
          reply.headers({
            'access-control-allow-methods': String(method),
            'access-control-allow-headers': 'authorization, content-type, x-csrftoken',
            'access-control-max-age': ASKED_SECONDS,
          });
        }
        void reply.code(204).send();
      },
      handler: (_request, reply) => reply.code(204).send(),
    });
  });

  // First of all, so that a page can read why it was refused.
  http.addHook('onRequest', ({ headers: { origin = '' }, routeOptions }, reply, done) => {
    if (routeOptions.config.who === 'user') {
      reply.header('vary', 'Origin');
      if (allowed.has(origin)) {
        reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': 'Retry-After' });
      }
    }
    done();
  });
}
