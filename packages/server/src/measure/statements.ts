import { loadStatements } from '../db/statement.ts';

/** The statements of the room: a file for each block of the dashboard, and those that keep the counts. */
export const sql = {
  ...load('overview.sql', ['overview']),
  ...load('cohorts.sql', ['cohorts']),
  ...load('funnel.sql', ['funnel']),
  ...load('segments.sql', ['segments']),
  ...load('churn_risk.sql', ['churn_risk']),
  ...load('paying_users.sql', ['paying_users']),
  ...load('series.sql', ['zones', 'series_days', 'series_snapshots', 'churned_days', 'known_days']),
  ...load('metric_users.sql', ['metric_users']),
  ...load('at_risk_users.sql', ['at_risk_users']),
  ...load('count.sql', [
    'member_count',
    'day_count',
    'cohort_empty',
    'day_empty',
    'closed_before_known',
    'member_forget',
    'cohort_forget',
    'day_forget',
    'change_forget',
  ]),
  ...load('daily_metrics.sql', ['closed_days', 'close_days']),
  ...load('month_actions.sql', [
    'month_counted',
    'month_count',
    'month_forget',
    'month_own',
    'month_move',
    'month_empty',
  ]),
};

function load<Name extends string>(file: string, names: readonly Name[]) {
  return loadStatements(new URL(file, import.meta.url), names);
}
