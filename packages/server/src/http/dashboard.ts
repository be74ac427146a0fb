import { ApiError } from './errors.ts';
import { contentSecurityPolicy, openPage, servePage, type PageDoor } from './page.ts';

const HOME = '/admin/';
const INDEX = 'index.html';

/** Serves the built dashboard below /admin/, which shows messages of this style in a frame. */
export function serveDashboard(door: PageDoor, folder: string, message_style: string): void {
  const answer = openPage({
    folder,
    content_security_policy: contentSecurityPolicy("'self' data:", message_style),
    not_built: NOT_BUILT,
  });
  servePage<{ '*'?: string }>(door, HOME, [HOME, `${HOME}*`], (request, reply) => {
    const [path = '', query] = request.url.split('?', 2);
    // Without the slash, the relative addresses of the page would lead elsewhere.
    if (path === HOME.slice(0, -1)) return reply.redirect(query === undefined ? HOME : `${HOME}?${query}`);
    const name = request.params['*'] ?? '';
    // A file by its exact name, out of a fixed list: there is no path to be climbed. Else the page, where it has a view.
    const answered = answer(name, request, reply) ?? (isView(name) ? answer(INDEX, request, reply) : null);
    if (answered === null) throw ApiError.notFound('There is no such file: the dashboard is at /admin/');
    return answered;
  });
}

/** Whether the page itself shows something at this path. The id of a user may look like the name of a file. */
function isView(name: string): boolean {
  if (name.startsWith('assets/')) return false;
  return name.startsWith('user/') || !name.includes('.');
}

const NOT_BUILT = `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Панель ещё не собрана</title>
<h1>Панель ещё не собрана</h1>
<p>Выполните <code>npm run build</code> в папке проекта и обновите эту страницу. <code>npm start</code> собирает её сам.</p>
<p lang="en">The dashboard has not been built yet. Run <code>npm run build</code> in the folder of the project and reload
this page. <code>npm start</code> builds it by itself.</p>
</html>
`;
