import { readFileSync } from 'node:fs';

/**
 * SQL is whole named statements in `.sql` files beside the code that runs them. Each begins with a header:
 *
 *     -- name: person_touch
 *     -- Who are these people? (the question in a sentence or two)
 *     -- params: user_ids text[], now timestamptz
 *     -- columns: user_id text, timezone text
 *
 * `params` names $1, $2, … in order; `columns` is the row that comes back, empty where none does. A test prepares every
 * statement against a migrated database and compares both lines with what PostgreSQL says.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly params: readonly Column[];
  readonly columns: readonly Column[];
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * The statements of a file, by name. Throws at start where the file lacks one of `names` or holds one that is not
 * asked for.
 */
export function loadStatements<Name extends string>(file: URL, names: readonly Name[]): Record<Name, Statement> {
  const found = new Map(parseStatements(readFileSync(file, 'utf8')).map((statement) => [statement.name, statement]));
  const statements: Partial<Record<Name, Statement>> = {};
  for (const name of names) {
    const statement = found.get(name);
    if (statement !== undefined) statements[name] = statement;
    found.delete(name);
  }
  const [unused] = found.keys();
  if (unused !== undefined) throw new Error(`${file.pathname} holds a statement nobody runs: ${unused}`);
  if (hasAll(statements, names)) return statements;
  const missing = names.filter((name) => statements[name] === undefined);
  throw new Error(`${file.pathname} holds no statement named ${missing.join(', ')}`);
}

function hasAll<Name extends string>(
  statements: Partial<Record<Name, Statement>>,
  names: readonly Name[],
): statements is Record<Name, Statement> {
  return names.every((name) => statements[name] !== undefined);
}

/** Splits the text of a `.sql` file at its `-- name:` lines. */
export function parseStatements(source: string): Statement[] {
  return source
    .split(/^(?=-- name: )/m)
    .filter((part) => part.startsWith('-- name: '))
    .map((part) => {
      const header = (key: string): string => new RegExp(`^-- ${key}:(.*)$`, 'm').exec(part)?.[1]?.trim() ?? '';
      const text = part.replace(/^--.*\n?/gm, '').trim();
      return { name: header('name'), text, params: columns(header('params')), columns: columns(header('columns')) };
    });
}

function columns(line: string): Column[] {
  if (line === '') return [];
  return line.split(/\s*,\s*/).map((column) => {
    const [name = '', ...type] = column.split(' ');
    return { name, type: type.join(' ') };
  });
}
