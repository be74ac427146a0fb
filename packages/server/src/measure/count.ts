import { formatDay, type Day } from '@retention/domain/day';
import { memberOf, monthlySteps, type Member, type MemberFacts } from '@retention/domain/member';
import type { Transaction } from '../db/database.ts';
import { sql } from './statements.ts';

/** Somebody of whom something has changed. */
export interface ChangedPerson extends MemberFacts {
  /** What is known of their zone; '' where they live by the project's. */
  readonly own_zone: string;
  /** All their active days, ascending. */
  readonly days: readonly { readonly day: Day }[];
  /** Those of them that are not counted yet. */
  readonly gained: ReadonlySet<Day>;
  /** Days that are counted, and are none of theirs any more. */
  readonly lost: ReadonlySet<Day>;
}

/**
 * Counts what has changed: moves the members between cohorts, adds the new active days to DAU and MAU, and takes those
 * away that are gone. Answers the first day of which a figure may have changed; null where none has. Spec section 5.
 */
export async function countPeople(transaction: Transaction, people: readonly ChangedPerson[]): Promise<Day | null> {
  const members: object[] = [];
  const steps = new DaySteps();
  for (const person of people) {
    const days = person.days.map(({ day }) => day);
    members.push(written(memberOf(person, days, person.own_zone)));
    const { gained, lost } = person;
    if (gained.size === 0 && lost.size === 0) continue;
    for (const day of gained) steps.add(day, 1, 0);
    for (const day of lost) steps.add(day, -1, 0);
    for (const { day, change } of monthlySteps(days)) steps.add(day, 0, change);
    const before = days.filter((day) => !gained.has(day));
    if (lost.size > 0) {
      before.push(...lost);
      before.sort((one, other) => one - other);
    }
    for (const { day, change } of monthlySteps(before)) steps.add(day, 0, -change);
  }
  const [moved] = await transaction.query<{ first_day: Day | null }>(sql.member_count, [JSON.stringify(members)]);
  await steps.write(transaction);
  const first = Math.min(moved?.first_day ?? Infinity, steps.first);
  return Number.isFinite(first) ? first : null;
}

/** Forgets every count, and what waits to be counted: everybody is about to be counted anew in the same transaction. */
export async function forgetCounts(transaction: Transaction): Promise<void> {
  for (const statement of [sql.change_forget, sql.member_forget, sql.cohort_forget, sql.day_forget]) {
    await transaction.query(statement);
  }
}

/** Counts that came out at nothing say the same as none; but the first of them would be the first day known. */
export async function dropEmptyCounts(transaction: Transaction): Promise<void> {
  for (const statement of [sql.cohort_empty, sql.day_empty, sql.closed_before_known])
    await transaction.query(statement);
}

/** Rows of `day_count`. */
class DaySteps {
  first: Day = Infinity;
  readonly #days: string[] = [];
  readonly #dau: number[] = [];
  readonly #mau: number[] = [];

  add(day: Day, dau: number, mau: number): void {
    if (dau !== 0 && day < this.first) this.first = day;
    this.#days.push(formatDay(day));
    this.#dau.push(dau);
    this.#mau.push(mau);
  }

  async write(transaction: Transaction): Promise<void> {
    if (this.#days.length > 0) await transaction.query(sql.day_count, [this.#days, this.#dau, this.#mau]);
  }
}

function written(member: Member): object {
  const date = (day: Day | null): string | null => (day === null ? null : formatDay(day));
  const { registered_on, trial_started_on, paid_on, ...rest } = member;
  return {
    ...rest,
    registered_on: date(registered_on),
    trial_started_on: date(trial_started_on),
    paid_on: date(paid_on),
  };
}
