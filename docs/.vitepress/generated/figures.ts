import { METRIC_BLOCKS, METRICS, type MetricBlock, type MetricUnit } from '@retention/domain/metrics';
import { plain, table } from './table.ts';

const BLOCKS: Readonly<Record<MetricBlock, string>> = {
  overview: 'Key figures',
  cohorts: 'Cohorts',
  funnel: 'Funnel',
  segments: 'Segments',
  churn_risk: 'Churn risk',
  paying_users: 'Paying users',
};

const UNITS: Readonly<Record<MetricUnit, string>> = {
  people: 'people',
  share: 'share, 0–1',
  percent: 'percent',
  percentage_points: 'percentage points',
};

/** Every number of the dashboard, in the sentence that stands beside it there. */
export function figures(): string {
  return METRIC_BLOCKS.map((block) => {
    const rows = METRICS.filter((metric) => metric.block === block).map((metric) => [
      `**${metric.title.en}**<br>\`${metric.key}\``,
      plain(metric.definition.en),
      UNITS[metric.unit],
    ]);
    return `## ${BLOCKS[block]}\n\n\`${block}\` of the answer.\n\n${table(['figure', 'what it counts', 'unit'], rows)}`;
  }).join('\n\n');
}
