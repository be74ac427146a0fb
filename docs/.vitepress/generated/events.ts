import { eventDefinition, EVENT_TYPES, type EventDefinition } from '@retention/domain/event';
import { plain, table } from './table.ts';

const GROUPS: Readonly<Record<EventDefinition['group'], string>> = {
  purchase: 'buying',
  retention: 'staying',
  churn: 'leaving',
};

/** The types of events, as they are declared. */
export function eventTypes(): string {
  const rows = EVENT_TYPES.map((type) => {
    const { label, group, metadata, own, completion, feature } = eventDefinition(type);
    const keys = Object.entries(metadata).map(([key, kind]) => `\`${key}\` (${kind})`);
    const marks = [
      own === false ? 'no active day' : '',
      completion === true ? 'completes something' : '',
      feature === undefined ? '' : `uses \`${feature}\``,
    ].filter((mark) => mark !== '');
    return [`\`${type}\``, plain(`${label.en} · ${label.ru}`), GROUPS[group], keys.join(', '), marks.join(', ')];
  });
  return table(['type', 'what happened', 'speaks of', 'metadata it understands', 'counts as'], rows);
}
