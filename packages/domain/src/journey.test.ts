import { describe, expect, it } from 'vitest';
import { journeyOf, MILESTONES, renderJourney } from './journey.ts';
import type { JourneyCounts } from './measures.ts';

const nothing: JourneyCounts = { active_days: 0, habit_completed: 0, journal_entry: 0, features: 0 };
const everything: JourneyCounts = { active_days: 20, habit_completed: 1, journal_entry: 3, features: 0b111 };

describe('journeyOf: each task one short of its target, at it and beyond', () => {
  it.each<[string, Partial<JourneyCounts>, number[], { id: number; progress: number; target: number } | null]>([
    ['nothing done', {}, [], { id: 0, progress: 0, target: 1 }],
    ['1 habit', { habit_completed: 1 }, [0], { id: 1, progress: 0, target: 3 }],
    ['2 habits', { habit_completed: 2 }, [0], { id: 1, progress: 0, target: 3 }],
    ['2 features', { habit_completed: 1, features: 0b100010 }, [0], { id: 1, progress: 2, target: 3 }],
    ['3 features', { habit_completed: 1, features: 0b101010 }, [0, 1], { id: 2, progress: 0, target: 3 }],
    ['6 features', { habit_completed: 1, features: 0b111111 }, [0, 1], { id: 2, progress: 0, target: 3 }],
    ['2 entries', { ...everything, active_days: 5, journal_entry: 2 }, [0, 1], { id: 2, progress: 2, target: 3 }],
    ['3 entries', { ...everything, active_days: 5 }, [0, 1, 2], { id: 3, progress: 5, target: 20 }],
    ['19 active days', { ...everything, active_days: 19 }, [0, 1, 2], { id: 3, progress: 19, target: 20 }],
    ['20 active days', everything, [0, 1, 2, 3], null],
    ['31 active days', { ...everything, active_days: 31 }, [0, 1, 2, 3], null],
    ['a later task before an earlier one', { journal_entry: 3 }, [2], { id: 0, progress: 0, target: 1 }],
    ['all but the first', { ...everything, habit_completed: 0 }, [1, 2, 3], { id: 0, progress: 0, target: 1 }],
  ])('%s', (_, counts, completed_milestones, next) => {
    expect(journeyOf({ ...nothing, ...counts })).toEqual({
      current_milestone: next?.id ?? null,
      completed_milestones,
      next_milestone: next === null ? null : { ...next, xp_bonus: 50 },
    });
  });
});

describe('MILESTONES', () => {
  it('have their places as ids, which renderJourney relies on', () => {
    expect(MILESTONES.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
  });
});

describe('renderJourney', () => {
  it('writes the JSON of the seed in Russian', () => {
    const journey = journeyOf({ ...everything, active_days: 8, journal_entry: 1 });
    expect(renderJourney(journey, 'ru')).toEqual({
      current_milestone: 2,
      completed_milestones: [0, 1],
      next_milestone: {
        id: 2,
        title: 'Развитие',
        description: 'Заполни дневник 3 раза',
        xp_bonus: 50,
        progress: 1,
        target: 3,
      },
      milestones: [
        { id: 0, title: 'Первые шаги', days: '1-3', completed: true },
        { id: 1, title: 'Исследователь', days: '4-7', completed: true },
        { id: 2, title: 'Развитие', days: '8-14', completed: false },
        { id: 3, title: 'Итоги месяца', days: '22-30', completed: false },
      ],
    });
  });

  it('speaks English too', () => {
    const journey = renderJourney(journeyOf(nothing), 'en');
    expect(journey.next_milestone).toMatchObject({ title: 'First steps', description: 'Complete your first habit' });
    expect(journey.milestones.map(({ title }) => title)).toEqual([
      'First steps',
      'Explorer',
      'Growth',
      'The month complete',
    ]);
  });

  it('has no next milestone when all are done', () => {
    expect(renderJourney(journeyOf(everything), 'ru')).toMatchObject({ current_milestone: null, next_milestone: null });
  });
});
