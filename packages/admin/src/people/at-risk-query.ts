import { isChurnRisk, type ChurnRisk } from '@retention/domain/churn-risk';
import { isSegment, type Segment } from '@retention/domain/segment';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';

/** Whom the table of those at risk shows; null is any. It stands in the address beside what the dashboard has there. */
export interface AtRiskQuery {
  readonly segment: Segment | null;
  readonly churn_risk: ChurnRisk | null;
  /** From 1. */
  readonly page: number;
}

/** At first those who can still be kept: the critical ones are mostly gone. */
const FIRST_RISK: ChurnRisk = 'high';
const MOST_PAGES = 1_000_000;

export function readAtRiskQuery({ risk_segment, risk_level, risk_page }: LocationQuery): AtRiskQuery {
  const level = typeof risk_level === 'string' && isChurnRisk(risk_level) ? risk_level : FIRST_RISK;
  const page = typeof risk_page === 'string' && /^[1-9]\d{0,6}$/.test(risk_page) ? Number(risk_page) : 1;
  return {
    segment: typeof risk_segment === 'string' && isSegment(risk_segment) ? risk_segment : null,
    churn_risk: risk_level === 'any' ? null : level,
    page: Math.min(page, MOST_PAGES),
  };
}

/** The query of the address with these filters and all that others keep in it. */
export function writeAtRiskQuery(others: LocationQuery, { segment, churn_risk, page }: AtRiskQuery): LocationQueryRaw {
  const { risk_segment: _segment, risk_level: _level, risk_page: _page, ...rest } = others;
  return {
    ...rest,
    ...(segment === null ? {} : { risk_segment: segment }),
    ...(churn_risk === FIRST_RISK ? {} : { risk_level: churn_risk ?? 'any' }),
    ...(page === 1 ? {} : { risk_page: String(page) }),
  };
}
