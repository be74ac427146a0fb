import { HostError, type HostLook } from './host-database.ts';
import { asUserId, Parameters, Rows } from './host-query.ts';
import { asTime } from './host-time.ts';
import type { EventSource, Mapping, PeopleSource } from './mapping.ts';
import { openEventQuery, openUsers } from './read-events.ts';
import { factsOf, latestFirst } from './read-people.ts';

/**
 * What is wrong with the mapping for this host: tables, columns and types, each under the source that names it, with what
 * would be right. Empty: nothing. Throws HostError where the host does not answer.
 */
export async function checkMapping(look: HostLook, mapping: Mapping): Promise<string[]> {
  const faults: string[] = [];
  const attempt = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof HostError) || error.passing) throw error;
      const fault = `"${name}": ${error.message}`;
      if (!faults.includes(fault)) faults.push(fault);
    }
  };
  for (const source of mapping.people) {
    await attempt(source.name, () => checkPeople(look, mapping, source));
    for (const path of columnsOfPeople(source)) await attempt(source.name, () => column(look, source, path));
  }
  const [users] = mapping.people;
  const usersFaulty = faults.length > 0;
  for (const source of mapping.events) {
    for (const path of columnsOfEvents(source)) await attempt(source.name, () => column(look, source, path));
    // What is wrong with the users has been said.
    if (!usersFaulty && users !== undefined) await attempt(source.name, () => openEventQuery(look, mapping, source));
  }
  return faults;
}

async function checkPeople(look: HostLook, mapping: Mapping, source: PeopleSource): Promise<void> {
  const users = await openUsers(look, mapping, new Parameters());
  const rows = await Rows.of(look, source.table, 't');
  asUserId(await rows.column(source.user_id), users.id);
  await factsOf(rows, source);
  await latestFirst(rows, source);
  await rows.conditions(source.where, new Parameters());
  if (source.updated_at !== null) asTime(await rows.column(source.updated_at));
}

/** One by one, so that all that is missing is said at once. */
async function column(look: HostLook, { table }: PeopleSource | EventSource, path: string): Promise<unknown> {
  return (await Rows.of(look, table, 't')).column(path);
}

function columnsOfPeople({ user_id, latest_by, updated_at, facts, where }: PeopleSource): string[] {
  return [user_id, ...given(latest_by), ...given(updated_at), ...Object.values(facts), ...Object.keys(where)];
}

function columnsOfEvents({ key, user_id, at, updated_at, metadata, where }: EventSource): string[] {
  return [key, user_id, at, ...given(updated_at), ...Object.values(metadata), ...Object.keys(where)];
}

function given(column: string | null): string[] {
  return column === null ? [] : [column];
}
