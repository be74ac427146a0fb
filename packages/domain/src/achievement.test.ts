import { describe, expect, it } from 'vitest';
import { ACHIEVEMENT_NAMES, ACHIEVEMENTS, achievementsOf, type MonthMeasures } from './achievement.ts';

const nothing: MonthMeasures = {
  days_active: 0,
  returns: 0,
  habits_completed: 0,
  journal_entries: 0,
  goals_progress: 0,
  streak_max: 0,
  features_used: 0,
};

describe('achievementsOf: each condition one short and just met', () => {
  it.each<[string, Partial<MonthMeasures>, string[]]>([
    ['an empty month', {}, []],
    ['a streak of 6', { streak_max: 6 }, []],
    ['a streak of 7', { streak_max: 7 }, ['week_streak']],
    ['a streak of 13', { streak_max: 13 }, ['week_streak']],
    ['a streak of 14', { streak_max: 14 }, ['fire_streak']],
    ['99% of a goal', { goals_progress: 99 }, []],
    ['100% of a goal', { goals_progress: 100 }, ['goal_completed']],
    ['19 active days', { days_active: 19 }, []],
    ['20 active days', { days_active: 20 }, ['active_month']],
    ['29 habits', { habits_completed: 29 }, []],
    ['30 habits', { habits_completed: 30 }, ['habit_master']],
    ['7 journal entries', { journal_entries: 7 }, []],
    ['8 journal entries', { journal_entries: 8 }, ['journal_keeper']],
    ['4 features', { features_used: 4 }, []],
    ['5 features', { features_used: 5 }, ['explorer']],
    ['a return', { returns: 1 }, ['comeback']],
    ['two, in the order of ACHIEVEMENTS', { journal_entries: 8, streak_max: 14 }, ['fire_streak', 'journal_keeper']],
  ])('%s', (_, said, achievements) => {
    expect(achievementsOf({ ...nothing, ...said })).toEqual(achievements);
  });

  it('have an icon each', () => {
    expect(new Set(ACHIEVEMENT_NAMES.map((name) => ACHIEVEMENTS[name].icon)).size).toBe(ACHIEVEMENT_NAMES.length);
  });
});
