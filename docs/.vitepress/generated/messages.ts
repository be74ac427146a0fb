import { CHANNELS } from '@retention/domain/channel';
import { RULES, type RuleDefinition } from '@retention/domain/rule';
import { OUTCOMES, triggerDefinition, TRIGGER_TYPES } from '@retention/domain/trigger';
import { plain, table } from './table.ts';

/** The six triggers, as they are declared. */
export function triggers(): string {
  const rows = TRIGGER_TYPES.map((type) => {
    const definition = triggerDefinition(type);
    const { due_when, channels, fallback_channels, priority, outcome, holdout } = definition;
    const where = [
      ...channels.map((channel) => CHANNELS[channel].label.en),
      ...fallback_channels.map((channel) => `${CHANNELS[channel].label.en} where none of these reaches`),
    ];
    const share = holdout === 0 ? 'none' : `${holdout * 100} %`;
    return [`\`${type}\``, plain(due_when.en), plain(where.join(', ')), priority, plain(OUTCOMES[outcome].en), share];
  });
  return table(['type', 'due when', 'where', 'priority', 'judged by', 'holdout'], rows);
}

/** What may hold a message back, in the order in which it is asked. */
export function rules(): string {
  const definitions: readonly [string, RuleDefinition][] = Object.entries(RULES);
  const rows = definitions.map(([name, { label, meaning, defers }]) => [
    `**${plain(label.en)}**<br>\`${name}\``,
    plain(meaning.en),
    defers ? 'later' : 'not at all',
  ]);
  return table(['rule', 'what it means', 'it leaves'], rows);
}
