import { ERROR_STATUSES } from '@retention/domain/contract/error';
import { fieldLines } from '@retention/domain/contract/describe';
import { CALLERS } from '@retention/domain/contract/openapi';
import { openApi, operations, type Operation } from './openapi.ts';
import { plain, table } from './table.ts';

export interface Group {
  /** The name of its page. */
  readonly name: string;
  readonly title: string;
  /** What its endpoints are for, a sentence. */
  readonly lead: string;
  /** How the paths of its endpoints begin. */
  readonly paths: readonly string[];
}

/** The pages of the reference. An endpoint is on the first one that a path of it begins as. */
export const GROUPS: readonly Group[] = [
  {
    name: 'events',
    title: 'Events',
    lead: 'What users do comes in here, from browsers and from anything else that holds a token of the user.',
    paths: ['/api/rest/front/analytics/'],
  },
  {
    name: 'profile',
    title: 'Profile and report',
    lead: 'Who a user is by now, the thirty days of their journey, and what a month of theirs was.',
    paths: ['/api/rest/front/retention/'],
  },
  {
    name: 'triggers',
    title: 'Messages in the app',
    lead: 'What the app has to show to its user now, and what the user answered.',
    paths: ['/api/rest/front/triggers/'],
  },
  {
    name: 'preferences',
    title: 'Preferences, push, Telegram',
    lead: 'What a user wants to be told, and where they can be reached.',
    paths: ['/api/rest/front/preferences/', '/api/rest/front/push/', '/api/rest/front/telegram/'],
  },
  {
    name: 'host',
    title: 'The host’s backend',
    lead: 'What the host says of its users, and what it asks for in their name. Keep these paths inside.',
    paths: ['/api/rest/host/'],
  },
  {
    name: 'figures',
    title: 'Figures and people',
    lead: 'Every number of the dashboard, the people behind it, and all about one of them.',
    paths: ['/api/rest/front/admin/retention/'],
  },
  {
    name: 'messages',
    title: 'Messages, for the owner',
    lead: 'What each type does and did, what it would do, its switches, and deliveries that need a look.',
    paths: ['/api/rest/front/admin/triggers/', '/api/rest/front/admin/deliveries/'],
  },
  {
    name: 'accounts',
    title: 'Logins, accounts, audit',
    lead: 'Who may look at the dashboard, who is logged in, who did what, and what the system is connected to.',
    paths: ['/api/rest/front/admin/'],
  },
  {
    name: 'operations',
    title: 'Operations',
    lead: 'Health, figures for Prometheus, and the contract itself.',
    paths: ['/'],
  },
];

/** The operations of a page, in the order of the contract. */
export function operationsOf(group: Group): readonly Operation[] {
  return operations(openApi()).filter(
    ({ path }) => GROUPS.find(({ paths }) => paths.some((start) => path.startsWith(start))) === group,
  );
}

/** Where an operation stands on its page; underscores do not live through an address. */
export function anchorOf(name: string): string {
  return name.replaceAll('_', '-');
}

/** The page of a group, in Markdown. */
export function groupPage(group: Group): string {
  const rows = operationsOf(group);
  const list = rows.map(({ name, method, path, summary }) => [
    `[${plain(summary)}](#${anchorOf(name)})`,
    `<code>${method} ${breakable(path)}</code>`,
  ]);
  return [`# ${group.title}`, group.lead, table(['endpoint', 'call'], list), ...rows.map(operation)].join('\n\n');
}

/** The pages of the reference, for its first page. */
export function groupTable(): string {
  const rows = GROUPS.map((group) => [
    `[${plain(group.title)}](/api/${group.name}.md)`,
    plain(group.lead),
    `${operationsOf(group).length}`,
  ]);
  return table(['page', 'what for', 'endpoints'], rows);
}

function operation(row: Operation): string {
  const errors = row.errors.map((status) => `\`${status}\` ${ERROR_STATUSES[status].title.toLowerCase()}`);
  const who = CALLERS[row.who].title;
  const isJson = row.produces === 'application/json';
  return [
    `## ${plain(row.summary)} {#${anchorOf(row.name)}}`,
    `<p class="path"><span class="method">${row.method}</span> <code>${breakable(row.path)}</code></p>`,
    plain(row.description),
    `**Who** · ${who}.${row.bodyBytes === null ? '' : ` **Body** · up to ${size(row.bodyBytes)}.`}`,
    row.request === null ? '' : fields('Fields of the request', fieldLines(row.request), true),
    `\`\`\`sh\n${curl(row)}\n\`\`\``,
    isJson ? `\`\`\`json\n${JSON.stringify(row.answerExample, null, 2)}\n\`\`\`` : `Answers \`${row.produces}\`.`,
    fields('Fields of the answer', fieldLines(row.answer), false),
    `**Errors** · ${errors.join(', ')}. [What they mean](/api/index.md#errors).`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A long path may break after a slash. */
function breakable(path: string): string {
  return path.replaceAll('/', '/<wbr>');
}

/** More lines than this stay folded in an answer: the example says most of it. */
const OPEN_LINES = 12;

function fields(title: string, lines: ReturnType<typeof fieldLines>, asked: boolean): string {
  if (lines.length === 0) return '';
  const rows = lines.map(({ path, type, required, description }) => [
    `\`${path}\`${required || !asked ? '' : ' optional'}`,
    plain(`${type}${description === '' ? '' : `. ${description}`}`),
  ]);
  const open = asked || lines.length <= OPEN_LINES ? ' open' : '';
  return `<details class="fields"${open}><summary>${title}</summary>\n\n${table(['field', 'what it holds'], rows)}\n\n</details>`;
}

/** The example as a call. It is of a day long past; a call that is copied is of now. */
function curl(row: Operation): string {
  const proof = row.who === 'host' ? 'HOST_KEY' : 'TOKEN';
  const body = JSON.stringify(row.requestExample, null, 2)
    .replaceAll("'", String.raw`'\''`)
    .replaceAll(/("timestamp": )"[^"]+"/g, `$1"'$(date -u +%FT%TZ)'"`);
  const parts = [
    `http://127.0.0.1:3000${row.path}`,
    ...(row.who === 'anyone' ? [] : [`-H "Authorization: Bearer $${proof}"`]),
    ...(row.method === 'POST' ? [`--json '${body}'`] : []),
  ];
  return `curl ${parts.join(' \\\n  ')}`;
}

function size(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`;
}

/** Every error status, for the page about them. */
export function errorTable(): string {
  const statuses = Object.entries(ERROR_STATUSES);
  return table(
    ['status', 'what it means'],
    statuses.map(([status, { title, meaning }]) => [`\`${status}\` ${title}`, plain(meaning)]),
  );
}

/** Who may call, and how they prove it. */
export function callerTable(): string {
  const rows = Object.values(CALLERS).map(({ title, proof }) => [`**${plain(title)}**`, plain(proof)]);
  return table(['who', 'how they prove it'], rows);
}
