import { describe, expect, it } from 'vitest';
import { METRIC_BLOCKS, metricDefinition, METRICS, type MetricBlock, type MetricUnit } from './metrics.ts';

function keys(block: MetricBlock): string[] {
  return METRICS.filter((metric) => metric.block === block).map(({ key }) => key);
}

describe('METRICS', () => {
  it.each<[MetricBlock, string[]]>([
    [
      'overview',
      ['dau', 'dau_change', 'mau', 'mau_change', 'd7_retention', 'd7_change', 'd30_retention', 'd30_change'],
    ],
    ['cohorts', ['users', 'd1', 'd3', 'd7', 'd14', 'd30']],
    ['funnel', ['registered', 'activated_d1', 'active_d7', 'started_trial', 'converted_paid', 'renewed']],
    ['segments', ['new_user', 'enthusiast', 'quiet_user', 'test_driver', 'returned', 'churned']],
    ['churn_risk', ['low', 'medium', 'high', 'critical']],
    ['paying_users', ['total', 'active', 'inactive', 'dead']],
  ])('define every number of %s', (block, expected) => {
    expect(keys(block)).toEqual(expected);
  });

  it('have no number outside the blocks, and none twice', () => {
    expect(METRIC_BLOCKS.flatMap(keys)).toHaveLength(METRICS.length);
    expect(new Set(METRICS.map(({ block, key }) => `${block}.${key}`)).size).toBe(METRICS.length);
  });

  it.each(METRICS)('$block.$key is one sentence in either language', ({ definition, title }) => {
    expect(definition.ru).toMatch(/^[А-ЯЁ0-9][^.]*[^.\s]\.$/);
    expect(definition.en).toMatch(/^[A-Z0-9][^.]*[^.\s]\.$/);
    expect(title.en).not.toMatch(/[а-яё]/i);
  });

  it.each<[MetricBlock, string, MetricUnit]>([
    ['overview', 'dau', 'people'],
    ['overview', 'dau_change', 'percent'],
    ['overview', 'mau_change', 'percent'],
    ['overview', 'd7_retention', 'share'],
    ['overview', 'd7_change', 'percentage_points'],
    ['overview', 'd30_change', 'percentage_points'],
    ['cohorts', 'users', 'people'],
    ['cohorts', 'd14', 'share'],
    ['paying_users', 'dead', 'people'],
  ])('%s.%s is in %s', (block, key, unit) => {
    expect(metricDefinition(block, key)?.unit).toBe(unit);
  });

  it.each([
    ['low', 'Сколько человек набрали 0–19 баллов риска.'],
    ['medium', 'Сколько человек набрали 20–39 баллов риска.'],
    ['high', 'Сколько человек набрали 40–59 баллов риска.'],
    ['critical', 'Сколько человек набрали 60–100 баллов риска или кто уже ушёл.'],
  ])('a %s risk tells its points', (key, definition) => {
    expect(metricDefinition('churn_risk', key)?.definition.ru).toBe(definition);
  });

  it('there is no definition for an unknown number', () => {
    expect(metricDefinition('overview', 'toString')).toBeUndefined();
  });
});
