import { countFeatures } from './activity.ts';
import type { JourneyCounts } from './measures.ts';
import type { Text } from './text.ts';
import type { Locale } from './user.ts';

interface MilestoneDefinition {
  readonly id: number;
  readonly title: Text;
  /** The lifecycle days it is meant for, shown only: a milestone is completed whenever its task is. */
  readonly days: string;
  readonly description: Text;
  readonly xp_bonus: number;
  readonly target: number;
  /** How far the task is, before it is cut at the target. */
  readonly count: (counts: Readonly<JourneyCounts>) => number;
}

/** The 30-day journey, in order; ids are the places in this list. Spec section 4. */
export const MILESTONES: readonly MilestoneDefinition[] = [
  {
    id: 0,
    title: { ru: 'Первые шаги', en: 'First steps' },
    days: '1-3',
    description: { ru: 'Выполни первую привычку', en: 'Complete your first habit' },
    xp_bonus: 50,
    target: 1,
    count: ({ habit_completed }) => habit_completed,
  },
  {
    id: 1,
    title: { ru: 'Исследователь', en: 'Explorer' },
    days: '4-7',
    description: { ru: 'Попробуй 3 функции', en: 'Try 3 features' },
    xp_bonus: 50,
    target: 3,
    count: ({ features }) => countFeatures(features),
  },
  {
    id: 2,
    title: { ru: 'Развитие', en: 'Growth' },
    days: '8-14',
    description: { ru: 'Заполни дневник 3 раза', en: 'Write in your journal 3 times' },
    xp_bonus: 50,
    target: 3,
    count: ({ journal_entry }) => journal_entry,
  },
  {
    id: 3,
    title: { ru: 'Итоги месяца', en: 'The month complete' },
    days: '22-30',
    description: { ru: 'Будь активен 20 дней', en: 'Be active on 20 days' },
    xp_bonus: 50,
    target: 20,
    count: ({ active_days }) => active_days,
  },
];

/** Where somebody is on the journey, without words. */
export interface Journey {
  /** The first unfinished milestone; null when all are done. */
  readonly current_milestone: number | null;
  readonly completed_milestones: readonly number[];
  /** The same milestone with its task; `progress` is 0 … `target` − 1. */
  readonly next_milestone: {
    readonly id: number;
    readonly xp_bonus: number;
    readonly progress: number;
    readonly target: number;
  } | null;
}

/**
 * The journey from what was counted up to lifecycle day 30. A milestone is completed by its task, whenever that
 * happens; so a later one may be done before an earlier one. Spec section 4.
 */
export function journeyOf(counts: Readonly<JourneyCounts>): Journey {
  const completed_milestones: number[] = [];
  let next_milestone: Journey['next_milestone'] = null;
  for (const { id, target, xp_bonus, count } of MILESTONES) {
    const progress = count(counts);
    if (progress >= target) completed_milestones.push(id);
    else next_milestone ??= { id, xp_bonus, progress, target };
  }
  return { current_milestone: next_milestone?.id ?? null, completed_milestones, next_milestone };
}

/** The journey as the profile endpoint writes it. */
export interface JourneyText {
  readonly current_milestone: number | null;
  readonly completed_milestones: readonly number[];
  readonly next_milestone: {
    readonly id: number;
    readonly title: string;
    readonly description: string;
    readonly xp_bonus: number;
    readonly progress: number;
    readonly target: number;
  } | null;
  readonly milestones: readonly {
    readonly id: number;
    readonly title: string;
    readonly days: string;
    readonly completed: boolean;
  }[];
}

/** Puts the journey into words. */
export function renderJourney(journey: Journey, locale: Locale): JourneyText {
  const { current_milestone, completed_milestones, next_milestone } = journey;
  const definition = next_milestone === null ? undefined : MILESTONES[next_milestone.id];
  return {
    current_milestone,
    completed_milestones,
    next_milestone:
      next_milestone === null || definition === undefined
        ? null
        : {
            id: next_milestone.id,
            title: definition.title[locale],
            description: definition.description[locale],
            xp_bonus: next_milestone.xp_bonus,
            progress: next_milestone.progress,
            target: next_milestone.target,
          },
    milestones: MILESTONES.map(({ id, title, days }) => ({
      id,
      title: title[locale],
      days,
      completed: completed_milestones.includes(id),
    })),
  };
}
