import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeDay, at, date } from './activity.fixture.ts';
import type { MeasuredPerson } from './measures.ts';
import { activeDays, anyLife, reference, today } from './profile.fixture.ts';
import { profileOf, renderProfile } from './profile.ts';
import { SEGMENT_NAMES } from './segment.ts';

describe('profileOf', () => {
  it('says the same as the rules told plainly, for any history', () => {
    fc.assert(
      fc.property(anyLife, ({ person, events }) => {
        expect(profileOf(person, activeDays(events), today)).toMatchObject(reference(person, events));
      }),
      { numRuns: 1500 },
    );
  });

  it('stays in its ranges, and calls everybody gone critical', () => {
    fc.assert(
      fc.property(anyLife, ({ person, events }) => {
        const profile = profileOf(person, activeDays(events), today);
        for (const score of [profile.retention_score, profile.churn_risk_score]) {
          expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
        }
        for (const share of [profile.feature_diversity, profile.completion_rate]) {
          expect(share >= 0 && share <= 1).toBe(true);
        }
        expect(SEGMENT_NAMES).toContain(profile.segment);
        expect(profile.longest_inactive_period).toBeGreaterThanOrEqual(profile.days_inactive);
        if (profile.segment === 'churned') expect(profile.churn_risk).toBe('critical');
      }),
      { numRuns: 300 },
    );
  });

  it('never gets a worse score or a higher risk from one more day with everything done', () => {
    const everything = { features: 0b111111, completions: 1, habit_completed: 1, ai_coach_message: 1 };
    fc.assert(
      fc.property(anyLife, ({ person, events }) => {
        const days = activeDays(events).filter(({ day }) => day < today);
        const before = profileOf(person, days, today);
        const after = profileOf(person, [...days, activeDay(today, everything)], today);
        expect(after.retention_score).toBeGreaterThanOrEqual(before.retention_score);
        expect(after.churn_risk_score).toBeLessThanOrEqual(before.churn_risk_score);
        expect(after.streak).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  it('judges a past day as it was judged on that day', () => {
    fc.assert(
      fc.property(anyLife, fc.nat(40), ({ person, events }, ago) => {
        const past = today - ago;
        const known = activeDays(events.filter(({ day }) => day <= past));
        expect(profileOf(person, activeDays(events), past)).toEqual(profileOf(person, known, past));
      }),
      { numRuns: 300 },
    );
  });
});

describe('renderProfile', () => {
  it('writes the JSON of the seed, and nothing but it', () => {
    const registered_on = date('2024-01-03');
    const last_active_at = at('2024-01-15T10:30:00Z');
    const habit = { habit_completed: 1, completions: 1, features: 0b10 };
    const days = [
      activeDay(registered_on, { ...habit, ai_coach_message: 1 }),
      activeDay(date('2024-01-05'), { features: 0b101 }),
      activeDay(date('2024-01-15'), { journal_entry: 1, completions: 1, features: 0b1, last_active_at }),
    ];
    const person: MeasuredPerson = { registered_on, streak_broken_days: [], subscription_status: 'trial' };
    const profile = profileOf(person, days, date('2024-01-15'));
    expect(renderProfile(profile, 'ru')).toEqual({
      lifecycle_day: 12,
      segment: 'returned',
      segment_label: 'Вернувшийся',
      churn_risk: 'medium',
      retention_score: 49,
      metrics: {
        days_active_30: 3,
        feature_diversity: 0.5,
        completion_rate: 2 / 3,
        last_active_at: '2024-01-15T10:30:00Z',
      },
      journey: {
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
      },
    });
    expect(renderProfile(profile, 'en').segment_label).toBe('Returned');
  });

  it('has no last activity for the never active', () => {
    const nobody: MeasuredPerson = { registered_on: null, streak_broken_days: [], subscription_status: 'none' };
    expect(renderProfile(profileOf(nobody, [], today), 'ru').metrics.last_active_at).toBeNull();
  });
});
