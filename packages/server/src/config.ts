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

/** Every variable the program reads, in the order `--help` prints them. Spec section 7. */
const VARIABLES = {
  host: variable('HOST', '127.0.0.1', 'address to listen on', '127.0.0.1', nonEmpty),
  port: variable('PORT', '3000', 'port to listen on; 0 takes a free one', 3000, wholeNumber(0, 65_535)),
  dataDir: variable(
    'DATA_DIR',
    'data, beside package.json',
    'folder of the embedded database and of what was generated',
    resolve(projectRoot, 'data'),
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
    'password of the dashboard, 8 characters or more',
    null,
    (text) => (text.length >= 8 ? text : new Fault(`is ${text.length} characters long: give at least 8`)),
  ),
  rateLimit: variable(
    'RETENTION_RATE_LIMIT',
    '600',
    'requests one user may send in a minute',
    600,
    wholeNumber(1, 1_000_000),
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
    rateLimit: read(VARIABLES.rateLimit),
    logLevel: read(VARIABLES.logLevel),
    warnings: unknownNames(env),
    startedByNpm: env['npm_lifecycle_event'] !== undefined,
  };
  return faults.length > 0 ? { faults: [...faults, ...config.warnings] } : { config };
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(Object.values(VARIABLES).map(({ name }) => name));
  return Object.keys(env)
    .filter((name) => name.startsWith('RETENTION_') && !known.has(name))
    .map((name) => `${name} is no variable of this program: --help lists them all`);
}

/** The variables for `--help`, a paragraph each. */
export function describeVariables(): string {
  return Object.values(VARIABLES)
    .map(({ name, meaning, otherwise }) => `  ${name.padEnd(26)}${meaning}\n${' '.repeat(28)}[${otherwise}]`)
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
  return right ? text : new Fault(`is '${text}': give an address like https://example.com/.well-known/jwks.json`);
}

function logLevel(text: string): LogLevel | Fault {
  return LOG_LEVELS.find((level) => level === text) ?? new Fault(`is '${text}': give one of ${LOG_LEVELS.join(', ')}`);
}
