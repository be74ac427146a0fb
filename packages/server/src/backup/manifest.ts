import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The file whose being there makes a folder a backup: it is written last. */
export const MANIFEST = 'manifest.json';
/** Of this form of backups; another form gets another number. */
export const FORMAT = 1;

export interface StoredFile {
  /** Name in the folder. */
  readonly file: string;
  readonly bytes: number;
  /** Of the file as it lies there, hexadecimal. */
  readonly sha256: string;
}

/** A table, or one partition of it: `COPY` text (PostgreSQL documentation, COPY, "Text Format") in gzip (RFC 1952). */
export interface StoredTable extends StoredFile {
  readonly table: string;
  /** The table it is a partition of. */
  readonly parent: string | null;
  /** In the order of the file. */
  readonly columns: readonly string[];
  readonly rows: number;
}

/** Where the numbers stood that a table gives to its rows. */
export interface StoredSequence {
  readonly table: string;
  readonly column: string;
  readonly last_value: number | null;
}

export interface Manifest {
  readonly format: typeof FORMAT;
  /** Of the product that took it. */
  readonly version: string;
  /** When it was begun: everything acknowledged before is in it. ISO 8601. */
  readonly taken_at: string;
  /** RETENTION_TIMEZONE, in which days of people without a zone of their own were counted. */
  readonly timezone: string;
  readonly postgres: string;
  /** Names of the migrations that had run. */
  readonly migrations: readonly string[];
  /** What the erasure key makes of a fixed text, so that another key is noticed; null: there was no key yet. */
  readonly erasure_key_check: string | null;
  /** The generated secrets; null: left out, or none were generated. */
  readonly secrets: StoredFile | null;
  readonly tables: readonly StoredTable[];
  readonly sequences: readonly StoredSequence[];
}

/** Writes it so that it is there as a whole, or not at all, also after a power failure. */
export function writeManifest(folder: string, manifest: Manifest): void {
  const draft = join(folder, `${MANIFEST}.draft`);
  const file = openSync(draft, 'w', 0o600);
  writeSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  // The names of the files first: what the manifest speaks of must be there when it is.
  synchronise(folder);
  renameSync(draft, join(folder, MANIFEST));
  synchronise(folder);
}

function synchronise(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** Reads it. Throws where the folder is no backup, or one this program cannot read. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST);
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}`);
  if (!existsSync(path)) {
    throw new Error(`${folder} is no backup: it has no ${MANIFEST}, which is written last. Perhaps it was interrupted`);
  }
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Error(`${path} is damaged: it is no JSON`);
  }
  if (isObject(read) && typeof read['format'] === 'number' && read['format'] !== FORMAT) {
    throw new Error(`${folder} was written by a newer version of this program: update the program`);
  }
  if (isManifest(read)) return read;
  throw new Error(`${path} is damaged: it does not say what a backup says`);
}

function isManifest(read: unknown): read is Manifest {
  return (
    isObject(read) &&
    texts(read, ['version', 'taken_at', 'timezone', 'postgres']) &&
    isList(read['migrations'], isText) &&
    (read['erasure_key_check'] === null || isText(read['erasure_key_check'])) &&
    (read['secrets'] === null || isFile(read['secrets'])) &&
    isList(read['tables'], isTable) &&
    isList(read['sequences'], isSequence)
  );
}

function isTable(read: unknown): boolean {
  return (
    isFile(read) &&
    texts(read, ['table']) &&
    (read['parent'] === null || isText(read['parent'])) &&
    isList(read['columns'], isText) &&
    Number.isSafeInteger(read['rows'])
  );
}

function isSequence(read: unknown): boolean {
  return (
    isObject(read) &&
    texts(read, ['table', 'column']) &&
    (read['last_value'] === null || Number.isSafeInteger(read['last_value']))
  );
}

/** A file of the folder itself, whoever wrote the manifest. */
function isFile(read: unknown): read is Record<string, unknown> {
  return (
    isObject(read) &&
    texts(read, ['file', 'sha256']) &&
    read['file'] === basename(String(read['file'])) &&
    Number.isSafeInteger(read['bytes'])
  );
}

function isObject(read: unknown): read is Record<string, unknown> {
  return typeof read === 'object' && read !== null;
}

function isText(read: unknown): boolean {
  return typeof read === 'string';
}

function isList(read: unknown, isRight: (each: unknown) => boolean): boolean {
  return Array.isArray(read) && read.every(isRight);
}

function texts(read: Record<string, unknown>, keys: readonly string[]): boolean {
  return keys.every((key) => isText(read[key]));
}
