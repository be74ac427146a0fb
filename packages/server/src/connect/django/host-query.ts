import { quoted } from '../../db/quoted.ts';
import { HostError, type HostLook } from './host-database.ts';
import { columnOf, hostTable, type ColumnKind, type HostColumn, type HostTable } from './host-table.ts';
import { nameParts } from './identifier.ts';
import type { Where } from './mapping.ts';

/** A column as SQL names it in one statement. */
export interface Reference {
  /** As the mapping names it, with its table: `habits_habitlog.habit_id.user_id`. */
  readonly name: string;
  readonly sql: string;
  readonly column: HostColumn;
}

/** The values of one statement: each is carried as text and cast to the type it is compared with. */
export class Parameters {
  readonly values: unknown[] = [];

  bind(value: string, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }

  bindArray(values: readonly string[], type: string): string {
    this.values.push(values);
    return `$${this.values.length}::${type}[]`;
  }
}

/** The rows of a table, joined with those its columns lead to. */
export class Rows {
  readonly table: HostTable;
  readonly #look: HostLook;
  readonly #alias: string;
  readonly #joins = new Map<string, { readonly sql: string; readonly alias: string; readonly table: HostTable }>();

  private constructor(look: HostLook, table: HostTable, alias: string) {
    this.#look = look;
    this.table = table;
    this.#alias = alias;
  }

  /** Throws HostError where there is no such table. `alias` is unlike any other of the statement. */
  static async of(look: HostLook, table: string, alias: string): Promise<Rows> {
    return new Rows(look, await hostTable(look, table), alias);
  }

  /** A column, or what foreign keys lead to. Throws HostError where there is no such column or no foreign key. */
  async column(path: string): Promise<Reference> {
    const parts = nameParts(path, 8) ?? [path];
    let from = { alias: this.#alias, table: this.table };
    for (const [index, name] of parts.entries()) {
      const column = columnOf(from.table, name);
      const sql = `${from.alias}.${quoted(name)}`;
      if (index === parts.length - 1) return { name: `${this.table.name}.${path}`, sql, column };
      if (column.points_to === null) {
        const right = `nothing says where "${path}" of ${this.table.name} leads; name a column of the table itself`;
        throw new HostError(`${from.table.name}.${name} has no foreign key: ${right}`, false);
      }
      from = await this.#join(parts.slice(0, index + 1).join('\0'), sql, column.points_to);
    }
    throw new HostError(`"${path}" is no column`, false);
  }

  /** What follows FROM; complete once all columns have been asked for. */
  from(): string {
    const joins = [...this.#joins.values()].map(({ sql }) => ` LEFT JOIN ${sql}`);
    return `${this.table.sql} AS ${this.#alias}${joins.join('')}`;
  }

  /** Conditions that hold where all of `where` does; none where it is empty. */
  async conditions(where: Where, parameters: Parameters): Promise<string[]> {
    const conditions: string[] = [];
    for (const [path, value] of Object.entries(where)) {
      const { name, sql, column } = await this.column(path);
      const fault = value === null ? null : comparisonFault(column, value);
      if (fault !== null) throw new HostError(`${name} ${fault}`, false);
      conditions.push(value === null ? `${sql} IS NULL` : `${sql} = ${parameters.bind(String(value), column.type)}`);
    }
    return conditions;
  }

  async #join(path: string, from: string, to: { readonly table: string; readonly column: string }) {
    const joined = this.#joins.get(path);
    if (joined !== undefined) return joined;
    const table = await hostTable(this.#look, to.table);
    const alias = `${this.#alias}${this.#joins.size + 1}`;
    const join = { alias, table, sql: `${table.sql} AS ${alias} ON ${alias}.${quoted(to.column)} = ${from}` };
    this.#joins.set(path, join);
    return join;
  }
}

/** Conditions in one, for WHERE and FILTER. */
export function all(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'true' : conditions.map((condition) => `(${condition})`).join(' AND ');
}

/** Why a value cannot equal anything in the column; null where it can. */
function comparisonFault({ kind, labels, type }: HostColumn, value: string | number | boolean): string | null {
  const text = String(value);
  switch (kind) {
    case 'boolean':
      return /^(?:true|false)$/.test(text) ? null : `holds true or false, never ${JSON.stringify(value)}`;
    case 'integer':
    case 'uuid':
      return isLiteral(kind, type, text) ? null : `is of type ${type}, and ${JSON.stringify(value)} is none`;
    case 'number':
      return /^-?\d{1,30}(?:\.\d{1,30})?$/.test(text) ? null : `holds numbers, never ${JSON.stringify(value)}`;
    case 'enum':
      return labels.includes(text) ? null : `holds one of ${labels.join(', ')}, never ${JSON.stringify(value)}`;
    case 'text':
      return text.includes('\0') ? 'holds no NUL' : null;
    case 'timestamptz':
    case 'timestamp':
    case 'date':
      return 'holds times: "where" compares with null alone there';
    case 'other':
      return `is of type ${type}, which "where" cannot compare with anything but null`;
  }
}

const INTEGERS: Readonly<Record<string, bigint>> = { smallint: 2n ** 15n, integer: 2n ** 31n, bigint: 2n ** 63n };

/**
 * Whether the text is a value of an id's type as PostgreSQL itself writes it. Others, `007` among them, are in no row,
 * and the host need not be asked.
 */
export function isLiteral(kind: ColumnKind, type: string, text: string): boolean {
  if (kind === 'uuid') return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
  if (kind !== 'integer') return !text.includes('\0') && text.isWellFormed();
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return false;
  const bound = INTEGERS[type] ?? 0n;
  const value = BigInt(text);
  return value >= -bound && value < bound;
}

/** A key that pages are cut by. Throws HostError where it cannot be. */
export function asKey(reference: Reference, table: HostTable): Reference {
  const { column, name } = reference;
  if (!isKeyKind(column.kind)) {
    throw new HostError(`${name} is of type ${column.type}: a key must be an integer, a uuid or a text`, false);
  }
  if (table.has_indexes && !column.unique) {
    const [key] = table.primary_key;
    const right = table.primary_key.length === 1 && key !== undefined ? `; the primary key is "${key}"` : '';
    throw new HostError(`${name} may be the same in two rows: a key needs a unique index of its own${right}`, false);
  }
  return reference;
}

function isKeyKind(kind: ColumnKind): boolean {
  return kind === 'integer' || kind === 'uuid' || kind === 'text';
}

/** A column that names people. Throws HostError where it cannot be the id of a user. */
export function asUserId(reference: Reference, users: Reference): Reference {
  const { column, name } = reference;
  const comparable = column.kind === users.column.kind || column.kind === 'text' || users.column.kind === 'text';
  if (isKeyKind(column.kind) && comparable) return reference;
  const types = `${column.type}, and ${users.name} is ${users.column.type}`;
  throw new HostError(`${name} holds no ids of users: it is ${types}`, false);
}

/** Whether both are the same person. */
export function samePerson(a: Reference, b: Reference): string {
  return a.column.kind === b.column.kind ? `${a.sql} = ${b.sql}` : `${a.sql}::text = ${b.sql}::text`;
}
