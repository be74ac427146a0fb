import { HostError, type HostLook } from './host-database.ts';
import { hostTable, tableName, sql, textOf, type ColumnKind, type HostColumn, type HostTable } from './host-table.ts';
import { writtenName } from './identifier.ts';
import type { Where } from './mapping.ts';

/** What was noticed while looking at a schema. */
export interface Note {
  /** `found`: taken; `missing`: looked for and not there; `unsure`: several were possible, and which was chosen. */
  readonly kind: 'found' | 'missing' | 'unsure';
  readonly text: string;
}

export interface SeenTable extends HostTable {
  /** Its name in small letters alone: `habits_habitlog` → `habitshabitlog`. */
  readonly letters: string;
  /** As PostgreSQL guesses them; −1 where it has never counted. */
  readonly rows: number;
}

export interface Schema {
  readonly tables: readonly SeenTable[];
  /** Tables that are there and may not be read. */
  readonly closed: readonly string[];
  readonly notes: Note[];
  note(kind: Note['kind'], text: string): void;
}

/** All tables there are, 2,000 at most: a database with more is no one app's. Throws HostError where the host does not answer. */
export async function seeSchema(look: HostLook): Promise<Schema> {
  const sizes = await look.rows(sql.host_tables.text);
  const tables: SeenTable[] = [];
  const closed: string[] = [];
  for (const row of sizes) {
    const name = tableName(row);
    try {
      const table = await hostTable(look, name);
      tables.push({ ...table, letters: lettersOf(textOf(row['name'])), rows: Number(row['size']) });
    } catch (error) {
      if (!(error instanceof HostError) || error.passing) throw error;
      closed.push(name);
    }
  }
  const notes: Note[] = [];
  return { tables, closed, notes, note: (kind, text) => void notes.push({ kind, text }) };
}

export function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

export const TIMES: readonly ColumnKind[] = ['timestamptz', 'timestamp', 'date'];
export const TEXTS: readonly ColumnKind[] = ['text', 'enum'];

/** The first column that bears one of the names, in the order of the names, and holds one of the kinds. */
export function columnNamed(
  table: HostTable,
  names: readonly string[],
  kinds: readonly ColumnKind[],
): HostColumn | undefined {
  for (const name of names) {
    for (const column of table.columns.values()) {
      if (lettersOf(column.name) === name && kinds.includes(column.kind)) return column;
    }
  }
  return undefined;
}

/** A column as a mapping writes it. */
export function written(...columns: readonly HostColumn[]): string {
  return writtenName(columns.map(({ name }) => name));
}

/** The one column that pages can be cut by. */
export function keyOf(table: HostTable): HostColumn | undefined {
  const [name, ...more] = table.primary_key;
  const primary = name === undefined || more.length > 0 ? undefined : table.columns.get(name);
  if (primary !== undefined) return primary;
  const id = table.columns.get('id');
  if (!table.has_indexes) return id;
  return [...table.columns.values()].find(({ unique, nullable, kind }) => unique && !nullable && kind !== 'other');
}

/** Rows that were deleted and kept. */
export function notDeleted(table: HostTable): Where {
  const flag = columnNamed(table, ['isdeleted', 'deleted', 'isremoved', 'isarchived'], ['boolean']);
  if (flag !== undefined) return { [written(flag)]: false };
  const at = columnNamed(table, ['deletedat', 'deleted', 'removedat', 'deletedon', 'archivedat'], TIMES);
  return at === undefined ? {} : { [written(at)]: null };
}

export function updatedAt(table: HostTable): string | null {
  const names = ['updatedat', 'modifiedat', 'updated', 'modified', 'lastmodified', 'dateupdated', 'datemodified'];
  const column = columnNamed(table, [...names, 'changedat', 'updatedon'], ['timestamptz', 'timestamp']);
  return column === undefined ? null : written(column);
}

/** Who did it, of several columns that point to the users. */
const DOERS = ['userid', 'user', 'ownerid', 'owner', 'authorid', 'author', 'memberid', 'customerid', 'createdbyid'];
const MOST_STEPS = 3;

/** How a table's rows name their user: `user_id`, or `habit_id.user_id`; undefined: they do not. */
export function wayToUsers(schema: Schema, table: HostTable, users: HostTable, steps = MOST_STEPS): string | undefined {
  const way = wayAlong(schema, table, users, steps);
  if (way !== undefined) return written(...way);
  // Without foreign keys, as in views, the name has to do.
  const id = keyOf(users);
  const column = columnNamed(table, DOERS, id === undefined ? [] : [id.kind]);
  return column === undefined ? undefined : written(column);
}

function wayAlong(schema: Schema, table: HostTable, users: HostTable, steps: number): HostColumn[] | undefined {
  const columns = [...table.columns.values()].toSorted((a, b) => rank(a) - rank(b));
  const id = keyOf(users)?.name;
  const direct = columns.find(({ points_to }) => points_to?.table === users.name && points_to.column === id);
  if (direct !== undefined || steps <= 1) return direct === undefined ? undefined : [direct];
  // The shortest way wins.
  for (let most = 1; most < steps; most++) {
    for (const column of columns) {
      const next = schema.tables.find(({ name }) => name === column.points_to?.table && name !== table.name);
      const way = next === undefined ? undefined : wayAlong(schema, next, users, most);
      if (way !== undefined) return [column, ...way];
    }
  }
  return undefined;
}

function rank({ name }: HostColumn): number {
  const place = DOERS.indexOf(lettersOf(name));
  return place < 0 ? DOERS.length : place;
}
