import type { Text } from '@retention/domain/text';
import type { Response } from '../api/api.ts';

export type Counts = Response<'trigger_types'>['types'][number]['counts'];

/** What becomes of a match, in the order of the bar: every match is exactly one of these. */
export const FATES = ['sent', 'waiting', 'held', 'failed'] as const;
export type Fate = (typeof FATES)[number];

interface FateLook {
  readonly label: Text;
  readonly meaning: Text;
  /** A colour and a pattern: told apart without colour too. */
  readonly fill: string;
}

export const FATE_LOOKS = {
  sent: {
    label: { ru: 'ушло', en: 'sent' },
    meaning: { ru: 'Сообщение принял хотя бы один канал.', en: 'At least one channel took the message.' },
    fill: 'var(--fill)',
  },
  waiting: {
    label: { ru: 'ждёт', en: 'waiting' },
    meaning: {
      ru: 'Ещё уйдёт: утром, в свою очередь или после вашего решения.',
      en: 'Still to leave: in the morning, in its turn or after your decision.',
    },
    fill: 'repeating-linear-gradient(90deg, var(--line-strong) 0 2px, transparent 2px 5px), var(--surface)',
  },
  held: {
    label: { ru: 'удержано', en: 'held' },
    meaning: {
      ru: 'Не ушло и не уйдёт: так решило одно из правил.',
      en: 'Did not leave and will not: one of the rules said so.',
    },
    fill: 'repeating-linear-gradient(135deg, var(--mark) 0 2px, transparent 2px 6px), var(--before)',
  },
  failed: {
    label: { ru: 'не дошло', en: 'failed' },
    meaning: {
      ru: 'Отправлялось, но ни один канал не принял, или неизвестно, принял ли.',
      en: 'Went out, but no channel took it, or it is not known whether one did.',
    },
    fill: 'repeating-linear-gradient(45deg, var(--mark) 0 1px, transparent 1px 4px), repeating-linear-gradient(135deg, var(--mark) 0 1px, transparent 1px 4px), var(--bad)',
  },
} as const satisfies Record<Fate, FateLook>;

/** The parts of the bar that are there. */
export function fatesOf(counts: Counts): { readonly fate: Fate; readonly count: number }[] {
  return FATES.map((fate) => ({ fate, count: counts[fate] })).filter(({ count }) => count > 0);
}
