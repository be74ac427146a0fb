import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TSchema } from 'typebox';
import { fieldLines } from '@retention/domain/contract/describe';
import { WHO, type Endpoint, type Who } from '@retention/domain/contract/endpoint';
import { ERROR_STATUSES, EVERYWHERE } from '@retention/domain/contract/error';
import { CALLERS } from '@retention/domain/contract/openapi';

export interface ReferencePage {
  readonly html: string;
  /** Allows the page its own style and script, by their hashes, and nothing else. */
  readonly contentSecurityPolicy: string;
}

/** Fills in where the page was read from, and copies a command. Without it the page is complete, only less handy. */
const SCRIPT = `for (const command of document.querySelectorAll('[data-command]')) {
  command.textContent = command.textContent.replace('http://127.0.0.1:3000', location.origin);
  const button = command.closest('figure').querySelector('button');
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(command.textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
}`;

/** The contract as a page to read: rendered once, when the server is assembled. */
export function renderReference(endpoints: readonly Endpoint[], served: ReadonlySet<string>): ReferencePage {
  const style = readFileSync(new URL('reference.css', import.meta.url), 'utf8');
  const groups = WHO.map((who) => ({
    who,
    rows: endpoints.filter((row) => row.who === who),
  }));
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API · OnePercent Retention</title>
<link rel="icon" href="${ICON}">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the endpoints</a>
<header>
<p class="product">OnePercent Retention</p>
<h1>API</h1>
<p class="lead">What users do goes in; who they are by now, and what to say to them, comes out. Bodies are JSON, instants are ISO 8601 with a zone, and the last slash of a path may be left out.</p>
<p>For machines: <a href="openapi.json">openapi.json</a></p>
</header>
<nav aria-label="Endpoints">
${groups.map(({ who, rows }) => `<p>${CALLERS[who].title}</p><ul>${rows.map((row) => link(row, served)).join('')}</ul>`).join('\n')}
<p>When it fails</p><ul><li><a href="#errors">Errors</a></li></ul>
</nav>
<main id="content">
${groups.map(({ who, rows }) => group(who, rows, served)).join('\n')}
${errors()}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
  return { html, contentSecurityPolicy: policy(style) };
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='6' fill='none' stroke='%230f6b5c' stroke-width='3' stroke-dasharray='28 10'/%3E%3C/svg%3E";

function policy(style: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; style-src ${hash(style)}; script-src ${hash(SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

function link(row: Endpoint, served: ReadonlySet<string>): string {
  const mark = served.has(row.name) ? '' : ' class="later"';
  return `<li><a href="#${row.name}"${mark}>${escaped(row.summary)}</a></li>`;
}

const PLANNED = ' <span class="planned">planned</span>';

function group(who: Who, rows: readonly Endpoint[], served: ReadonlySet<string>): string {
  const { title, proof } = CALLERS[who];
  return `<section aria-labelledby="who-${who}">
<div class="group"><h2 id="who-${who}">${title}</h2><p>${prose(proof)}</p></div>
${rows.map((row) => article(row, served.has(row.name))).join('\n')}
</section>`;
}

function article(row: Endpoint, isServed: boolean): string {
  const posts = row.method === 'POST';
  const limit = posts ? `<p class="limit">Body up to ${kibibytes(row.body_bytes)}.</p>` : '';
  const isJson = row.produces === 'application/json';
  return `<article id="${row.name}" aria-labelledby="${row.name}-title">
<div class="prose">
<h3 id="${row.name}-title"><a href="#${row.name}">${escaped(row.summary)}</a>${isServed ? '' : PLANNED}</h3>
<p class="path"><span class="method">${row.method}</span> <code>${wrappable(row.path)}</code></p>
<p>${prose(row.description)}</p>
${limit}
${fields('Request', row.request, posts)}
${fields('Response', row.response, fieldLines(row.request).length === 0)}
</div>
<div class="examples">
<figure><figcaption>Call <button type="button" hidden aria-label="Copy the command: ${escaped(row.summary)}">Copy</button></figcaption><pre class="command" tabindex="0"><code data-command>${escaped(curl(row))}</code></pre></figure>
${isJson ? example('Response', row.example.response) : ''}
</div>
</article>`;
}

function fields(title: string, schema: TSchema, open: boolean): string {
  const lines = fieldLines(schema);
  if (lines.length === 0) return '';
  const rows = lines.map(
    ({ path, type, required, description }) =>
      `<tr><th scope="row"><code>${fieldPath(path)}</code>${required || title === 'Response' ? '' : ' <span class="optional">optional</span>'}</th><td><span class="type">${escaped(type)}</span> ${prose(description)}</td></tr>`,
  );
  return `<details${open ? ' open' : ''}><summary>${title} fields <span class="count">${lines.length}</span></summary><table><thead><tr><th scope="col">Field</th><th scope="col">What it holds</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}

function example(title: string, value: unknown): string {
  return `<figure><figcaption>${title}</figcaption><pre tabindex="0"><code>${highlighted(JSON.stringify(value, null, 2))}</code></pre></figure>`;
}

function errors(): string {
  const rows = Object.entries(ERROR_STATUSES).map(
    ([status, { title, meaning }]) =>
      `<tr><th scope="row"><code>${status}</code> ${title}</th><td>${prose(meaning)}</td></tr>`,
  );
  const everywhere = EVERYWHERE.join(', ');
  const sample = {
    status: 'error',
    message: "Unknown event type 'invalid_type'",
    errors: [{ index: 0, error: "Unknown event type 'invalid_type'" }],
  };
  return `<section aria-labelledby="errors">
<div class="group"><h2 id="errors">Errors</h2><p>Every error has one shape, whatever its status. The message says what is wrong and what would be right; <code>errors</code> names the faults one by one, by <code>index</code> in a batch or by <code>field</code>.</p></div>
<article aria-label="Error statuses"><div class="prose"><table><thead><tr><th scope="col">Status</th><th scope="col">What it means</th></tr></thead><tbody>${rows.join('')}</tbody></table><p class="limit">Any endpoint may answer ${everywhere}.</p></div><div class="examples">${example('400', sample)}</div></article>
</section>`;
}

function curl(row: Endpoint): string {
  const proof = row.who === 'host' ? 'HOST_KEY' : 'TOKEN';
  // The examples are of a day long past; a call that is copied must be of now.
  const body = JSON.stringify(row.example.request, null, 2)
    .replaceAll("'", String.raw`'\''`)
    .replaceAll(/("timestamp": )"[^"]+"/g, `$1"'$(date -u +%FT%TZ)'"`);
  const parts = [
    ...(row.who === 'anyone' ? [] : [`-H "Authorization: Bearer $${proof}"`]),
    ...(row.method === 'POST' ? ['-H "Content-Type: application/json"'] : []),
    `http://127.0.0.1:3000${row.path}`,
    ...(row.method === 'POST' ? [`-d '${body}'`] : []),
  ];
  return `curl ${parts.join(' \\\n  ')}`;
}

function kibibytes(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`;
}

/** Keys, words and figures each in their own tone; the JSON is ours, so its tokens are simple. */
function highlighted(json: string): string {
  return escaped(json).replace(
    /(&quot;(?:[^&\\]|\\.|&(?!quot;))*?&quot;)(:?)|\b(true|false|null|-?\d[\d.]*)\b/g,
    (token, text: string | undefined, colon: string | undefined) => {
      if (text === undefined) return `<i class="n">${token}</i>`;
      return colon === ':' ? `${text}:` : `<i class="s">${text}</i>`;
    },
  );
}

/** Text with `code` in backticks. */
function prose(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

/** The name stands out from where it is. */
function fieldPath(path: string): string {
  const at = path.lastIndexOf('.') + 1;
  const parent = at === 0 ? '' : `<span class="parent">${wrappable(path.slice(0, at))}</span>`;
  return parent + escaped(path.slice(at));
}

/** Long paths may break after a slash or a dot. */
function wrappable(path: string): string {
  return escaped(path).replace(/([/.])/g, '$1<wbr>');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
