import type { Measures } from './measures.ts';
import { isChurned } from './segment.ts';
import { SIGNALS, type SignalMeasures } from './signal.ts';
import type { Text } from './text.ts';

interface ChurnRiskDefinition {
  readonly label: Text;
  /** The level begins at this score. */
  readonly from: number;
}

/** The levels, lowest first, for the owner only. Spec section 4. */
export const CHURN_RISKS = {
  low: { label: { ru: 'Низкий', en: 'Low' }, from: 0 },
  medium: { label: { ru: 'Средний', en: 'Medium' }, from: 20 },
  high: { label: { ru: 'Высокий', en: 'High' }, from: 40 },
  critical: { label: { ru: 'Критический', en: 'Critical' }, from: 60 },
} as const satisfies Record<string, ChurnRiskDefinition>;

export type ChurnRisk = keyof typeof CHURN_RISKS;
export const CHURN_RISK_NAMES = Object.keys(CHURN_RISKS) as readonly ChurnRisk[];

export function isChurnRisk(name: string): name is ChurnRisk {
  return Object.hasOwn(CHURN_RISKS, name);
}

/** The part of the measures that decides the risk. */
export type RiskMeasures = SignalMeasures & Pick<Measures, 'days_inactive'>;

interface ChurnFactor {
  readonly label: Text;
  /** What it adds to the score, 0 where it does not apply. */
  readonly points: (measures: RiskMeasures) => number;
  /** The number it looked at, shown beside the label. */
  readonly value: (measures: RiskMeasures) => number | null;
}

/** The last lifecycle day that the risk formula counts to the first week. */
const FIRST_WEEK_LAST_DAY = 7;

/** What speaks for leaving, in the order in which the owner reads it. All together give 100 points. */
export const CHURN_FACTORS = {
  inactivity: {
    label: { ru: 'Дни без активности', en: 'Days without activity' },
    points: ({ days_inactive }) => (days_inactive >= 7 ? 35 : days_inactive >= 3 ? 20 : days_inactive >= 1 ? 5 : 0),
    value: ({ days_inactive }) => days_inactive,
  },
  streak_broken_early: {
    label: SIGNALS.streak_broken_early.label,
    points: (measures) => (inFirstWeek(measures) && SIGNALS.streak_broken_early.holds(measures) ? 25 : 0),
    value: ({ streak_broken_day }) => streak_broken_day,
  },
  zero_ai_interactions: {
    label: SIGNALS.zero_ai_interactions.label,
    points: (measures) => (inFirstWeek(measures) && SIGNALS.zero_ai_interactions.holds(measures) ? 20 : 0),
    value: ({ ai_messages }) => ai_messages,
  },
  trial_low_engagement: {
    label: SIGNALS.trial_low_engagement.label,
    points: (measures) => (SIGNALS.trial_low_engagement.holds(measures) ? 20 : 0),
    value: ({ days_active_30 }) => days_active_30,
  },
} as const satisfies Record<string, ChurnFactor>;

function inFirstWeek({ lifecycle_day }: RiskMeasures): boolean {
  return lifecycle_day <= FIRST_WEEK_LAST_DAY;
}

export type ChurnFactorName = keyof typeof CHURN_FACTORS;
const FACTOR_NAMES = Object.keys(CHURN_FACTORS) as readonly ChurnFactorName[];

/** Why somebody is at risk: which factor gave how many points, and the number it looked at. */
export interface ChurnReason {
  readonly factor: ChurnFactorName;
  /** 1–100. */
  readonly points: number;
  readonly value: number | null;
}

/** `score` is 0–100, the sum of the points of the reasons. */
export interface ChurnRiskAnswer {
  readonly level: ChurnRisk;
  readonly score: number;
  readonly reasons: readonly ChurnReason[];
}

/**
 * How likely somebody is to leave, and why. Who has left already is critical, whatever the score: their inactivity
 * stands among the reasons. Spec section 4.
 */
export function churnRiskOf(measures: RiskMeasures): ChurnRiskAnswer {
  const reasons: ChurnReason[] = [];
  let score = 0;
  for (const factor of FACTOR_NAMES) {
    const points = CHURN_FACTORS[factor].points(measures);
    if (points === 0) continue;
    score += points;
    reasons.push({ factor, points, value: CHURN_FACTORS[factor].value(measures) });
  }
  return { level: isChurned(measures.days_inactive) ? 'critical' : churnRiskAt(score), score, reasons };
}

/** The level of a score alone. */
export function churnRiskAt(score: number): ChurnRisk {
  let level: ChurnRisk = 'low';
  for (const name of CHURN_RISK_NAMES) if (score >= CHURN_RISKS[name].from) level = name;
  return level;
}
