import { formatDay, parseDay, type Day } from '@retention/domain/day';
import { cohortStart, type Period } from '@retention/domain/period';
import type { Text } from '@retention/domain/text';

interface Preset {
  readonly label: Text;
  /** From the project's today; the period ends with it where the words do not say otherwise. */
  readonly period: (today: Day) => Period;
}

/** The periods one click away. They move with the project's today. */
export const PRESETS = {
  '7d': { label: { ru: '7 дней', en: '7 days' }, period: (today) => lastDays(7, today) },
  '30d': { label: { ru: '30 дней', en: '30 days' }, period: (today) => lastDays(30, today) },
  '90d': { label: { ru: '90 дней', en: '90 days' }, period: (today) => lastDays(90, today) },
  this_month: {
    label: { ru: 'Этот месяц', en: 'This month' },
    period: (today) => ({ from: cohortStart(today, 'month'), to: today }),
  },
  last_month: {
    label: { ru: 'Прошлый месяц', en: 'Last month' },
    period: (today) => {
      const to = cohortStart(today, 'month') - 1;
      return { from: cohortStart(to, 'month'), to };
    },
  },
  this_year: {
    label: { ru: 'Этот год', en: 'This year' },
    period: (today) => ({ from: parseDay(`${formatDay(today).slice(0, 4)}-01-01`) ?? today, to: today }),
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS).filter(isPreset);
export const DEFAULT_PRESET: PresetName = '30d';

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}

function lastDays(days: number, today: Day): Period {
  return { from: today - days + 1, to: today };
}
