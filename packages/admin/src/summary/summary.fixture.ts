import type { Metrics, Series } from './summary.ts';

interface Figures {
  readonly mau?: number;
  readonly mau_change?: number | null;
  readonly dead?: number;
}

/** The metrics of a period, of which only what the sentence reads matters. */
export function metricsWith({ mau = 1000, mau_change = 0, dead = 10 }: Figures): Metrics {
  const nobody = { count: 0, percent: 0 };
  return {
    overview: {
      dau: 100,
      dau_change: 0,
      mau,
      mau_change,
      d7_retention: null,
      d7_change: null,
      d30_retention: null,
      d30_change: null,
    },
    cohorts: [],
    funnel: { registered: 0, activated_d1: 0, active_d7: 0, started_trial: 0, converted_paid: 0, renewed: 0 },
    segments: { enthusiast: nobody, quiet_user: nobody, test_driver: nobody, returned: nobody, new_user: nobody },
    churn_risk: { critical: nobody, high: nobody, medium: nobody, low: nobody },
    paying_users: { total: 100, active: nobody, inactive: nobody, dead: { count: dead, percent: dead } },
  };
}

interface DayFigures {
  readonly d7?: readonly [active: number, users: number];
  readonly d30?: readonly [active: number, users: number];
  readonly high?: number;
  readonly new_users?: number;
}

/** A period of one day. */
export function dayWith({ d7 = [0, 0], d30 = [0, 0], high = 100, new_users = 10 }: DayFigures): Series['days'] {
  const part = ([active, users]: readonly [number, number]) => ({
    active,
    users,
    share: users ? active / users : null,
  });
  return [
    {
      date: '2024-01-31',
      dau: 100,
      mau: 1000,
      new_users,
      d1: part([0, 0]),
      d7: part(d7),
      d30: part(d30),
      segments: { churned: 500 },
      churn_risk: { low: 900 - high, medium: 100, high, critical: 500 },
    },
  ];
}

export function seriesWith(days: Series['days'], previous: Series['days'], known_from = '2023-01-01'): Series {
  return {
    days,
    previous,
    today: '2024-02-01',
    timezone: 'Europe/Moscow',
    known_from,
    users: 1500,
    behind: 0,
    refreshed_at: null,
  };
}
