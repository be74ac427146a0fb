import { quoted } from '../../db/quoted.ts';
import { loadStatements } from '../../db/statement.ts';
import { HostError, type HostLook } from './host-database.ts';
import { nameParts, writtenName } from './identifier.ts';
import { meant } from './nearest.ts';

/** What a column holds, as far as it matters how it is read and compared. */
export type ColumnKind =
  'integer' | 'number' | 'boolean' | 'uuid' | 'text' | 'enum' | 'timestamptz' | 'timestamp' | 'date' | 'other';

export interface HostColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** As SQL casts to it: `bigint`, `character varying`. */
  readonly type: string;
  readonly nullable: boolean;
  /** Of an enum; else empty. */
  readonly labels: readonly string[];
  /** Where its foreign key points; null: it has none, or one of several columns. */
  readonly points_to: { readonly table: string; readonly column: string } | null;
  /** Whether no two rows share a value: a unique index of this column alone. */
  readonly unique: boolean;
}

/** A table or view of the host that may be read. */
export interface HostTable {
  /** As a mapping file names it; with its schema where it needs one. */
  readonly name: string;
  /** As SQL names it. */
  readonly sql: string;
  readonly columns: ReadonlyMap<string, HostColumn>;
  /** Columns of the primary key, in its order. */
  readonly primary_key: readonly string[];
  /** False for views: nothing says what is unique in them. */
  readonly has_indexes: boolean;
}

const known = new WeakMap<HostLook, Map<string, Promise<HostTable>>>();

/** The table of that name, looked up once per look. Throws HostError where there is none, or it may not be read. */
export function hostTable(look: HostLook, name: string): Promise<HostTable> {
  const tables = known.get(look) ?? new Map<string, Promise<HostTable>>();
  known.set(look, tables);
  const table = tables.get(name) ?? findTable(look, name);
  tables.set(name, table);
  return table;
}

/** Throws HostError where the table has no such column. */
export function columnOf(table: HostTable, name: string): HostColumn {
  const column = table.columns.get(name);
  if (column !== undefined) return column;
  throw new HostError(`${table.name} has no column "${name}"${meant(name, [...table.columns.keys()])}`, false);
}

/** What is asked of the host's catalogue; the test that prepares every statement prepares these as well. */
export const sql = loadStatements(new URL('host.sql', import.meta.url), ['host_tables', 'host_table', 'host_columns']);

async function findTable(look: HostLook, name: string): Promise<HostTable> {
  const parts = nameParts(name, 2);
  const [schema, relation] = parts?.length === 2 ? parts : [null, parts?.[0] ?? name];
  const [found] = await look.rows(sql.host_table.text, [relation, schema]);
  if (found === undefined) {
    const tables = (await look.rows(sql.host_tables.text)).map((row) => tableName(row));
    throw new HostError(`There is no table "${name}" in the host${meant(name, tables)}`, false);
  }
  const named = `${quoted(textOf(found['schema']))}.${quoted(textOf(found['name']))}`;
  if (found['readable'] !== true) {
    throw new HostError(`"${name}" may not be read: GRANT SELECT ON ${named} TO ${textOf(found['role'])}`, false);
  }
  // Those that may not be read are as if they were not there: the host may keep its password hashes to itself.
  const columns = (await look.rows(sql.host_columns.text, [found['oid']])).map(readColumn);
  return {
    name,
    sql: named,
    columns: new Map(columns.map((column) => [column.name, column])),
    primary_key: textsOf(found['primary_key']),
    has_indexes: found['indexed'] === true,
  };
}

/** A row of `host_tables` as a mapping file names it. */
export function tableName(row: Readonly<Record<string, unknown>>): string {
  const schema = textOf(row['schema']);
  return writtenName(schema === '' ? [textOf(row['name'])] : [schema, textOf(row['name'])]);
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'number',
  float4: 'number',
  float8: 'number',
  bool: 'boolean',
  uuid: 'uuid',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  citext: 'text',
  name: 'text',
  timestamptz: 'timestamptz',
  timestamp: 'timestamp',
  date: 'date',
};

function readColumn(row: Readonly<Record<string, unknown>>): HostColumn {
  const points_to = row['points_to'];
  const table = typeof points_to === 'string' ? tableName({ schema: row['schema'], name: points_to }) : null;
  return {
    name: textOf(row['name']),
    kind: row['is_enum'] === true ? 'enum' : (KINDS[textOf(row['typname'])] ?? 'other'),
    type: textOf(row['type']),
    nullable: row['nullable'] === true,
    labels: textsOf(row['labels']),
    points_to: table === null ? null : { table, column: textOf(row['points_to_column']) },
    unique: row['is_unique'] === true,
  };
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
