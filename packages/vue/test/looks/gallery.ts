import { extname } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import type { Files } from '../pages.ts';

/** Where a browser finds the gallery; nobody serves it, the requests are answered from memory. */
export const GALLERY = 'http://gallery.localhost/';
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Answers what the pages of a context ask of the gallery. */
export async function serveGallery(context: BrowserContext, files: Files): Promise<void> {
  await context.route(`${GALLERY}**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1) || 'looks/index.html';
    const body = files.get(name);
    if (body === undefined) return route.fulfill({ status: 404 });
    return route.fulfill({ body: Buffer.from(body), contentType: TYPES[extname(name)] ?? 'font/woff2' });
  });
}
