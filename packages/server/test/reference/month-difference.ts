import type { Carried } from './month-stage.ts';
import type { Left, Told } from './triggers.ts';

/** A row of `trigger`. */
export interface Made {
  readonly id: number;
  readonly user_id: string;
  readonly type: string;
  readonly period_key: string;
  readonly created_at: number | Date;
  readonly held_by: string | null;
  readonly sent_at: number | Date | null;
  readonly run_id: number | null;
}

/** Rules that end what was never said. */
const ENDS = ['shadow', 'holdout', 'preference', 'muted', 'no_channel', 'no_longer_due'];

/** Every trigger that is not as the reference has it, a line each. */
export function monthDifferences(made: readonly Made[], carried: readonly Carried[], told: readonly Told[]): string[] {
  const found: string[] = [];
  const nameOf = (user_id: string, type: string, key: string): string => `${user_id} ${type} ${key}`;
  const actual = new Map(made.map((row) => [nameOf(row.user_id, row.type, row.period_key), row]));
  const messages = Map.groupBy(carried, ({ trigger_id }) => trigger_id);
  for (const one of told) {
    const name = nameOf(one.user_id, one.type, one.key);
    const row = actual.get(name);
    actual.delete(name);
    const found_here = row === undefined ? ['missing'] : differencesOf(row, messages.get(row.id) ?? [], one);
    found.push(...found_here.map((line) => `${name} (made ${text(one.made_at)}): ${line}`));
  }
  for (const [name, row] of actual) found.push(`${name}: too much, at ${text(Number(row.created_at))}`);
  return found;
}

function differencesOf(row: Made, messages: readonly Carried[], told: Told): string[] {
  const found: string[] = [];
  const compare = (what: string, got: string, expected: string): void => {
    if (got !== expected) found.push(`${what}: expected ${expected}, got ${got}`);
  };
  compare('made', text(Number(row.created_at)), text(told.made_at));
  compare(
    'left',
    messages
      .map((one) => messageText(one))
      .sort()
      .join(', '),
    told.left
      .map((one) => messageText(one))
      .sort()
      .join(', '),
  );
  const reached = told.shown_at !== null || told.left.some(({ refused }) => !refused);
  compare('sent', String(row.sent_at !== null), String(reached));
  if (reached) return found;
  const { ended, waited_for } = told;
  // What waits is held by what it waits for; what expired by what held it last.
  if (ended !== null && ENDS.includes(ended)) compare('held by', String(row.held_by), ended);
  else if (!waited_for.has(String(row.held_by))) compare('held by', String(row.held_by), [...waited_for].join(' or '));
  return found;
}

type Message = Pick<Left, 'at' | 'channel' | 'refused' | 'data'>;

function messageText({ at, channel, refused, data }: Message): string {
  const { days_inactive, streak, days_remaining } = data;
  const figures = JSON.stringify({ days_inactive, streak, days_remaining });
  return `${text(at)} ${channel}${refused ? ' refused' : ''} ${figures}`;
}

function text(instant: number): string {
  return new Date(instant).toISOString();
}
