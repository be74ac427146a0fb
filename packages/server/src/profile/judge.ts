import { CHURN_RISK_NAMES } from '@retention/domain/churn-risk';
import { formatDay, localDay, type Day, type Instant } from '@retention/domain/day';
import { PAYING_ACTIVITY_NAMES } from '@retention/domain/paying';
import { profileOf } from '@retention/domain/profile';
import { SEGMENT_NAMES } from '@retention/domain/segment';
import { SUBSCRIPTION_PLANS, SUBSCRIPTION_STATUSES } from '@retention/domain/user';
import type { Transaction } from '../db/database.ts';
import { oneOf } from '../db/names.ts';
import { sql, type KnownPerson } from './people.ts';
import { ProfileCopy, PROFILE_COPY, SnapshotCopy, SNAPSHOT_COPY } from './profile-copy.ts';
import { judgeSpans, sameSpans, type Span } from './span.ts';

/** Key of the advisory lock under which people are judged: what is taken back and written anew has one writer. */
export const JUDGING = 7_235_011;

export interface Judging {
  readonly now: Instant;
  /** Today in the zone of the project: the last day of the snapshot. */
  readonly today: Day;
  /** The first day to be judged anew, of each person. */
  readonly from: (person: KnownPerson) => Day;
}

/**
 * Writes the profile of these people as of their own today, and their snapshot from a day of each through the project's
 * today. Answers the first day whose snapshot has changed; null where none has. Spec sections 4 and 5.
 */
export async function judgePeople(
  transaction: Transaction,
  people: readonly KnownPerson[],
  { now, today, from }: Judging,
): Promise<Day | null> {
  const user_ids = people.map(({ user_id }) => user_id);
  const profiles = new ProfileCopy(people.length, now);
  for (const person of people) {
    profiles.add(person.user_id, profileOf(person, person.days, localDay(now, person.zone)));
  }
  const known = await knownSpans(transaction, people, from);
  const change = new SnapshotChange();
  for (const person of people) {
    const before = known.get(person.user_id) ?? [];
    change.replace(person.user_id, before, judgeSpans(person, before, from(person), today));
  }
  await transaction.query(sql.profile_forget, [user_ids]);
  if (profiles.count > 0) await transaction.copyIn(PROFILE_COPY, profiles.finish());
  await change.write(transaction);
  return change.first;
}

/**
 * Takes back all that was ever judged of these people, and counts their spans no more. Answers the first day whose snapshot
 * has changed; null where none has.
 */
export async function unjudgePeople(transaction: Transaction, user_ids: readonly string[]): Promise<Day | null> {
  const known = await readSpans(
    transaction,
    user_ids,
    user_ids.map(() => '-infinity'),
  );
  const change = new SnapshotChange();
  for (const [user_id, spans] of known) change.replace(user_id, spans, []);
  await transaction.query(sql.profile_forget, [user_ids]);
  await change.write(transaction);
  await transaction.query(sql.snapshot_count_empty);
  return change.first;
}

interface SpanRow {
  readonly user_id: string;
  readonly since: Day;
  readonly until: Day | null;
  readonly segment: string;
  readonly churn_risk: string;
  readonly paying: string | null;
  readonly subscription_plan: string;
  readonly subscription_status: string;
}

function knownSpans(
  transaction: Transaction,
  people: readonly KnownPerson[],
  from: Judging['from'],
): Promise<Map<string, Span[]>> {
  const days = people.map((person) => formatDay(from(person)));
  const user_ids = people.map(({ user_id }) => user_id);
  return readSpans(transaction, user_ids, days);
}

/** The spans of people that reach into a day of each or a later one, or up to it. */
async function readSpans(
  transaction: Transaction,
  user_ids: readonly string[],
  days: readonly string[],
): Promise<Map<string, Span[]>> {
  const rows = await transaction.query<SpanRow>(sql.snapshot_known, [user_ids, days]);
  const spans = new Map<string, Span[]>();
  for (const row of rows) {
    const span = {
      since: row.since,
      until: row.until,
      segment: oneOf(SEGMENT_NAMES, row.segment) ?? 'quiet_user',
      churn_risk: oneOf(CHURN_RISK_NAMES, row.churn_risk) ?? 'low',
      paying: row.paying === null ? null : oneOf(PAYING_ACTIVITY_NAMES, row.paying),
      subscription_plan: oneOf(SUBSCRIPTION_PLANS, row.subscription_plan) ?? 'free',
      subscription_status: oneOf(SUBSCRIPTION_STATUSES, row.subscription_status) ?? 'none',
    };
    const own = spans.get(row.user_id);
    if (own === undefined) spans.set(row.user_id, [span]);
    else own.push(span);
  }
  return spans;
}

/** What must be written for the spans of many people to be replaced, and counted. */
class SnapshotChange {
  first: Day | null = null;
  readonly #taken: { user_ids: string[]; days: string[] } = { user_ids: [], days: [] };
  readonly #added: { user_id: string; span: Span }[] = [];
  readonly #counted: [days: string[], segments: string[], risks: string[], paying: string[], changes: number[]] = [
    [],
    [],
    [],
    [],
    [],
  ];

  replace(user_id: string, before: readonly Span[], after: readonly Span[]): void {
    if (sameSpans(before, after)) return;
    const first = before[0] ?? after[0];
    if (first === undefined) return;
    if (before.length > 0) {
      this.#taken.user_ids.push(user_id);
      this.#taken.days.push(formatDay(first.since));
    }
    for (const span of before) this.#count(span, -1);
    for (const span of after) {
      this.#count(span, 1);
      this.#added.push({ user_id, span });
    }
    const changed = firstDifference(before, after);
    if (this.first === null || changed < this.first) this.first = changed;
  }

  async write(transaction: Transaction): Promise<void> {
    const { user_ids, days } = this.#taken;
    if (user_ids.length > 0) await transaction.query(sql.snapshot_take, [user_ids, days]);
    if (this.#added.length > 0) {
      const copy = new SnapshotCopy(this.#added.length);
      for (const { user_id, span } of this.#added) copy.add(user_id, span);
      await transaction.copyIn(SNAPSHOT_COPY, copy.finish());
    }
    if (this.#counted[0].length > 0) await transaction.query(sql.snapshot_counted, this.#counted);
  }

  #count({ since, until, segment, churn_risk, paying }: Span, people: 1 | -1): void {
    const [days, segments, risks, payings, changes] = this.#counted;
    const on = (day: Day, change: number): void => {
      days.push(formatDay(day));
      segments.push(segment);
      risks.push(churn_risk);
      payings.push(paying ?? '');
      changes.push(change);
    };
    on(since, people);
    if (until !== null) on(until, -people);
  }
}

function firstDifference(before: readonly Span[], after: readonly Span[]): Day {
  for (let at = 0; ; at++) {
    const one = before[at];
    const other = after[at];
    if (one === undefined || other === undefined) return one?.since ?? other?.since ?? 0;
    if (sameSpans([one], [other])) continue;
    if (one.since !== other.since || !sameSpans([{ ...one, until: null }], [{ ...other, until: null }])) {
      return Math.min(one.since, other.since);
    }
    return Math.min(one.until ?? Infinity, other.until ?? Infinity);
  }
}
