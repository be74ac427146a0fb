/** A group of an experiment: how many there are, and how many of them did what it is judged by. */
export interface Group {
  readonly users: number;
  readonly reached: number;
}

/** What is known of a type and its holdout. Spec section 6. */
export interface Experiment {
  readonly treatment: Group;
  readonly holdout: Group;
  /** The share of people held out by design, 0–1. */
  readonly holdout_share: number;
  /** Over how many days, or parts of one, these users have come together: what the pace is taken from. */
  readonly days: number;
}

/** From `low` to `high`. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const VERDICTS = ['better', 'worse', 'not_enough', 'no_holdout'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Comparison {
  /** The treatment's share minus the holdout's, −1 to 1; null while one of them has nobody. */
  readonly difference: number | null;
  /** The 95 % interval of the difference; null where there is none. */
  readonly interval: Interval | null;
  /** `no_holdout`: one of the groups is empty by design, now. */
  readonly verdict: Verdict;
  /**
   * Where it is not enough: about so many more whole days. 0: a difference of 2 percentage points would have shown by now,
   * so if there is one it is smaller. Null: there is nobody to take a pace from, or it would be more than ten years.
   */
  readonly days_needed: number | null;
}

/** The quantiles of the normal distribution of a 95 % interval, and of a power of 80 %. */
const Z_INTERVAL = 1.959963984540054;
const Z_POWER = 0.8416212335729143;

/**
 * Nothing is said of smaller groups: their interval would be right, but a lucky dozen is not what anybody should act upon.
 */
export const FEWEST_USERS = 30;
/** A smaller difference is not waited for: it would take years, and would change nobody's mind. 2 percentage points. */
export const LEAST_DIFFERENCE = 0.02;
const MOST_DAYS = 3_650;

/**
 * Whether those who may get a message do better than those held out, how sure that is, and how long to wait.
 *
 * The verdict leaves `not_enough` only where the 95 % interval leaves out zero and both groups hold 30 users. It is for one look:
 * who looks every day and stops at the first `better` is wrong more often than one time in twenty.
 *
 * `days_needed` asks for the sizes at which a difference as large as the one seen, but not smaller than 2 percentage points,
 * shows in four of five cases (power 80 %). The one seen is the best guess there is; the floor keeps a guess near zero from
 * asking for ages. People keep coming at the pace of the period, and fall to the groups by the share that is set now.
 */
export function compareGroups(experiment: Experiment): Comparison {
  const { treatment, holdout, holdout_share } = experiment;
  const known = treatment.users > 0 && holdout.users > 0;
  const difference = known ? treatment.reached / treatment.users - holdout.reached / holdout.users : null;
  const interval = known ? differenceInterval(treatment, holdout) : null;
  if (holdout_share <= 0 || holdout_share >= 1) {
    return { difference, interval, verdict: 'no_holdout', days_needed: null };
  }
  const enough = treatment.users >= FEWEST_USERS && holdout.users >= FEWEST_USERS;
  if (enough && interval !== null && (interval.low > 0 || interval.high < 0)) {
    return { difference, interval, verdict: interval.low > 0 ? 'better' : 'worse', days_needed: null };
  }
  return { difference, interval, verdict: 'not_enough', days_needed: daysNeeded(experiment) };
}

/**
 * The 95 % interval of the difference of two independent shares, `one` minus `other`, each of at least one user: Newcombe's
 * hybrid score interval (Statistics in Medicine 17, 1998, 873–890, method 10). Unlike the textbook's ±1.96 standard errors it holds
 * for shares near 0 and 1 and for unequal groups, and never leaves −1 to 1.
 */
export function differenceInterval(one: Group, other: Group): Interval {
  const first = shareInterval(one);
  const second = shareInterval(other);
  const first_share = one.reached / one.users;
  const second_share = other.reached / other.users;
  const difference = first_share - second_share;
  return {
    low: difference - Math.hypot(first_share - first.low, second.high - second_share),
    high: difference + Math.hypot(first.high - first_share, second_share - second.low),
  };
}

/** The 95 % score interval of one share (Wilson, JASA 22, 1927). */
function shareInterval({ users, reached }: Group): Interval {
  const share = reached / users;
  const spread = Z_INTERVAL ** 2 / users;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (Z_INTERVAL / (1 + spread)) * Math.sqrt((share * (1 - share)) / users + spread / (4 * users));
  // At the ends rounding would leave a hair's breadth, and with it a share outside its own interval.
  return { low: reached === 0 ? 0 : middle - half, high: reached === users ? 1 : middle + half };
}

function daysNeeded(experiment: Experiment): number | null {
  const { treatment, holdout, holdout_share, days } = experiment;
  const pace = (treatment.users + holdout.users) / days;
  if (!(pace > 0) || !Number.isFinite(pace)) return null;
  const expected = expectedShares(experiment);
  const shows = (more: number): boolean => {
    const users = treatment.users + more * pace * (1 - holdout_share);
    const held = holdout.users + more * pace * holdout_share;
    if (users < FEWEST_USERS || held < FEWEST_USERS) return false;
    const { low, high } = differenceInterval(
      { users, reached: users * expected.treatment },
      { users: held, reached: held * expected.holdout },
    );
    const difference = expected.treatment - expected.holdout;
    const towardsZero = difference > 0 ? difference - low : high - difference;
    return Math.abs(difference) >= towardsZero * (1 + Z_POWER / Z_INTERVAL);
  };
  if (!shows(MOST_DAYS)) return null;
  let least = 0;
  let enough = MOST_DAYS;
  while (least < enough) {
    const middle = Math.floor((least + enough) / 2);
    if (shows(middle)) enough = middle;
    else least = middle + 1;
  }
  return enough;
}

/**
 * The shares the wait is reckoned with: apart by the difference seen, at least by the least one, around the share of all. One
 * who did and one who did not are added to all, so that nobody reached so far is not taken for certainty.
 */
function expectedShares({ treatment, holdout, holdout_share }: Experiment): Record<'treatment' | 'holdout', number> {
  const known = treatment.users > 0 && holdout.users > 0;
  const seen = known ? treatment.reached / treatment.users - holdout.reached / holdout.users : 0;
  const size = Math.max(Math.abs(seen), LEAST_DIFFERENCE);
  const all = (treatment.reached + holdout.reached + 1) / (treatment.users + holdout.users + 2);
  const lower = seen < 0 ? 'treatment' : 'holdout';
  const below = size * (lower === 'holdout' ? 1 - holdout_share : holdout_share);
  const low = Math.min(Math.max(all - below, 0), 1 - size);
  return lower === 'holdout' ? { treatment: low + size, holdout: low } : { treatment: low, holdout: low + size };
}
