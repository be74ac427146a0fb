import { RULES, type Rule } from '@retention/domain/rule';
import type { Text } from '@retention/domain/text';
import type { Locale } from '@retention/domain/user';

/** As much of a trigger as says what has become of it. */
export interface Standing {
  readonly status: string;
  readonly held_by: Rule | null;
  readonly sent_at: string | null;
}

export type State = 'sent' | 'waiting' | 'cancelled' | 'refused';

const WORDS = {
  sent: { ru: 'Ушло', en: 'Sent' },
  dismissed: { ru: 'Ушло, закрыто', en: 'Sent, closed' },
  waiting: { ru: 'Ждёт', en: 'Waits' },
  held: { ru: 'Удержано', en: 'Held' },
  failed: { ru: 'Не дошло', en: 'Failed' },
} as const satisfies Record<string, Text>;

/** What has become of a trigger, in a word and with the rule that decided: «Удержано: контрольная группа». */
export function stateOf(
  { status, held_by, sent_at }: Standing,
  locale: Locale,
): { readonly state: State; readonly text: string } {
  const because = held_by === null ? '' : `: ${RULES[held_by].label[locale].toLowerCase()}`;
  if (sent_at !== null) return { state: 'sent', text: (status === 'dismissed' ? WORDS.dismissed : WORDS.sent)[locale] };
  if (status === 'pending') return { state: 'waiting', text: `${WORDS.waiting[locale]}${because}` };
  if (held_by !== null) return { state: 'cancelled', text: `${WORDS.held[locale]}${because}` };
  if (status === 'sent' || status === 'dismissed') return { state: 'sent', text: WORDS.sent[locale] };
  return { state: 'refused', text: WORDS.failed[locale] };
}
