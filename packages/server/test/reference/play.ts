import { ADDRESSES } from '@retention/domain/contract/address';
import { METRIC_LISTS } from '@retention/domain/metrics';
import { dayText, daysFrom } from './calendar.ts';
import { differences } from './difference.ts';
import { happeningsOf, type Happening } from './happenings.ts';
import type { History, Question } from './history.ts';
import { Reference, type Asked } from './reference.ts';
import { World } from './world.ts';

/** A server to play a history to: a clock that is set, calls, and what the timetable does at night. */
export interface Stage {
  setClock(instant: number): void;
  /** As the person, the host, or the owner. Answers the status and the parsed body. */
  call(path: string, as: Caller, payload: object): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Judges whom anything was told of, as the server does moments later. */
  catchUp(): Promise<void>;
  /** Does all duties that are due. */
  doDuties(): Promise<void>;
}

export type Caller = { readonly role: 'host' | 'owner' } | { readonly role: 'user'; readonly user_id: string };

/** How much was compared. */
export interface Compared {
  cells: number;
  lists: number;
}

const OWNER: Caller = { role: 'owner' };

/** Something that happens to what is stored, beside the history. */
export interface Incident {
  /** Percent of the history that has passed. */
  readonly when: number;
  happens(world: World): Promise<void>;
}

/** Tells a history to an empty server, asks its questions, and returns every difference from the reference. */
export async function play(
  history: History,
  stage: Stage,
  compared: Compared,
  incidents: readonly Incident[] = [],
): Promise<string[]> {
  const world = new World(history.project_zone);
  const found: string[] = [];
  const told = moments(happeningsOf(history));
  for (const [index, moment] of told.entries()) {
    const [{ at } = { at: 0 }] = moment;
    stage.setClock(at);
    for (const { when, happens } of incidents) {
      if (Math.floor((when / 100) * told.length) !== index) continue;
      await happens(world);
      await stage.catchUp();
      world.judge('changed', at);
    }
    const registrations = registrationsIn(world);
    await tell(moment, world, stage);
    // Otherwise it may wait: late or soon, days are judged the same. But what is told of a subscription counts from its day.
    if (moment.some(({ kind }) => kind === 'facts') || registrationsIn(world) !== registrations) {
      await stage.catchUp();
      world.judge('changed', at);
    }
    for (const happening of moment) {
      if (happening.kind === 'duties') {
        await stage.doDuties();
        world.judge('everybody', at);
      }
      if (happening.kind !== 'question') continue;
      const lines = await ask(happening.question, new Reference(world, at), stage, compared);
      found.push(...lines.map((line) => `at ${new Date(at).toISOString()} ${line}`));
    }
  }
  return found;
}

/** What happens at one time, until the last question: what comes later nobody sees. */
function moments(happenings: readonly Happening[]): Happening[][] {
  const last = happenings.findLastIndex(({ kind }) => kind === 'question');
  return [...Map.groupBy(happenings.slice(0, last + 1), ({ at }) => at).values()];
}

function registrationsIn(world: World): string {
  return [...world.people.values()].map((person) => world.registeredOn(person)).join();
}

async function tell(moment: readonly Happening[], world: World, { call }: Stage): Promise<void> {
  const users = moment.filter((happening) => happening.kind === 'facts');
  if (users.length > 0) {
    const { status, body } = await call(
      ADDRESSES.host_users.path,
      { role: 'host' },
      { users: users.map(({ facts }) => facts) },
    );
    const taken = users.map(({ facts }) => world.takeFacts(facts)).some((one) => one);
    if (status !== (taken ? 200 : 400)) throw new Error(`facts answered ${status}: ${JSON.stringify(body)}`);
  }
  const batches = moment.filter((happening) => happening.kind === 'events');
  await Promise.all(
    batches.map(async ({ at, user_id, timezone, events }) => {
      const sent = events.map((event) => ({ ...event, at: undefined, timestamp: new Date(event.at).toISOString() }));
      const payload = timezone === null ? { events: sent } : { events: sent, timezone };
      const { status, body } = await call(ADDRESSES.events_batch.path, { role: 'user', user_id }, payload);
      const taken = world.takeEvents(at, user_id, timezone, events);
      if (status !== (taken ? 200 : 400)) throw new Error(`events answered ${status}: ${JSON.stringify(body)}`);
    }),
  );
}

async function ask(question: Question, reference: Reference, stage: Stage, compared: Compared): Promise<string[]> {
  const { granularity, mode } = question;
  const to = reference.today - question.back;
  const asked: Asked = { from: to - question.length + 1, to, granularity, mode };
  const period = { date_from: dayText(asked.from), date_to: dayText(to) };
  const shown = `${period.date_from}…${period.date_to} by ${granularity}, ${mode}`;
  const found = [
    ...(await compareMetrics(asked, reference, stage, compared)),
    ...(await compareSeries(asked, reference, stage, compared)),
    ...(await compareLists(asked, question, reference, stage, compared)),
  ];
  return found.map((line) => `${shown}: ${line}`);
}

async function compareMetrics(asked: Asked, reference: Reference, { call }: Stage, compared: Compared) {
  const { granularity, mode } = asked;
  const { status, body } = await call(ADDRESSES.admin_metrics.path, OWNER, { ...periodOf(asked), granularity, mode });
  const expected = reference.metrics(asked);
  compared.cells += cellsOf(expected);
  return differences({ status, body }, { status: 200, body: expected }, 'metrics');
}

async function compareSeries(asked: Asked, reference: Reference, { call }: Stage, compared: Compared) {
  const { from, to } = asked;
  const { status, body } = await call(ADDRESSES.admin_series.path, OWNER, periodOf(asked));
  const known = body as { known_from?: unknown; refreshed_at?: unknown };
  const expected = {
    days: daysFrom(from, to).map((day) => reference.day(day)),
    previous: daysFrom(from - (to - from + 1), from - 1).map((day) => reference.day(day)),
    today: dayText(reference.today),
    timezone: reference.zone,
    users: reference.users,
    behind: 0,
    // When it was refreshed is no number.
    known_from: known.known_from,
    refreshed_at: known.refreshed_at,
  };
  compared.cells += cellsOf(expected);
  return differences({ status, body }, { status: 200, body: expected }, 'series');
}

/** A list that is expected behind a number. */
interface Expected {
  readonly metric: string;
  readonly cohort_date?: string;
  readonly people: readonly string[];
}

async function compareLists(
  asked: Asked,
  question: Question,
  reference: Reference,
  { call }: Stage,
  compared: Compared,
): Promise<string[]> {
  const { granularity, mode, per_page, sort, order } = question;
  const lists = reference.lists(asked);
  const expected: Expected[] = Object.entries(lists).map(([metric, people]) => ({ metric, people }));
  let empty = 0;
  const cohorts = reference.cohorts(asked);
  for (const { cohort_date, lists } of cohorts) {
    // Of the cohorts without anybody a few are as good as all.
    if (lists['users']?.length === 0 && ++empty > 2) continue;
    for (const [key, people] of Object.entries(lists)) {
      if (people !== null) expected.push({ metric: `cohorts.${key}`, cohort_date: dayText(cohort_date), people });
    }
  }
  // And of all cohorts together, where the number of each is known.
  for (const key of Object.keys(cohorts[0]?.lists ?? {})) {
    const known = cohorts.every(({ lists }) => lists[key] !== null || lists['users']?.length === 0);
    if (known) expected.push({ metric: `cohorts.${key}`, people: cohorts.flatMap(({ lists }) => lists[key] ?? []) });
  }
  const found: string[] = [];
  const missing = METRIC_LISTS.filter((metric) => !metric.startsWith('cohorts.') && !(metric in lists));
  found.push(...missing.map((metric) => `${metric}: the reference does not know it`));
  await Promise.all(
    expected.map(async ({ people, ...which }) => {
      const total = people.length;
      const pages = Math.ceil(total / per_page);
      const ids: unknown[] = [];
      const wanted = { ...periodOf(asked), granularity, mode, per_page, sort, order, ...which };
      const name = `list ${which.metric} ${which.cohort_date ?? ''}`;
      for (let page = 1; page <= Math.max(1, pages); page++) {
        const { status, body } = await call(ADDRESSES.metric_users.path, OWNER, { ...wanted, page });
        const { users = [], ...rest } = body as { users?: { id: unknown }[] };
        ids.push(...users.map(({ id }) => id));
        found.push(...differences({ status, ...rest }, { status: 200, total, page, pages }, name));
      }
      const sorted = (list: readonly unknown[]): string => list.map(String).sort().join();
      if (sorted(ids) !== sorted(people)) found.push(`${name}: expected [${sorted(people)}], got [${sorted(ids)}]`);
      compared.lists++;
    }),
  );
  return found;
}

function periodOf({ from, to }: Asked): { date_from: string; date_to: string } {
  return { date_from: dayText(from), date_to: dayText(to) };
}

function cellsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + cellsOf(part), 0);
}
