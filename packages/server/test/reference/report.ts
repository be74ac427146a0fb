import { dayIn, daysFrom, dayText, type DayNumber } from './calendar.ts';

/**
 * The monthly report, worked out slowly from what was sent, told a second time and without the product: for every day of a
 * month a look at all events, for every streak a walk back day by day, for the percentile everybody.
 */
export interface SentAction {
  readonly type: string;
  readonly at: number;
  /** What the person's calendar showed. */
  readonly day: DayNumber;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ReportPerson {
  readonly user_id: string;
  readonly zone: string;
  joined_at: number | null;
  readonly sent: SentAction[];
  /** Totals of XP, in the order in which the host told them. */
  readonly told: { readonly at: number; readonly xp: number }[];
}

/** The report this person must get at a moment; null: none yet. Everybody's months are counted up to yesterday of the project. */
export function expectedReport(
  person: ReportPerson,
  everybody: readonly ReportPerson[],
  now: number,
  projectZone: string,
): object | null {
  const registered = registeredOn(person);
  if (registered === null) return null;
  let month = 0;
  while (registered + 30 * (month + 1) <= dayIn(person.zone, now)) month++;
  if (month === 0) return null;
  const start = registered + 30 * (month - 1);
  const days = daysFrom(start, start + 29);
  const { active, returns, ...stats } = statsOf(person, days);
  const before = statsOf(person, daysFrom(start - 30, start - 1));
  return {
    month,
    period: { start: dayText(start), end: dayText(start + 29) },
    stats: { ...stats, xp_earned: xpOf(person, start, month) },
    achievements: achievementsOf({ ...stats, active, returns }),
    comparison: {
      vs_last_month: {
        actions: month === 1 ? null : changeInPercent(before.total_actions, stats.total_actions),
        streak: month === 1 ? null : inDays(stats.streak_max - before.streak_max),
      },
      vs_average_user: { percentile: percentile(person, everybody, start, dayIn(projectZone, now) - 1) },
    },
  };
}

function registeredOn({ joined_at, zone, sent }: ReportPerson): DayNumber | null {
  if (joined_at !== null) return dayIn(zone, joined_at);
  return sent.length === 0 ? null : Math.min(...sent.map(({ day }) => day));
}

function actionsOn({ sent }: ReportPerson, on: DayNumber): SentAction[] {
  return sent.filter(({ type, day }) => type !== 'streak_broken' && day === on);
}

const USES: Readonly<Record<string, string>> = {
  journal_entry: 'journal',
  habit_completed: 'habits',
  custom_habit_created: 'habits',
  personal_goal_added: 'goals',
  goal_progress_50: 'goals',
  first_goal_completed: 'goals',
  ai_coach_message: 'ai_chat',
};

function statsOf(person: ReportPerson, days: readonly DayNumber[]) {
  const all = days.flatMap((day) => actionsOn(person, day));
  const of = (type: string): number => all.filter((action) => action.type === type).length;
  const features = all.map(({ type, metadata }) => (type === 'feature_used' ? metadata['feature'] : USES[type]));
  const active = days.filter((day) => actionsOn(person, day).length > 0);
  return {
    total_actions: all.length,
    habits_completed: of('habit_completed'),
    journal_entries: of('journal_entry'),
    goals_progress: Math.max(0, ...all.map(progressOf)),
    streak_max: Math.max(0, ...days.map((day) => streakOn(person, day))),
    features_used: new Set(features.filter((feature) => feature !== undefined)).size,
    active: active.length,
    returns: active.filter((day) => cameBack(person, day)).length,
  };
}

function progressOf({ type, metadata }: SentAction): number {
  if (type === 'first_goal_completed') return 100;
  return type === 'goal_progress_50' ? Number(metadata['progress'] ?? 50) : 0;
}

/** The habit streak at the end of a day on which a habit was completed; else 0. */
function streakOn(person: ReportPerson, day: DayNumber): number {
  const habits = (on: DayNumber): SentAction[] =>
    actionsOn(person, on).filter(({ type }) => type === 'habit_completed');
  const [latest] = habits(day).toSorted((one, other) => other.at - one.at);
  if (latest === undefined) return 0;
  let run = 1;
  while (habits(day - run).length > 0) run++;
  return Math.max(run, Number(latest.metadata['streak'] ?? 0));
}

/** Whether the person had been away for more than a week. */
function cameBack(person: ReportPerson, day: DayNumber): boolean {
  if (daysFrom(day - 7, day - 1).some((before) => actionsOn(person, before).length > 0)) return false;
  return person.sent.some((action) => action.type !== 'streak_broken' && action.day < day - 7);
}

function xpOf({ zone, told }: ReportPerson, start: DayNumber, month: number): number {
  const until = told.filter(({ at }) => dayIn(zone, at) <= start + 29);
  const before = until.filter(({ at }) => dayIn(zone, at) < start);
  const since = until.filter(({ at }) => dayIn(zone, at) >= start);
  const end = until.at(-1)?.xp ?? 0;
  if (before.length > 0) return Math.max(0, end - (before.at(-1)?.xp ?? 0));
  if (month === 1) return end;
  // The last word of the first day on which anything was told.
  const first = since.filter(({ at }) => dayIn(zone, at) === dayIn(zone, since[0]?.at ?? 0)).at(-1);
  return Math.max(0, end - (first?.xp ?? 0));
}

function percentile(
  person: ReportPerson,
  everybody: readonly ReportPerson[],
  start: DayNumber,
  yesterday: DayNumber,
): number | null {
  const own = actionsFrom(person, start);
  for (let last = Math.min(start + 29, yesterday); last >= start + 22; last--) {
    const did = new Map(everybody.map((one) => [one, actionsFrom(one, last - 29)] as const));
    if (Array.from(did.values()).every((count) => count === 0)) continue;
    const others = Array.from(did).filter(([one, count]) => one !== person && count > 0);
    if (others.length < 20) return null;
    return Math.floor((100 * others.filter(([, count]) => count < own).length) / others.length);
  }
  return null;
}

/** How much somebody did in 30 days. */
function actionsFrom({ sent }: ReportPerson, first: DayNumber): number {
  return sent.filter(({ type, day }) => type !== 'streak_broken' && day >= first && day < first + 30).length;
}

function achievementsOf(month: ReturnType<typeof statsOf>): string[] {
  const { streak_max, goals_progress, active, habits_completed, journal_entries, features_used, returns } = month;
  const earned: [string, boolean][] = [
    ['fire_streak', streak_max > 13],
    ['week_streak', streak_max > 6 && streak_max < 14],
    ['goal_completed', goals_progress === 100],
    ['active_month', active > 19],
    ['habit_master', habits_completed > 29],
    ['journal_keeper', journal_entries > 7],
    ['explorer', features_used > 4],
    ['comeback', returns > 0],
  ];
  return earned.flatMap(([id, is]) => (is ? [id] : []));
}

function changeInPercent(before: number, now: number): string | null {
  if (before === 0) return null;
  const change = Math.round(((now - before) / before) * 100);
  return `${withSign(change)}%`;
}

function inDays(change: number): string {
  const count = Math.abs(change);
  const teen = count % 100 > 10 && count % 100 < 20;
  const word = !teen && count % 10 === 1 ? 'день' : !teen && count % 10 > 1 && count % 10 < 5 ? 'дня' : 'дней';
  return `${withSign(change)} ${word}`;
}

function withSign(change: number): string {
  return `${change > 0 ? '+' : change < 0 ? '−' : ''}${Math.abs(change)}`;
}
