import { CHURN_RISK_NAMES, CHURN_RISKS } from '@retention/domain/churn-risk';
import { MILESTONES } from '@retention/domain/journey';
import { SEGMENT_NAMES, SEGMENTS } from '@retention/domain/segment';
import { plain, table } from './table.ts';

export function segments(): string {
  const rows = SEGMENT_NAMES.map((segment) => {
    const { label, definition } = SEGMENTS[segment];
    return [`**${label.en}**<br>\`${segment}\``, plain(definition.en), label.ru];
  });
  return table(['segment', 'who', 'in Russian'], rows);
}

export function riskLevels(): string {
  const rows = CHURN_RISK_NAMES.map((level) => [
    `\`${level}\``,
    `${CHURN_RISKS[level].from}`,
    CHURN_RISKS[level].label.ru,
  ]);
  return table(['level', 'from points', 'in Russian'], rows);
}

export function milestones(): string {
  const rows = MILESTONES.map(({ id, title, days, description, xp_bonus }) => [
    `${id}`,
    plain(`${title.en} · ${title.ru}`),
    plain(description.en),
    days,
    `${xp_bonus}`,
  ]);
  return table(['id', 'milestone', 'task', 'meant for days', 'XP'], rows);
}
