import { accessSync, constants } from 'node:fs';
import { InvalidArgumentError, Option, type Command as Program } from 'commander';
import { formatInstant, instantAt, isZone, parseInstant, utcDay, DAY_MS } from '@retention/domain/day';
import { FORMATS, type Format } from './rows.ts';

/** What a person may say about a file to import. */
export interface FileOptions {
  readonly format?: Format;
  readonly column: ReadonlyMap<string, string>;
  readonly timezone?: string;
  readonly refused?: string;
  readonly json?: true;
}

/** Adds the argument FILE and the options every import understands. */
export function acceptFile(program: Program, columns: readonly string[]): Program {
  return program
    .argument('<file>', 'CSV or NDJSON, plain or gzip; - reads stdin', readableFile)
    .addOption(new Option('--format <format>', 'what the file is (default: told from its content)').choices(FORMATS))
    .addOption(
      new Option('--column <theirs=ours>', 'what the file calls a column; may be repeated')
        .argParser(pairs(columns, 'column'))
        .default(new Map(), 'the names below'),
    )
    .addOption(
      new Option('--timezone <zone>', 'zone of timestamps that name none (default: they are refused)').argParser(zone),
    )
    .option('--refused <file>', 'where refused rows go (default: FILE.refused.ndjson)')
    .option('--json', 'the summary as one JSON line');
}

/** Gathers `theirs=ours`, of which ours is one of `known`. */
export function pairs(known: readonly string[], what: string) {
  return (text: string, previous: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
    const at = text.lastIndexOf('=');
    if (at < 1) throw new InvalidArgumentError('Write it as theirs=ours.');
    const ours = text.slice(at + 1);
    if (!known.includes(ours)) throw new InvalidArgumentError(`'${ours}' is no ${what} of ours: ${known.join(', ')}.`);
    return new Map([...previous, [text.slice(0, at), ours]]);
  };
}

function readableFile(file: string): string {
  if (file === '-') return file;
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw new InvalidArgumentError('There is no such file, or it may not be read.');
  }
  return file;
}

function zone(name: string): string {
  if (!isZone(name)) throw new InvalidArgumentError('Name an IANA zone like Europe/Moscow.');
  return name;
}

/**
 * A timestamp that names no zone, read on the wall clock of `zone` and written in UTC; every other value as it is.
 * A time that DST skips is the moment of the jump, one that comes twice is the first of the two.
 */
export function zoned(timestamp: unknown, zone: string | undefined): unknown {
  if (zone === undefined || !lacksZone(timestamp)) return timestamp;
  const wall = parseInstant(`${timestamp}Z`);
  if (typeof wall !== 'number') return timestamp;
  const day = utcDay(wall);
  const inDay = wall - day * DAY_MS;
  return formatInstant(instantAt(day, Math.floor(inDay / 60_000), zone) + (inDay % 60_000));
}

export function lacksZone(timestamp: unknown): timestamp is string {
  return typeof timestamp === 'string' && parseInstant(timestamp) === 'no-zone';
}

/** What to add to the refusal of a timestamp without a zone. */
export const ZONE_HINT = '; --timezone Europe/Moscow says so of the whole file';
