import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isZone, parseInstant, type Instant } from '@retention/domain/day';

/** Why a value cannot be used, and what would be right. */
class Fault {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

interface Variable<T> {
  readonly name: string;
  /** What `--help` says when nothing is given. */
  readonly otherwise: string;
  readonly meaning: string;
  readonly preset: T;
  readonly parse: (text: string) => T | Fault;
}

export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));
/** A package that was installed keeps nothing where npm may remove it. */
const isInstalled = projectRoot.includes('node_modules');

/** Every variable the program reads, in the order `--help` prints them. Spec section 7. */
const VARIABLES = {
  host: variable('HOST', '127.0.0.1', 'address to listen on', '127.0.0.1', nonEmpty),
  port: variable('PORT', '3000', 'port to listen on; 0 takes a free one', 3000, wholeNumber(0, 65_535)),
  dataDir: variable(
    'DATA_DIR',
    'data, beside package.json',
    'folder of the embedded database and of what was generated',
    resolve(isInstalled ? '.' : projectRoot, 'data'),
    (text) => resolve(text),
  ),
  databaseUrl: variable<string | null>(
    'DATABASE_URL',
    'the embedded PostgreSQL',
    'an existing PostgreSQL, 15 or newer: postgresql://user:password@host:5432/name',
    null,
    postgresUrl,
  ),
  timezone: variable('RETENTION_TIMEZONE', 'Europe/Moscow', 'zone of the project', 'Europe/Moscow', zone),
  now: variable<Instant | null>(
    'RETENTION_NOW',
    'the system clock',
    'start with a virtual clock at this instant, like 2024-01-15T10:30:00Z',
    null,
    instant,
  ),
  jwtSecret: variable<string | null>(
    'RETENTION_JWT_SECRET',
    'generated, unless RETENTION_JWKS_URL is set',
    'secret of user tokens signed with HS256, 16 characters or more, better 32',
    null,
    secret,
  ),
  jwksUrl: variable<string | null>(
    'RETENTION_JWKS_URL',
    'none',
    'where the public keys of user tokens signed with RS256 or ES256 are',
    null,
    webUrl,
  ),
  jwtAudience: variable<string | null>(
    'RETENTION_JWT_AUDIENCE',
    'not checked',
    'the "aud" a user token must have',
    null,
    nonEmpty,
  ),
  jwtIssuer: variable<string | null>(
    'RETENTION_JWT_ISSUER',
    'not checked',
    'the "iss" a user token must have',
    null,
    nonEmpty,
  ),
  hostKey: variable<string | null>(
    'RETENTION_HOST_KEY',
    'generated',
    'key of the host backend, 16 characters or more, better 32',
    null,
    secret,
  ),
  adminPassword: variable<string | null>(
    'RETENTION_ADMIN_PASSWORD',
    'generated',
    'password of the owner in the dashboard, 8 characters or more; or its hash, as `retention hash-password` prints it',
    null,
    (text) => (text.length >= 8 ? text : new Fault(`is ${text.length} characters long: give at least 8`)),
  ),
  origins: variable<readonly string[]>(
    'RETENTION_ORIGINS',
    'none but its own',
    'origins of the app whose pages may call this server, like https://app.example.com, separated by commas',
    [],
    webOrigins,
  ),
  rateLimit: variable(
    'RETENTION_RATE_LIMIT',
    '600',
    'requests one user may send in a minute',
    600,
    wholeNumber(1, 1_000_000),
  ),
  publicUrl: variable<string | null>(
    'RETENTION_PUBLIC_URL',
    'http://HOST:PORT',
    'where people reach this server: links to unsubscribe and to preferences begin with it',
    null,
    webUrl,
  ),
  appUrl: variable<string | null>(
    'RETENTION_APP_URL',
    'RETENTION_PUBLIC_URL',
    'where the app is: the buttons of messages lead there',
    null,
    webUrl,
  ),
  linkSecret: variable<string | null>(
    'RETENTION_LINK_SECRET',
    'generated',
    'what signs the links in messages, 16 characters or more, better 32',
    null,
    secret,
  ),
  smtpUrl: variable<string | null>(
    'RETENTION_SMTP_URL',
    'no e-mail',
    'SMTP server for e-mail: smtp://user:password@host:587 or smtps://…:465; ?requireTLS, ?ignoreTLS and ?tls.rejectUnauthorized=false say otherwise than usual',
    null,
    smtpUrl,
  ),
  emailFrom: variable<string | null>(
    'RETENTION_EMAIL_FROM',
    'no-reply@ the host of RETENTION_PUBLIC_URL',
    'sender of e-mail, like OnePercent <hello@example.com>',
    null,
    emailFrom,
  ),
  dkimDomain: variable<string | null>(
    'RETENTION_DKIM_DOMAIN',
    'not signed',
    'domain that signs e-mail',
    null,
    nonEmpty,
  ),
  dkimSelector: variable('RETENTION_DKIM_SELECTOR', 'retention', 'selector of the DKIM key', 'retention', nonEmpty),
  dkimKey: variable<string | null>(
    'RETENTION_DKIM_KEY',
    'not signed',
    'private key that signs e-mail: PEM, or the path of a file that holds it',
    null,
    nonEmpty,
  ),
  telegramToken: variable<string | null>(
    'RETENTION_TELEGRAM_TOKEN',
    'no bot',
    'token of the Telegram bot, from @BotFather',
    null,
    botToken,
  ),
  telegramApiUrl: variable(
    'RETENTION_TELEGRAM_API_URL',
    'https://api.telegram.org',
    'Bot API server',
    'https://api.telegram.org',
    webUrl,
  ),
  telegramUpdates: variable<'polling' | 'webhook'>(
    'RETENTION_TELEGRAM_UPDATES',
    'polling',
    'how the bot hears of answers: polling, or webhook at RETENTION_PUBLIC_URL',
    'polling',
    (text) => (text === 'polling' || text === 'webhook' ? text : new Fault(`is '${text}': give polling or webhook`)),
  ),
  telegramPerSecond: variable(
    'RETENTION_TELEGRAM_PER_SECOND',
    '30',
    'most Telegram messages a second, over all processes',
    30,
    wholeNumber(1, 100_000),
  ),
  pushSubject: variable<string | null>(
    'RETENTION_PUSH_SUBJECT',
    'no web push',
    'who sends web pushes, for the push services: mailto:you@example.com',
    null,
    pushSubject,
  ),
  pushHosts: variable<readonly string[]>(
    'RETENTION_PUSH_HOSTS',
    'those of the browsers',
    'further hosts that subscriptions may name, like push.example.com, separated by commas',
    [],
    (text) => text.split(',').map((host) => host.trim()),
  ),
  vapidPublicKey: variable<string | null>('RETENTION_VAPID_PUBLIC_KEY', 'generated', 'VAPID key', null, nonEmpty),
  vapidPrivateKey: variable<string | null>('RETENTION_VAPID_PRIVATE_KEY', 'generated', 'VAPID key', null, nonEmpty),
  webhookUrl: variable<string | null>(
    'RETENTION_WEBHOOK_URL',
    'none',
    'where the host is told of XP, codes, and of messages its own bot shall send',
    null,
    webUrl,
  ),
  webhookSecret: variable<string | null>(
    'RETENTION_WEBHOOK_SECRET',
    'generated',
    'what signs the calls to the webhook, 16 characters or more, better 32',
    null,
    secret,
  ),
  erasureKey: variable<string | null>(
    'RETENTION_ERASURE_KEY',
    'generated',
    'what people who were erased are remembered by, 16 characters or more; one key for ever',
    null,
    secret,
  ),
  eventsKeepMonths: variable<number | null>(
    'RETENTION_EVENTS_KEEP_MONTHS',
    'for ever',
    'whole months for which raw events are kept, 3 or more; days, figures and profiles stay',
    null,
    wholeNumber(3, 1200),
  ),
  djangoDatabaseUrl: variable<string | null>(
    'RETENTION_DJANGO_DATABASE_URL',
    'not synchronised',
    "the connected Django app's own PostgreSQL, which is only read: postgresql://user:password@host:5432/name",
    null,
    postgresUrl,
  ),
  drainSeconds: variable(
    'RETENTION_DRAIN_SECONDS',
    '0',
    'how long a server that is asked to stop still serves while /readyz says 503, so that a balancer turns to others',
    0,
    wholeNumber(0, 60),
  ),
  logLevel: variable<LogLevel | null>(
    'RETENTION_LOG_LEVEL',
    'info for the server, warn for other commands',
    `least severe log lines to write: ${LOG_LEVELS.join(', ')}`,
    null,
    logLevel,
  ),
};

type Values = { readonly [K in keyof typeof VARIABLES]: (typeof VARIABLES)[K]['preset'] };

export interface Config extends Values {
  /** Names that look like ours and are not: most likely misspelt. A line each. */
  readonly warnings: readonly string[];
  /** Whether npm stands above us (`npm start`, `npx`), so that we have to end when it is gone. */
  readonly startedByNpm: boolean;
}

/** Reads the configuration. All faults at once, a line each. */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
): { readonly config: Config } | { readonly faults: readonly string[] } {
  const faults: string[] = [];
  function read<T>({ name, preset, parse }: Variable<T>): T {
    const text = env[name]?.trim() ?? '';
    // Set but empty is how compose files and shells say "not set".
    if (text === '') return preset;
    const value = parse(text);
    if (!(value instanceof Fault)) return value;
    faults.push(`${name} ${value.reason}`);
    return preset;
  }
  const config: Config = {
    host: read(VARIABLES.host),
    port: read(VARIABLES.port),
    dataDir: read(VARIABLES.dataDir),
    databaseUrl: read(VARIABLES.databaseUrl),
    timezone: read(VARIABLES.timezone),
    now: read(VARIABLES.now),
    jwtSecret: read(VARIABLES.jwtSecret),
    jwksUrl: read(VARIABLES.jwksUrl),
    jwtAudience: read(VARIABLES.jwtAudience),
    jwtIssuer: read(VARIABLES.jwtIssuer),
    hostKey: read(VARIABLES.hostKey),
    adminPassword: read(VARIABLES.adminPassword),
    origins: read(VARIABLES.origins),
    rateLimit: read(VARIABLES.rateLimit),
    publicUrl: read(VARIABLES.publicUrl),
    appUrl: read(VARIABLES.appUrl),
    linkSecret: read(VARIABLES.linkSecret),
    smtpUrl: read(VARIABLES.smtpUrl),
    emailFrom: read(VARIABLES.emailFrom),
    dkimDomain: read(VARIABLES.dkimDomain),
    dkimSelector: read(VARIABLES.dkimSelector),
    dkimKey: read(VARIABLES.dkimKey),
    telegramToken: read(VARIABLES.telegramToken),
    telegramApiUrl: read(VARIABLES.telegramApiUrl),
    telegramUpdates: read(VARIABLES.telegramUpdates),
    telegramPerSecond: read(VARIABLES.telegramPerSecond),
    pushSubject: read(VARIABLES.pushSubject),
    pushHosts: read(VARIABLES.pushHosts),
    vapidPublicKey: read(VARIABLES.vapidPublicKey),
    vapidPrivateKey: read(VARIABLES.vapidPrivateKey),
    webhookUrl: read(VARIABLES.webhookUrl),
    webhookSecret: read(VARIABLES.webhookSecret),
    erasureKey: read(VARIABLES.erasureKey),
    eventsKeepMonths: read(VARIABLES.eventsKeepMonths),
    djangoDatabaseUrl: read(VARIABLES.djangoDatabaseUrl),
    drainSeconds: read(VARIABLES.drainSeconds),
    logLevel: read(VARIABLES.logLevel),
    warnings: unknownNames(env),
    startedByNpm: env['npm_lifecycle_event'] !== undefined,
  };
  faults.push(...togetherFaults(config));
  return faults.length > 0 ? { faults: [...faults, ...config.warnings] } : { config };
}

/** What makes no sense alone. */
function togetherFaults(config: Config): string[] {
  const { dkimDomain, dkimKey, vapidPublicKey, vapidPrivateKey, telegramUpdates, publicUrl } = config;
  const faults: string[] = [];
  const pair = (one: unknown, name: string, other: unknown, missing: string): void => {
    if (one !== null && other === null) faults.push(`${name} is set, and ${missing} is not: set both, or neither`);
  };
  pair(dkimDomain, 'RETENTION_DKIM_DOMAIN', dkimKey, 'RETENTION_DKIM_KEY');
  pair(dkimKey, 'RETENTION_DKIM_KEY', dkimDomain, 'RETENTION_DKIM_DOMAIN');
  pair(vapidPublicKey, 'RETENTION_VAPID_PUBLIC_KEY', vapidPrivateKey, 'RETENTION_VAPID_PRIVATE_KEY');
  pair(vapidPrivateKey, 'RETENTION_VAPID_PRIVATE_KEY', vapidPublicKey, 'RETENTION_VAPID_PUBLIC_KEY');
  if (telegramUpdates === 'webhook' && publicUrl === null) {
    faults.push(
      'RETENTION_TELEGRAM_UPDATES is webhook: set RETENTION_PUBLIC_URL to where Telegram reaches this server',
    );
  }
  return faults;
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(Object.values(VARIABLES).map(({ name }) => name));
  return Object.keys(env)
    .filter((name) => name.startsWith('RETENTION_') && !known.has(name))
    .map((name) => `${name} is no variable of this program: --help lists them all`);
}

/** Every variable as people read of it, in the order of `--help`. */
export function listVariables(): readonly Pick<Variable<unknown>, 'name' | 'meaning' | 'otherwise'>[] {
  return Object.values(VARIABLES).map(({ name, meaning, otherwise }) => ({ name, meaning, otherwise }));
}

/** The variables for `--help`, a paragraph each. */
export function describeVariables(): string {
  return listVariables()
    .map(({ name, meaning, otherwise }) => `  ${name.padEnd(31)}${meaning}\n${' '.repeat(33)}[${otherwise}]`)
    .join('\n');
}

/** The environment of this process. The only place that reads it. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

function variable<T>(
  name: string,
  otherwise: string,
  meaning: string,
  preset: T,
  parse: (text: string) => T | Fault,
): Variable<T> {
  return { name, otherwise, meaning, preset, parse };
}

function nonEmpty(text: string): string {
  return text;
}

function wholeNumber(least: number, most: number): (text: string) => number | Fault {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    const right = number >= least && number <= most;
    return right ? number : new Fault(`is '${text}': give a whole number from ${least} to ${most}`);
  };
}

function zone(text: string): string | Fault {
  return isZone(text) ? text : new Fault(`is '${text}': give an IANA zone like Europe/Moscow or UTC`);
}

function instant(text: string): Instant | Fault {
  const value = parseInstant(text);
  if (value === 'no-zone') return new Fault(`is '${text}', which has no zone: end it with Z or an offset like +03:00`);
  return value ?? new Fault(`is '${text}': give an ISO 8601 instant like 2024-01-15T10:30:00Z`);
}

// What a secret is set to is never repeated: faults end up in logs.
function secret(text: string): string | Fault {
  return text.length >= 16 ? text : new Fault(`is ${text.length} characters long: give at least 16, better 32`);
}

function postgresUrl(text: string): string | Fault {
  if (/^postgres(?:ql)?:\/\//.test(text)) return text;
  return new Fault('is no PostgreSQL address: give one like postgresql://user:password@host:5432/name');
}

function webUrl(text: string): string | Fault {
  const right = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  return right ? text : new Fault(`is '${text}': give an address like https://example.com`);
}

/** Origins as browsers write them: in small letters, without the usual port and without a path. */
function webOrigins(text: string): readonly string[] | Fault {
  const origins: string[] = [];
  for (const said of text.split(',').map((part) => part.trim())) {
    const url = URL.canParse(said) ? new URL(said) : null;
    const right = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
    // A star would be a name like any other, and match nothing.
    if (!right || said.includes('*')) {
      return new Fault(
        `holds '${said}': give origins like https://app.example.com, without a path, separated by commas`,
      );
    }
    origins.push(url.origin);
  }
  return origins;
}

function smtpUrl(text: string): string | Fault {
  const right = URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol);
  // It may hold a password, and is not repeated.
  return right ? text : new Fault('is no SMTP address: give one like smtp://user:password@smtp.example.com:587');
}

function emailFrom(text: string): string | Fault {
  const right = /^[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>$|^[^\s@<>]+@[^\s@<>]+$/.test(text);
  return right ? text : new Fault(`is '${text}': give an address like OnePercent <hello@example.com>`);
}

function botToken(text: string): string | Fault {
  return /^\d+:[\w-]{20,}$/.test(text)
    ? text
    : new Fault('is no token of a bot: @BotFather gives one like 123456789:AAE…, with a colon');
}

function pushSubject(text: string): string | Fault {
  return /^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(text)
    ? text
    : new Fault(`is '${text}': give mailto:you@example.com or an https address`);
}

function logLevel(text: string): LogLevel | Fault {
  return LOG_LEVELS.find((level) => level === text) ?? new Fault(`is '${text}': give one of ${LOG_LEVELS.join(', ')}`);
}
