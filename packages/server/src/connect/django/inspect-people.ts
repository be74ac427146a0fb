import type { HostLook } from './host-database.ts';
import type { ColumnKind, HostColumn } from './host-table.ts';
import { FACTS, type Fact } from '../fact.ts';
import { type PeopleSource, type Where } from './mapping.ts';
import {
  columnNamed,
  keyOf,
  lettersOf,
  notDeleted,
  TEXTS,
  TIMES,
  updatedAt,
  wayToUsers,
  written,
} from './inspect-schema.ts';
import type { Schema, SeenTable } from './inspect-schema.ts';
import { translationsOf } from './inspect-values.ts';

const NUMBERS: readonly ColumnKind[] = ['integer', 'number'];
const IDS: readonly ColumnKind[] = ['integer', 'text'];

/** How apps call a fact, the likeliest first, and what may hold it. */
const NAMES: Readonly<Record<Fact, readonly [names: readonly string[], kinds: readonly ColumnKind[]]>> = {
  email: [['email', 'emailaddress', 'useremail'], ['text']],
  first_name: [['firstname', 'displayname', 'nickname', 'fullname'], ['text']],
  joined_at: [
    ['datejoined', 'joinedat', 'registeredat', 'dateregistered', 'createdat', 'created', 'datecreated'],
    TIMES,
  ],
  timezone: [
    ['timezone', 'tz', 'tzname', 'timezonename', 'utcoffset', 'timezoneoffset', 'tzoffset'],
    [...TEXTS, ...NUMBERS],
  ],
  locale: [['locale', 'language', 'lang', 'languagecode', 'preferredlanguage', 'uilanguage'], TEXTS],
  telegram_chat_id: [['telegramchatid', 'tgchatid', 'telegramid', 'tgid', 'telegramuserid', 'tguserid'], IDS],
  xp: [['xp', 'totalxp', 'xptotal', 'experience', 'experiencepoints', 'exp', 'points'], NUMBERS],
  subscription_plan: [
    ['subscriptionplan', 'subscriptiontype', 'subscriptiontier', 'ispremium', 'ispro', 'haspremium', 'premium'],
    [...TEXTS, 'boolean'],
  ],
  subscription_status: [['subscriptionstatus', 'subscriptionstate'], TEXTS],
  trial_started_at: [['trialstartedat', 'trialstart', 'trialstartdate', 'trialstartsat', 'trialstarted'], TIMES],
  trial_ends_at: [
    ['trialendsat', 'trialend', 'trialenddate', 'trialuntil', 'trialendat', 'trialexpiresat', 'trialends'],
    TIMES,
  ],
  paid_since: [
    ['paidsince', 'firstpaidat', 'firstpaymentat', 'premiumsince', 'paidfrom', 'activatedat', 'subscribedat'],
    TIMES,
  ],
  renewals: [['renewals', 'renewalcount', 'renewalscount', 'renewalnumber', 'timesrenewed'], NUMBERS],
};

/** In a table of subscriptions the short names are clear enough. */
const SUBSCRIPTION_NAMES: Partial<typeof NAMES> = {
  subscription_plan: [
    ['plan', 'planname', 'plancode', 'plantype', 'tariff', 'tier', 'level', 'product', ...NAMES.subscription_plan[0]],
    [...TEXTS, 'boolean'],
  ],
  subscription_status: [
    ['status', 'state', ...NAMES.subscription_status[0], 'isactive', 'active'],
    [...TEXTS, 'boolean'],
  ],
};
const SUBSCRIPTION_FACTS: readonly Fact[] = [
  'subscription_plan',
  'subscription_status',
  'trial_started_at',
  'trial_ends_at',
  'paid_since',
  'renewals',
];
const PERSON_FACTS: readonly Fact[] = FACTS.filter((fact) => !SUBSCRIPTION_FACTS.includes(fact));

/** The table of users; undefined where nothing looks like one. */
export function findUsers(schema: Schema): SeenTable | undefined {
  const admin = schema.tables.find(({ name }) => name === 'django_admin_log');
  const authUser = admin?.columns.get('user_id')?.points_to?.table;
  const scored = schema.tables
    .map((table) => ({ table, score: userScore(schema, table, authUser) }))
    .filter(({ score }) => score >= 6)
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (best === undefined) {
    const looked = 'looked for a table like auth_user or users_user, with email, date_joined, is_active, last_login';
    const closed = schema.closed.length > 0 ? `; not readable: ${schema.closed.slice(0, 10).join(', ')}` : '';
    schema.note('missing', `No table of users: ${looked}${closed}`);
  } else if (second !== undefined && best.score < 20 && second.score > best.score - 4) {
    schema.note(
      'unsure',
      `${best.table.name} and ${second.table.name} both look like the users: took ${best.table.name}`,
    );
  }
  return best?.table;
}

/** Django's own columns, the name, and how many tables point to it; what the admin's log points to is certain. */
function userScore(schema: Schema, table: SeenTable, authUser: string | undefined): number {
  const key = keyOf(table);
  if (key === undefined || !['integer', 'uuid', 'text'].includes(key.kind)) return 0;
  const marks = {
    email: 2,
    datejoined: 3,
    isactive: 1,
    lastlogin: 2,
    password: 2,
    username: 1,
    isstaff: 1,
    issuperuser: 1,
  };
  const names = [...table.columns.keys()].map(lettersOf);
  const pointing = schema.tables.filter(({ columns }) =>
    [...columns.values()].some(({ points_to }) => points_to?.table === table.name),
  );
  let score = Object.entries(marks).reduce((sum, [name, mark]) => sum + (names.includes(name) ? mark : 0), 0);
  if (/(?:user|account|member|customer)s?$/.test(table.letters)) score += 3;
  if (score > 0) score += Math.min(5, pointing.length / 2);
  return table.name === authUser ? score + 20 : score;
}

export interface Found {
  readonly sources: readonly PeopleSource[];
  readonly users: SeenTable;
  readonly profiles: readonly SeenTable[];
}

/** The users, what their profiles say, and their subscriptions. */
export async function findPeople(look: HostLook, schema: Schema, users: SeenTable): Promise<Found> {
  const sources: PeopleSource[] = [];
  const missing = new Set<Fact>(FACTS);
  const profiles: SeenTable[] = [];
  const add = async (
    name: string,
    table: SeenTable,
    columns: ReadonlyMap<Fact, readonly [path: string, holds: SeenTable, column: HostColumn]>,
    rest: Pick<PeopleSource, 'user_id' | 'latest_by' | 'where'>,
  ): Promise<void> => {
    const facts: Partial<Record<Fact, string>> = {};
    const values: Partial<Record<Fact, Record<string, string>>> = {};
    for (const [fact, [path, holds, column]] of columns) {
      facts[fact] = path;
      const translations = await translationsOf(look, schema, fact, holds, column);
      if (Object.keys(translations).length > 0) values[fact] = translations;
      missing.delete(fact);
    }
    const plan = columns.get('subscription_plan');
    if (plan?.[2].kind === 'boolean' && missing.has('subscription_status')) {
      // Who has a flag and no status is paying as long as it stands.
      facts.subscription_status = plan[0];
      values.subscription_status = { true: 'active', false: 'none' };
      missing.delete('subscription_status');
    }
    const { user_id, latest_by, where } = rest;
    sources.push({ name, table: table.name, user_id, latest_by, updated_at: updatedAt(table), facts, values, where });
    schema.note('found', `${name}: ${table.name} gives ${[...columns.keys()].join(', ')}`);
  };

  const id = keyOf(users);
  const user_id = id === undefined ? 'id' : written(id);
  const own = factsIn(users, missing, NAMES);
  await add('users', users, own, {
    user_id,
    latest_by: null,
    where: { ...stillActive(schema, users), ...notDeleted(users) },
  });

  const candidates = schema.tables
    .filter((table) => table.name !== users.name && !/history|historical/.test(table.letters))
    .map((table) => ({ table, way: ownerOf(schema, table, users) }))
    .filter(
      ({ table, way }) =>
        way !== undefined && (way.unique || /(?:profile|settings?|preferences?)$/.test(table.letters)),
    )
    .toSorted((a, b) => factsIn(b.table, missing, NAMES).size - factsIn(a.table, missing, NAMES).size);
  const subscription = findSubscription(schema, users);
  for (const { table, way } of candidates) {
    profiles.push(table);
    const facts = factsIn(
      table,
      new Set([...missing].filter((fact) => subscription === undefined || PERSON_FACTS.includes(fact))),
      NAMES,
    );
    // When a profile was made is no news of when the person joined.
    facts.delete('joined_at');
    if (way === undefined || table.name === subscription?.table.name || facts.size === 0) continue;
    const name = sources.some((source) => source.name === 'profile') ? table.name : 'profile';
    await add(name, table, facts, { user_id: written(way), latest_by: null, where: notDeleted(table) });
  }
  if (subscription !== undefined) {
    const { table, way, facts } = subscription;
    for (const fact of facts.keys()) if (!missing.has(fact)) facts.delete(fact);
    const latest = columnNamed(
      table,
      ['createdat', 'created', 'startedat', 'startdate', 'startsat', 'purchasedat', 'datecreated'],
      TIMES,
    );
    const one = ownerOf(schema, table, users)?.unique === true;
    await add('subscription', table, facts, {
      user_id: way,
      latest_by: one || latest === undefined ? null : written(latest),
      where: notDeleted(table),
    });
  }
  if (missing.size > 0) schema.note('missing', `Nothing says ${[...missing].join(', ')}`);
  return { sources, users, profiles };
}

function factsIn(table: SeenTable, wanted: ReadonlySet<Fact>, names: Partial<typeof NAMES>) {
  const found = new Map<Fact, readonly [string, SeenTable, HostColumn]>();
  for (const fact of FACTS) {
    const [called, kinds] = names[fact] ?? [[], []];
    const column = wanted.has(fact) ? columnNamed(table, called, kinds) : undefined;
    if (column !== undefined) found.set(fact, [written(column), table, column]);
  }
  return found;
}

/** The column of a table that is one user each, or belongs to one. */
function ownerOf(schema: Schema, table: SeenTable, users: SeenTable): HostColumn | undefined {
  const way = wayToUsers(schema, table, users, 1);
  return [...table.columns.values()].find((column) => written(column) === way);
}

/** Django's way of deleting somebody is to make them inactive. */
function stillActive(schema: Schema, users: SeenTable): Where {
  const active = columnNamed(users, ['isactive'], ['boolean']);
  if (active === undefined) return {};
  const meaning = 'users of whom it is false count as deleted; take it out of "where" if it means something else';
  schema.note('unsure', `${users.name}.${active.name}: ${meaning}`);
  return { [written(active)]: true };
}

function findSubscription(schema: Schema, users: SeenTable) {
  const found = schema.tables.flatMap((table) => {
    const way = wayToUsers(schema, table, users);
    if (
      way === undefined ||
      !/(?:subscription|subscribe|membership|premium|usertariff|userplan)s?$/.test(table.letters)
    )
      return [];
    const facts = factsIn(table, new Set(SUBSCRIPTION_FACTS), { ...NAMES, ...SUBSCRIPTION_NAMES });
    const plan = facts.has('subscription_plan') ? undefined : planBeyond(schema, table);
    if (plan !== undefined) facts.set('subscription_plan', plan);
    // Of web push there are subscriptions too.
    return facts.has('subscription_plan') || facts.has('subscription_status') ? [{ table, way, facts }] : [];
  });
  const [best, second] = found.toSorted((a, b) => b.facts.size - a.facts.size || b.table.rows - a.table.rows);
  if (best !== undefined && second !== undefined) {
    schema.note(
      'unsure',
      `Subscriptions may be in ${best.table.name} or ${second.table.name}: took ${best.table.name}`,
    );
  }
  return best;
}

/** A plan that is a table of its own: `plan_id.code`. */
function planBeyond(schema: Schema, table: SeenTable): readonly [string, SeenTable, HostColumn] | undefined {
  const column = columnNamed(
    table,
    ['planid', 'tariffid', 'productid', 'tierid', 'plan', 'tariff'],
    ['integer', 'uuid', 'text'],
  );
  const plans = schema.tables.find(({ name }) => name === column?.points_to?.table);
  const word =
    plans === undefined ? undefined : columnNamed(plans, ['code', 'slug', 'key', 'type', 'name', 'title'], TEXTS);
  return column === undefined || plans === undefined || word === undefined
    ? undefined
    : [written(column, word), plans, word];
}
