import { churnRiskOf, type ChurnReason, type ChurnRisk } from './churn-risk.ts';
import { formatInstant, type Day } from './day.ts';
import { journeyOf, renderJourney, type Journey, type JourneyText } from './journey.ts';
import { measuresOf, type MeasuredDay, type MeasuredPerson, type Measures } from './measures.ts';
import { segmentOf, SEGMENTS, type Segment } from './segment.ts';
import { signalsOf, type Signal } from './signal.ts';
import type { Locale } from './user.ts';

/** Who somebody is on a local day: the measures and every judgement made from them, without words. Spec section 4. */
export interface Profile extends Measures {
  readonly segment: Segment;
  readonly churn_risk: ChurnRisk;
  /** 0–100. */
  readonly churn_risk_score: number;
  readonly churn_risk_reasons: readonly ChurnReason[];
  readonly signals: readonly Signal[];
  readonly journey: Journey;
}

/**
 * The profile of one person as of `today`, which may be any past day: later days are ignored. `days` are all their
 * active days, ascending. Spec section 4.
 */
export function profileOf(person: MeasuredPerson, days: readonly MeasuredDay[], today: Day): Profile {
  const measures = measuresOf(person, days, today);
  const risk = churnRiskOf(measures);
  return {
    ...measures,
    segment: segmentOf(measures),
    churn_risk: risk.level,
    churn_risk_score: risk.score,
    churn_risk_reasons: risk.reasons,
    signals: signalsOf(measures),
    journey: journeyOf(measures.journey_counts),
  };
}

/** The profile as the profile endpoint writes it. Segment and risk are for the app's logic, never shown to people. */
export interface ProfileText {
  readonly lifecycle_day: number;
  readonly segment: Segment;
  readonly segment_label: string;
  readonly churn_risk: ChurnRisk;
  readonly retention_score: number;
  readonly metrics: {
    readonly days_active_30: number;
    readonly feature_diversity: number;
    readonly completion_rate: number;
    /** ISO 8601 in UTC; null for the never active. */
    readonly last_active_at: string | null;
  };
  readonly journey: JourneyText;
}

/** Puts a profile into the words and the shape of the profile endpoint. Spec section 7. */
export function renderProfile(profile: Profile, locale: Locale): ProfileText {
  return {
    lifecycle_day: profile.lifecycle_day,
    segment: profile.segment,
    segment_label: SEGMENTS[profile.segment].label[locale],
    churn_risk: profile.churn_risk,
    retention_score: profile.retention_score,
    metrics: {
      days_active_30: profile.days_active_30,
      feature_diversity: profile.feature_diversity,
      completion_rate: profile.completion_rate,
      last_active_at: profile.last_active_at === null ? null : formatInstant(profile.last_active_at),
    },
    journey: renderJourney(profile.journey, locale),
  };
}
