import type { EventType } from '@retention/domain/event';
import type { HostLook } from './host-database.ts';
import type { HostColumn } from './host-table.ts';
import type { Found } from './inspect-people.ts';
import { columnNamed, keyOf, notDeleted, TEXTS, TIMES, updatedAt, wayToUsers, written } from './inspect-schema.ts';
import type { Schema, SeenTable } from './inspect-schema.ts';
import { valuesIn } from './inspect-values.ts';
import type { EventSource, Where } from './mapping.ts';

const CREATED = ['createdat', 'created', 'datecreated', 'addedat', 'createdon', 'timestamp', 'sentat', 'writtenat'];
const DONE = [
  'completedat',
  'doneat',
  'finishedat',
  'achievedat',
  'completeddate',
  'completedon',
  'checkedat',
  'loggedat',
];
const DAYS = ['date', 'day', 'logdate', 'entrydate', 'fordate', 'completiondate'];
const DONE_FLAGS = ['iscompleted', 'completed', 'isdone', 'done', 'ischecked', 'checked', 'isfinished', 'success'];

/** What an app keeps a table of, and how it may be called. */
interface Kind {
  readonly name: string;
  readonly what: string;
  /** Patterns of the table's letters, the likeliest first. */
  readonly tables: readonly RegExp[];
}

const HABIT_LOGS: Kind = {
  name: 'habits',
  what: 'habits that were done',
  tables: [
    /habits?(?:log|completion)s?$/,
    /habits?(?:record|check|checkin|mark|entry|entries|track|tracking|tracker|done|day|history)s?$/,
    /(?:completed|done)habits?$/,
  ],
};
const JOURNAL: Kind = {
  name: 'journal',
  what: 'entries of a journal',
  tables: [
    /(?:journal|diary)(?:entry|entries)$/,
    /(?:journal|diary)(?:note|record|post|page)s?$/,
    /(?:journal|diary|diaries)s?$/,
  ],
};
const MESSAGES: Kind = {
  name: 'ai_messages',
  what: 'messages to the AI coach',
  tables: [
    /(?:aichat|coach|assistant|ai)messages?$/,
    /(?:chat|conversation|dialog|dialogue|thread)messages?$/,
    /messages?$/,
  ],
};
const GOALS: Kind = { name: 'goals', what: 'goals', tables: [/(?:personal|user)goals?$/, /goals?$/] };

/** Where what people do is kept. */
export async function findEvents(look: HostLook, schema: Schema, found: Found): Promise<EventSource[]> {
  return [
    ...(await habitLogs(look, schema, found)),
    ...customHabits(schema, found),
    ...journal(schema, found),
    ...(await messages(look, schema, found)),
    ...goals(schema, found),
    ...onboarding(schema, found),
  ];
}

async function habitLogs(look: HostLook, schema: Schema, found: Found): Promise<EventSource[]> {
  const place = findTable(schema, found, HABIT_LOGS);
  if (place === undefined) return [];
  const { table } = place;
  const flag = columnNamed(table, DONE_FLAGS, ['boolean']);
  const created = columnNamed(table, CREATED, TIMES);
  const day = columnNamed(table, DAYS, TIMES);
  // Where a row says whether it was done it may have been made before: then its day says more than its making.
  const at = columnNamed(table, DONE, TIMES) ?? (flag === undefined ? (created ?? day) : (day ?? created));
  if (at === undefined) return without(schema, HABIT_LOGS, table, 'a time');
  if (created !== undefined && day !== undefined && (at === created || at === day)) {
    const other = at === created ? day : created;
    schema.note(
      'unsure',
      `habits: ${table.name} has ${created.name} and ${day.name}: took ${at.name}, not ${other.name}`,
    );
  }
  const where = flag === undefined ? await doneStatus(look, table) : { [written(flag)]: true };
  const habit = columnNamed(table, ['habitid', 'habit'], ['integer', 'uuid', 'text']);
  const metadata = habit === undefined ? {} : { habit_id: written(habit) };
  return [source(schema, 'habits', 'habit_completed', place, at, { where, metadata })];
}

async function doneStatus(look: HostLook, table: SeenTable): Promise<Where> {
  const status = columnNamed(table, ['status', 'state'], TEXTS);
  if (status === undefined) return {};
  const done = (await valuesIn(look, table, status)).find((value) =>
    /^(?:completed?|done|success|checked|yes)$/i.test(value),
  );
  return done === undefined ? {} : { [written(status)]: done };
}

function customHabits(schema: Schema, found: Found): EventSource[] {
  const kind: Kind = { name: 'custom_habits', what: 'habits people made themselves', tables: [/habits?$/] };
  const place = findTable(schema, found, kind, true);
  if (place === undefined) return [];
  const own = columnNamed(place.table, ['iscustom', 'custom', 'isuserdefined'], ['boolean']);
  const ready = columnNamed(
    place.table,
    ['istemplate', 'isdefault', 'issystem', 'ispredefined', 'isbuiltin'],
    ['boolean'],
  );
  const at = columnNamed(place.table, CREATED, TIMES);
  if (at === undefined || (own === undefined && ready === undefined)) return [];
  const where: Where =
    own !== undefined ? { [written(own)]: true } : ready !== undefined ? { [written(ready)]: false } : {};
  const metadata = { habit_id: written(place.key) };
  return [source(schema, kind.name, 'custom_habit_created', place, at, { where, metadata })];
}

function journal(schema: Schema, found: Found): EventSource[] {
  const place = findTable(schema, found, JOURNAL);
  if (place === undefined) return [];
  const at = columnNamed(place.table, [...CREATED, 'publishedat', ...DAYS], TIMES);
  if (at === undefined) return without(schema, JOURNAL, place.table, 'a time');
  return [source(schema, 'journal', 'journal_entry', place, at, { metadata: { entry_id: written(place.key) } })];
}

async function messages(look: HostLook, schema: Schema, found: Found): Promise<EventSource[]> {
  const place = findTable(schema, found, MESSAGES);
  if (place === undefined) return [];
  const { table, key } = place;
  const at = columnNamed(table, [...CREATED, ...DAYS], TIMES);
  if (at === undefined) return without(schema, MESSAGES, table, 'a time');
  const where = await writtenByUser(look, table);
  if (where === null) {
    schema.note('unsure', `ai_messages: nothing in ${table.name} says which messages are the user's own: takes all`);
  }
  const session = columnNamed(
    table,
    ['sessionid', 'conversationid', 'chatid', 'threadid', 'dialogid', 'dialogueid', 'session'],
    ['integer', 'uuid', 'text'],
  );
  const metadata = session === undefined ? { message_id: written(key) } : { session_id: written(session) };
  return [source(schema, 'ai_messages', 'ai_coach_message', place, at, { where: where ?? {}, metadata })];
}

/** Which messages people wrote themselves; null where nothing says so. */
async function writtenByUser(look: HostLook, table: SeenTable): Promise<Where | null> {
  const role = columnNamed(
    table,
    ['role', 'sender', 'sendertype', 'author', 'authortype', 'senderrole', 'type', 'direction'],
    TEXTS,
  );
  if (role !== undefined) {
    const values = await valuesIn(look, table, role);
    const user = values.find((value) => /^(?:user|human|client|customer|me|in|incoming|inbound)$/i.test(value));
    if (user !== undefined) return { [written(role)]: user };
  }
  const own = columnNamed(table, ['isuser', 'fromuser', 'isfromuser', 'byuser', 'isusermessage'], ['boolean']);
  if (own !== undefined) return { [written(own)]: true };
  const bot = columnNamed(
    table,
    ['isbot', 'isai', 'frombot', 'fromai', 'isfromai', 'isassistant', 'isfrombot'],
    ['boolean'],
  );
  return bot === undefined ? null : { [written(bot)]: false };
}

function goals(schema: Schema, found: Found): EventSource[] {
  const place = findTable(schema, found, GOALS);
  if (place === undefined) return [];
  const { table, key } = place;
  const sphere = columnNamed(table, ['sphere', 'category', 'area', 'spherename', 'lifearea'], TEXTS);
  const goal_id = { goal_id: written(key) };
  const sources: EventSource[] = [];
  const at = columnNamed(table, [...CREATED, ...DAYS], TIMES);
  if (at !== undefined) {
    const metadata = sphere === undefined ? goal_id : { ...goal_id, sphere: written(sphere) };
    sources.push(source(schema, 'goals', 'personal_goal_added', place, at, { metadata }));
  } else without(schema, GOALS, table, 'a time when they were added');
  const flag = columnNamed(table, DONE_FLAGS, ['boolean']);
  const done = columnNamed(table, DONE, TIMES);
  const changed =
    flag === undefined ? undefined : columnNamed(table, ['updatedat', 'modifiedat', 'updated', 'modified'], TIMES);
  const completed = done ?? changed;
  if (completed === undefined) {
    schema.note('missing', `goals: ${table.name} does not say when one was completed`);
    return sources;
  }
  if (done === undefined) schema.note('unsure', `goals: took ${completed.name} for the time when a goal was completed`);
  const where: Where = done === undefined && flag !== undefined ? { [written(flag)]: true } : {};
  sources.push(
    source(schema, 'goals_completed', 'first_goal_completed', place, completed, {
      where,
      metadata: goal_id,
      first_of_user: true,
    }),
  );
  return sources;
}

const ONBOARDED_AT = ['onboardingcompletedat', 'onboardedat', 'onboardingfinishedat', 'finishonboardingat'];
const ONBOARDED = [
  'finishonboarding',
  'onboardingcompleted',
  'isonboarded',
  'onboardingdone',
  'onboardingfinished',
  'hasonboarded',
  'onboarded',
  'passedonboarding',
  'completedonboarding',
  'finishedonboarding',
  'onboardingcomplete',
  'isonboardingcompleted',
];

function onboarding(schema: Schema, { sources, users, profiles }: Found): EventSource[] {
  const joined = sources[0]?.facts.joined_at;
  for (const table of [users, ...profiles]) {
    const key = keyOf(table);
    const own = table.name === users.name;
    const way = own && key !== undefined ? written(key) : wayToUsers(schema, table, users);
    if (key === undefined || way === undefined) continue;
    const place = { table, key, way };
    const at = columnNamed(table, ONBOARDED_AT, TIMES);
    if (at !== undefined) return [source(schema, 'onboarding', 'onboarding_completed', place, at, {})];
    const flag = columnNamed(table, ONBOARDED, ['boolean']);
    if (flag === undefined || joined === undefined) continue;
    schema.note('unsure', `onboarding: ${table.name}.${flag.name} does not say when: takes an hour after ${joined}`);
    const where = { [written(flag)]: true };
    const path = own ? joined : `${way}.${joined}`;
    return [{ ...source(schema, 'onboarding', 'onboarding_completed', place, path, { where }), plus_minutes: 60 }];
  }
  schema.note('missing', 'No sign of a finished onboarding, like users_user.finish_onboarding');
  return [];
}

interface Place {
  readonly table: SeenTable;
  readonly key: HostColumn;
  /** To the user. */
  readonly way: string;
}

/** The likeliest table of that kind; notes what else it might have been, or that there is none. */
function findTable(schema: Schema, { users }: Found, kind: Kind, silent = false): Place | undefined {
  const places = schema.tables.flatMap((table) => {
    const rank = kind.tables.findIndex((pattern) => pattern.test(table.letters));
    const key = keyOf(table);
    const way = wayToUsers(schema, table, users);
    if (rank < 0 || key === undefined || way === undefined || table.letters.includes('historical')) return [];
    return [{ table, key, way, rank }];
  });
  const [best, ...others] = places.toSorted((a, b) => a.rank - b.rank || b.table.rows - a.table.rows);
  if (silent) return best;
  if (best === undefined) schema.note('missing', `No table of ${kind.what} that leads to the users`);
  else if (others.length > 0) {
    const names = others.map(({ table }) => table.name).slice(0, 3);
    schema.note('unsure', `${kind.name}: took ${best.table.name}; ${names.join(', ')} might be meant as well`);
  }
  return best;
}

function without(schema: Schema, { name, what }: Kind, table: SeenTable, lacks: string): [] {
  schema.note('missing', `${name}: ${table.name} may hold ${what}, but has no column for ${lacks}`);
  return [];
}

function source(
  schema: Schema,
  name: string,
  type: EventType,
  { table, key, way }: Place,
  at: HostColumn | string,
  more: Partial<Pick<EventSource, 'where' | 'metadata' | 'first_of_user'>>,
): EventSource {
  const time = typeof at === 'string' ? at : written(at);
  schema.note('found', `${name}: ${table.name} by ${time} becomes ${type}`);
  return {
    name,
    type,
    table: table.name,
    key: written(key),
    user_id: way,
    at: time,
    plus_minutes: 0,
    first_of_user: more.first_of_user ?? false,
    where: { ...more.where, ...notDeleted(table) },
    updated_at: updatedAt(table),
    metadata: more.metadata ?? {},
    until: null,
  };
}
