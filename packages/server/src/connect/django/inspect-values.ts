import { isZone } from '@retention/domain/day';
import { quoted } from '../../db/quoted.ts';
import type { HostLook } from './host-database.ts';
import { textOf, type HostColumn } from './host-table.ts';
import type { Fact } from '../fact.ts';
import type { Schema, SeenTable } from './inspect-schema.ts';

/** A column with more different values than that is no list of choices. */
const MOST_VALUES = 60;

/** The values of a column, the most frequent first. Empty where there are too many for a list of choices. */
export async function valuesIn(look: HostLook, table: SeenTable, column: HostColumn): Promise<string[]> {
  const name = quoted(column.name);
  const rows = await look.rows(
    `SELECT ${name}::text AS value FROM ${table.sql} WHERE ${name} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${MOST_VALUES + 1}`,
  );
  return rows.length > MOST_VALUES ? [] : rows.map((row) => textOf(row['value']));
}

type Meaning = readonly (readonly [RegExp, string])[];

const PLANS: Meaning = [
  [/^(?:false|0|none|null|no)$|free|беспл|demo|trial|гост/i, 'free'],
  [/basic|lite|light|starter|standard|mini|базов|стандарт/i, 'basic'],
  [
    /^(?:true|1|yes)$|pro|prem|plus|vip|gold|ultim|unlim|full|paid|max|month|year|annual|week|прем|про|плат|мес|год/i,
    'pro',
  ],
];

const STATUSES: Meaning = [
  [/trial|пробн/i, 'trial'],
  [/cancel|отмен/i, 'cancelled'],
  [
    /^(?:false|0)$|expir|ended|lapsed|past.?due|unpaid|overdue|inactive|paused|suspend|refund|истек|законч|неакт/i,
    'expired',
  ],
  [/^(?:true|1)$|activ|paid|current|valid|renew|актив|оплач/i, 'active'],
  [/^$|none|free|pending|incomplete|new|draft|created|нет/i, 'none'],
];

const LOCALES: Meaning = [
  [/^(?:rus?sian|rus|ru.*|русский)$/i, 'ru'],
  [/^(?:english|eng|en.*|английский)$/i, 'en'],
];

const TAG = /^[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*$/i;

/** What their values of a fact mean here, proposed; what is one of ours already is left out. */
export async function translationsOf(
  look: HostLook,
  schema: Schema,
  fact: Fact,
  table: SeenTable,
  column: HostColumn,
): Promise<Record<string, string>> {
  const meaning = meaningOf(fact);
  if (meaning === null) return {};
  const translations: Record<string, string> = {};
  const unknown: string[] = [];
  for (const value of await valuesIn(look, table, column)) {
    const ours = meaning(value, column);
    if (ours === undefined) unknown.push(value);
    else if (ours !== value) translations[value] = ours;
  }
  if (unknown.length > 0) {
    const some = unknown.slice(0, 5).map((value) => JSON.stringify(value.slice(0, 40)));
    schema.note(
      'unsure',
      `${fact}: what ${some.join(', ')} of ${table.name}.${column.name} means is for you to say, under "values"`,
    );
  }
  return translations;
}

function meaningOf(fact: Fact): ((value: string, column: HostColumn) => string | undefined) | null {
  const among = (meaning: Meaning) => (value: string) => meaning.find(([pattern]) => pattern.test(value.trim()))?.[1];
  if (fact === 'subscription_plan') return among(PLANS);
  if (fact === 'subscription_status') return among(STATUSES);
  if (fact === 'locale') return (value) => (value === '' || TAG.test(value) ? value : among(LOCALES)(value));
  if (fact === 'timezone')
    return (value, { kind }) => (kind === 'integer' || kind === 'number' ? zoneAt(Number(value)) : zoneOf(value));
  return null;
}

const ZONES: Readonly<Record<string, string>> = { MSK: 'Europe/Moscow', МСК: 'Europe/Moscow', Moscow: 'Europe/Moscow' };

/** `MSK`, `UTC+3`, `+03:00` → a zone of IANA's. */
function zoneOf(value: string): string | undefined {
  if (value === '' || isZone(value)) return value;
  const known = ZONES[value.trim()];
  if (known !== undefined) return known;
  const [, sign, hours, minutes = '0'] = /^\s*(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?\s*$/i.exec(value) ?? [];
  if (sign === undefined || Number(minutes) !== 0) return undefined;
  return zoneAt(Number(`${sign}${hours}`));
}

/** Hours, or minutes or seconds where there are too many, ahead of UTC. The names of these zones have the sign turned round. */
function zoneAt(offset: number): string | undefined {
  const hours = Math.abs(offset) <= 14 ? offset : Math.abs(offset) <= 14 * 60 ? offset / 60 : offset / 3600;
  if (!Number.isInteger(hours) || hours < -12 || hours > 14) return undefined;
  return hours === 0 ? 'Etc/UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}
