import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuseEncoding } from './body.ts';
import type { Telemetry } from './telemetry.ts';

/** What a browser asks with. */
interface Asked {
  readonly token: string;
  readonly lang: string | null;
  readonly accept_language: string | null;
}

interface Page {
  readonly status: number;
  readonly html: string;
}

/** The pages behind the links of messages, as the room that knows them makes them. */
export interface PreferencePages {
  readonly contentSecurityPolicy: string;
  preferences(asked: Asked): Promise<Page>;
  savePreferences(asked: Asked, form: URLSearchParams): Promise<Page>;
  unsubscribe(asked: Asked): Promise<Page>;
  doUnsubscribe(asked: Asked, form: URLSearchParams): Promise<Page>;
  failure(asked: Asked): string;
}

const FORM_BYTES = 16 * 1024;
const FORM_TYPE = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i;

interface Request {
  Params: { '*'?: string };
}

/**
 * Serves `/p/<token>` and `/u/<token>`. Forms are read here and nowhere else. Of a body in another type it is enough that
 * it came: RFC 8058 lets the mail provider of a person choose between the two types of a form.
 */
export function servePreferencePages(
  { http, telemetry }: { readonly http: FastifyInstance; readonly telemetry: Telemetry },
  pages: PreferencePages,
): void {
  void http.register((child, _options, registered) => {
    child.removeAllContentTypeParsers();
    child.addContentTypeParser('*', { parseAs: 'string', bodyLimit: FORM_BYTES }, (_request, text, done) =>
      done(null, text),
    );
    child.addHook('onRequest', ({ headers }, _reply, done) => {
      refuseEncoding(headers['content-encoding']);
      done();
    });
    // Here a person looks at the answer, also at that to a failure.
    child.addHook('onSend', (request: FastifyRequest<Request>, reply, payload, done) => {
      if (!String(reply.getHeader('content-type')).startsWith('application/json')) return done(null, payload);
      void reply
        .type(HTML)
        .header('content-security-policy', pages.contentSecurityPolicy)
        .removeHeader('content-length');
      done(null, pages.failure(asked(request)));
    });
    // Also without a token: a link that was cut off there deserves a page as well.
    for (const url of ['/p', '/p/*']) page(url, pages.preferences, pages.savePreferences);
    for (const url of ['/u', '/u/*']) page(url, pages.unsubscribe, pages.doUnsubscribe);
    registered();

    function page(url: string, show: PreferencePages['preferences'], act: PreferencePages['savePreferences']): void {
      const observe = telemetry.observe(url);
      const onResponse = (_request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
        observe(reply.statusCode, reply.elapsedTime / 1000);
        done();
      };
      child.get<Request>(url, { onResponse }, async (request, reply) => answer(reply, await show(asked(request))));
      child.post<Request>(url, { onResponse, bodyLimit: FORM_BYTES }, async (request, reply) =>
        answer(reply, await act(asked(request), formOf(request))),
      );
    }
  });

  function answer(reply: FastifyReply, { status, html }: Page): FastifyReply {
    void reply.header('content-security-policy', pages.contentSecurityPolicy);
    return reply.code(status).type(HTML).send(html);
  }
}

const HTML = 'text/html; charset=utf-8';

function asked({ params, query, headers }: FastifyRequest<Request>): Asked {
  const lang = typeof query === 'object' && query !== null && 'lang' in query ? query.lang : null;
  return {
    token: (params['*'] ?? '').replace(/\/$/, ''),
    lang: typeof lang === 'string' ? lang : null,
    accept_language: headers['accept-language'] ?? null,
  };
}

function formOf({ headers, body }: FastifyRequest<Request>): URLSearchParams {
  const isForm = FORM_TYPE.test(headers['content-type'] ?? '') && typeof body === 'string';
  return new URLSearchParams(isForm ? body : '');
}
