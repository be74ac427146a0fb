import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatInstant, type Instant } from '@retention/domain/day';
import type { Config } from '../config.ts';
import { createPersonHash, type PersonHash } from '../db/person-hash.ts';
import { commandSecrets } from '../secrets.ts';
import { SECRETS } from './take.ts';

/** What a backup says of the erasure key: another one is noticed, and this one is not given away. */
export function keyCheck(personHash: PersonHash | null): string | null {
  return personHash?.('the erasure key of a backup') ?? null;
}

/** Where the server keeps what it has generated; null where it has generated nothing yet. */
export function secretsFileOf({ dataDir }: Pick<Config, 'dataDir'>): string | null {
  const file = join(dataDir, SECRETS);
  return existsSync(file) ? file : null;
}

/** By the erasure key that is in force; null where there is none yet. A command makes no secrets: nobody would see them. */
export function hashInForce(config: Config): PersonHash | null {
  const key = config.erasureKey ?? (secretsFileOf(config) === null ? null : commandSecrets(config).erasureKey);
  return key === null ? null : createPersonHash(key);
}

/** By the erasure key of a backup. */
export function hashOfBackup(folder: string): PersonHash | null {
  const read: unknown = JSON.parse(readFileSync(join(folder, SECRETS), 'utf8'));
  const key =
    typeof read === 'object' && read !== null && 'RETENTION_ERASURE_KEY' in read && read.RETENTION_ERASURE_KEY;
  return typeof key === 'string' ? createPersonHash(key) : null;
}

const FROM_THE_ENVIRONMENT = [
  ['jwtSecret', 'RETENTION_JWT_SECRET'],
  ['hostKey', 'RETENTION_HOST_KEY'],
  ['adminPassword', 'RETENTION_ADMIN_PASSWORD'],
  ['linkSecret', 'RETENTION_LINK_SECRET'],
  ['webhookSecret', 'RETENTION_WEBHOOK_SECRET'],
  ['erasureKey', 'RETENTION_ERASURE_KEY'],
  ['vapidPrivateKey', 'RETENTION_VAPID_PRIVATE_KEY'],
] as const;

/** The secrets that the environment gives: they are in no file of ours, and in no backup. */
export function secretsOfEnvironment(config: Config): string[] {
  return FROM_THE_ENVIRONMENT.filter(([key]) => config[key] !== null).map(([, name]) => name);
}

/** Puts the secrets of a backup where the server finds them. Answers where those are now that were there; null: none. */
export function putSecrets(folder: string, { dataDir }: Pick<Config, 'dataDir'>, now: Instant): string | null {
  const file = join(dataDir, SECRETS);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : null;
  const text = merged(before, readFileSync(join(folder, SECRETS), 'utf8'));
  if (before === text) return null;
  const aside = before === null ? null : `${file}.until-${formatInstant(now).replaceAll(':', '-')}`;
  if (aside !== null) writeFileSync(aside, before ?? '', { mode: 0o600 });
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  return aside;
}

/** What the backup has, and of what it lacks that which is here: a key that is lost cannot be made again. */
function merged(here: string | null, backup: string): string {
  if (here === null) return backup;
  const [own, old] = [parsed(here), parsed(backup)];
  return Object.keys(own).every((name) => Object.hasOwn(old, name))
    ? backup
    : `${JSON.stringify({ ...own, ...old }, null, 2)}\n`;
}

function parsed(text: string): object {
  const read: unknown = JSON.parse(text);
  return typeof read === 'object' && read !== null ? read : {};
}
