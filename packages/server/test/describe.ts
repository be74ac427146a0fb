import type pg from 'pg';

export interface Column {
  /** Empty for a parameter. */
  readonly name: string;
  /** As PostgreSQL spells it out, like `timestamp with time zone`. */
  readonly type: string;
}

export interface Description {
  readonly params: readonly Column[];
  readonly columns: readonly Column[];
}

/** What PostgreSQL says of a statement without running it. */
export async function describeStatement(client: pg.ClientBase, text: string): Promise<Description> {
  const question = new DescribeQuestion(text);
  client.query(question);
  const { params, columns } = await question.answer;
  return {
    params: await spellTypes(
      client,
      params.map((oid) => ({ name: '', oid })),
    ),
    columns: await spellTypes(
      client,
      columns.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID })),
    ),
  };
}

async function spellTypes(
  client: pg.ClientBase,
  columns: readonly { readonly name: string; readonly oid: number }[],
): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT name, oid::regtype::text AS type FROM unnest($1::text[], $2::oid[]) WITH ORDINALITY AS t(name, oid, at)
      ORDER BY at`,
    [columns.map(({ name }) => name), columns.map(({ oid }) => oid)],
  );
  return rows;
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** Parse and Describe of the extended protocol, which `pg` has no call for. `pg` calls the methods back. */
class DescribeQuestion implements pg.Submittable {
  readonly answer: Promise<{ readonly params: readonly number[]; readonly columns: readonly Field[] }>;
  readonly #text: string;
  readonly #settle: PromiseWithResolvers<{ readonly params: readonly number[]; readonly columns: readonly Field[] }>;
  #params: readonly number[] = [];
  #columns: readonly Field[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#settle = Promise.withResolvers();
    this.answer = this.#settle.promise;
  }

  submit(connection: pg.Connection): void {
    connection.once('parameterDescription', (message: { readonly dataTypeIDs: readonly number[] }) => {
      this.#params = message.dataTypeIDs;
    });
    connection.parse({ name: '', text: this.#text, types: [] }, false);
    connection.describe({ type: 'S', name: '' }, false);
    connection.sync();
  }

  handleRowDescription(message: { readonly fields: readonly Field[] }): void {
    this.#columns = message.fields;
  }

  handleReadyForQuery(): void {
    this.#settle.resolve({ params: this.#params, columns: this.#columns });
  }

  handleError(error: Error): void {
    this.#settle.reject(error);
  }
}
