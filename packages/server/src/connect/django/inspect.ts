import type { HostLook } from './host-database.ts';
import { hostTable } from './host-table.ts';
import { Rows } from './host-query.ts';
import { findEvents } from './inspect-events.ts';
import { findPeople, findUsers } from './inspect-people.ts';
import { seeSchema, type Note, type Schema } from './inspect-schema.ts';
import type { Mapping } from './mapping.ts';

export type { Note } from './inspect-schema.ts';

/** What looking at a schema came to. */
export interface Proposal {
  /** Null where no table of users was found: the notes say what was looked for. */
  readonly mapping: Mapping | null;
  readonly notes: readonly Note[];
}

/** Looks at the host's tables and proposes a mapping. `timezone` is the project's, for timestamps without one. */
export async function proposeMapping(look: HostLook, timezone: string): Promise<Proposal> {
  const schema = await seeSchema(look);
  const users = findUsers(schema);
  if (users === undefined) return { mapping: null, notes: schema.notes };
  const found = await findPeople(look, schema, users);
  const events = await findEvents(look, schema, found);
  const mapping: Mapping = { kind: 'django', timezone, people: found.sources, events };
  await noteZoneless(look, schema, mapping);
  return { mapping, notes: schema.notes };
}

/** Times without a zone mean whatever the app's settings say, and nobody but the owner knows that. */
async function noteZoneless(look: HostLook, schema: Schema, mapping: Mapping): Promise<void> {
  const zoneless: string[] = [];
  for (const { table, at } of mapping.events) {
    const rows = await Rows.of(look, table, 't');
    if ((await rows.column(at)).column.kind === 'timestamp') zoneless.push(`${table}.${at}`);
  }
  const [users] = mapping.people;
  const joined = users?.facts.joined_at;
  if (users !== undefined && joined !== undefined) {
    const { columns } = await hostTable(look, users.table);
    if (columns.get(joined)?.kind === 'timestamp') zoneless.push(`${users.table}.${joined}`);
  }
  if (zoneless.length === 0) return;
  const some = [...new Set(zoneless)].slice(0, 4).join(', ');
  schema.note(
    'unsure',
    `${some} name no zone: read as ${mapping.timezone}; "timezone" must be TIME_ZONE of the app's settings`,
  );
}
