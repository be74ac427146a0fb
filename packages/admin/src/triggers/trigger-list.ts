import { RULE_NAMES, type Rule } from '@retention/domain/rule';
import type { LocationQuery, LocationQueryRaw, RouteLocationRaw } from 'vue-router';
import type { Request } from '../api/api.ts';
import { asPeriod, type Dates } from '../view/view.ts';

type Asked = Request<'trigger_users'>;
export type TriggerList = Asked['list'];

const LISTS: readonly TriggerList[] = [
  'matched',
  'sent',
  'held',
  'failed',
  'waiting',
  'seen',
  'dismissed',
  'followed',
  'treatment',
  'holdout',
];

/** Which people of a type: a figure of a period, and a rule where it is about one. */
export interface ListQuery extends Dates {
  readonly list: TriggerList;
  readonly rule: Rule | null;
  readonly page: number;
}

/** Where the people behind a figure of a type are listed. */
export function peopleBehind(
  type: string,
  dates: Dates,
  list: TriggerList,
  rule: Rule | null = null,
): RouteLocationRaw {
  return { name: 'trigger_people', params: { type }, query: writeListQuery({ ...dates, list, rule, page: 1 }) };
}

export function writeListQuery({ date_from, date_to, list, rule, page }: ListQuery): LocationQueryRaw {
  return {
    date_from,
    date_to,
    list,
    ...(rule === null ? {} : { rule }),
    ...(page === 1 ? {} : { page: String(page) }),
  };
}

/** What an address asks for; null where it names no list or no period. */
export function readListQuery(query: LocationQuery): ListQuery | null {
  const list = LISTS.find((name) => name === query['list']);
  const { date_from, date_to } = query;
  if (list === undefined || typeof date_from !== 'string' || typeof date_to !== 'string') return null;
  if (asPeriod({ date_from, date_to }) === null) return null;
  return {
    date_from,
    date_to,
    list,
    rule: RULE_NAMES.find((name) => name === query['rule']) ?? null,
    page: pageOf(query),
  };
}

/** The page of an address, from 1. */
export function pageOf(query: LocationQuery): number {
  const page = Number(query['page']);
  return Number.isInteger(page) && page >= 1 && page <= 1_000_000 ? page : 1;
}
