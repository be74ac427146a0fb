import { expect, it } from 'vitest';
import { createRetention, type Retention } from './index.ts';

/** What compiles and what does not: `tsc -p packages/sdk` reads this, and an error that is expected and missing is one. */
function compiles({ track }: Retention): void {
  track('session_start');
  track('habit_completed');
  track('habit_completed', { habit_id: 12, streak: 3 });
  track('habit_completed', { habit_id: 'a-uuid' });
  track('feature_used', { feature: 'journal' });
  track('feature_used', { feature: 'ssp', duration_seconds: 120 });
  track('streak_broken', { streak_was: 7, type: undefined });

  // @ts-expect-error -- no such type
  track('habit_done');
  // @ts-expect-error -- no such key
  track('habit_completed', { habit: 12 });
  // @ts-expect-error -- a key too many
  track('habit_completed', { habit_id: 12, colour: 'red' });
  // @ts-expect-error -- a number, not a text
  track('habit_completed', { streak: '3' });
  // @ts-expect-error -- an id is a number or a text
  track('journal_entry', { entry_id: true });
  // @ts-expect-error -- which feature?
  track('feature_used');
  // @ts-expect-error -- which feature?
  track('feature_used', { duration_seconds: 120 });
  // @ts-expect-error -- no such feature
  track('feature_used', { feature: 'diary' });
  // @ts-expect-error -- it has no metadata
  track('session_start', { variant: 'a' });
}

it('takes the types and metadata of the contract, and no others', () => {
  expect(() => compiles(createRetention({ user_id: 1 }))).not.toThrow();
});
