import { describe, expect, it } from 'vitest';
import { guessFact, guessKey, guessType } from './words.ts';

describe('what a name seems to mean', () => {
  it.each([
    ['habit_completed', 'habit_completed'],
    ['Habit Completed', 'habit_completed'],
    ['habitCompleted', 'habit_completed'],
    ['habit_done', 'habit_completed'],
    ['Привычка выполнена', 'habit_completed'],
    ['Habit Created', 'custom_habit_created'],
    ['New Goal', 'personal_goal_added'],
    ['First Goal Reached', 'first_goal_completed'],
    ['Goal 50% Reached', 'goal_progress_50'],
    ['Diary Entry Saved', 'journal_entry'],
    ['Message Sent to Coach', 'ai_coach_message'],
    ['ai_prompt_sent', 'ai_coach_message'],
    ['Invite Sent', 'referral_sent'],
    ['Finished Onboarding', 'onboarding_completed'],
    ['Streak Lost', 'streak_broken'],
    ['10 Day Streak', 'streak_milestone_10'],
    ['Push Notification Opened', 'reminder_followed'],
    ['Negative Feedback', 'feedback_negative'],
    ['[Amplitude] Start Session', 'session_start'],
    ['$session_start', 'session_start'],
    ['Application Opened', 'session_start'],
    ['Feature Used', 'feature_used'],
  ])('%s', (name, type) => {
    expect(guessType(name, false)).toEqual({ type });
  });

  it.each([
    ['Goals Screen Viewed', 'goals'],
    ['journal_opened', 'journal'],
    ['AI Chat Opened', 'ai_chat'],
    ['Habit Viewed', 'habits'],
  ])('%s: a feature', (name, feature) => {
    expect(guessType(name, false)).toEqual({ type: 'feature_used', feature });
  });

  it.each([
    'Button Clicked',
    'Message Sent',
    'Habit Deleted',
    'Habit Completed Undo',
    'Coach Message Received',
    'Invite Accepted',
    'Goal Completed',
    'User Goal Address',
    '$autocapture',
    '',
  ])('%s: nothing', (name) => {
    expect(guessType(name, true)).toBeNull();
  });

  it('views are visits only where nothing says better', () => {
    for (const name of ['$pageview', 'Page Viewed', '$screen']) {
      expect(guessType(name, true)).toEqual({ type: 'session_start' });
      expect(guessType(name, false)).toBeNull();
    }
  });
});

it('properties are known by their names', () => {
  expect(guessKey('habit_completed', 'Habit ID')).toBe('habit_id');
  expect(guessKey('habit_completed', 'habitId')).toBe('habit_id');
  expect(guessKey('habit_completed', 'entry_id')).toBeNull();
  expect(guessFact('$email')).toEqual({ fact: 'email', rank: 0 });
  expect(guessFact('$geoip_time_zone')).toMatchObject({ fact: 'timezone' });
  expect(guessFact('$browser')).toBeNull();
});
