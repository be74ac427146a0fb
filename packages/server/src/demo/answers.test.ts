import { expect, it } from 'vitest';
import { isHeldOut } from '@retention/domain/holdout';
import { answersOf, type Addressee } from './answers.ts';
import { Random } from './random.ts';

const somebody: Addressee = {
  user_id: '1',
  days: [100, 101, 102, 140],
  from: 90,
  today: 160,
  channels: new Set(['telegram']),
  types_off: [],
  keepsHabits: true,
};

/** How many of a thousand of them come on each day. */
function comers(of: Partial<Addressee>, heldOut: boolean): Map<number, number> {
  const comes = new Map<number, number>();
  let people = 0;
  for (let id = 1; people < 1_000; id++) {
    const user_id = String(id);
    const held = ['inactivity_3_days', 'streak_at_risk'].map((type) => isHeldOut(user_id, type, 0.1));
    if (held.some((one) => one !== heldOut)) continue;
    people++;
    for (const day of answersOf({ ...somebody, ...of, user_id }, new Random(1, id)).keys()) {
      comes.set(day, (comes.get(day) ?? 0) + 1);
    }
  }
  return comes;
}

it('a message saves some streaks, and brings some back within three days', () => {
  const comes = comers({}, false);
  // 103: the day on which the streak would break; 105–107: three days after the last.
  const saved = comes.get(103) ?? 0;
  expect(saved).toBeGreaterThan(200);
  expect(saved).toBeLessThan(400);
  const back = [105, 106, 107].reduce((sum, day) => sum + (comes.get(day) ?? 0), 0);
  expect(back).toBeGreaterThan(150);
  expect(comes.get(104) ?? 0).toBeLessThan(saved / 2);
});

it.each<[string, Partial<Addressee>, boolean]>([
  ['who is held out', {}, true],
  ['whom no message reaches', { channels: new Set() }, false],
  ['who turned them off', { types_off: ['inactivity_3_days', 'streak_at_risk'] }, false],
  ['before there were any', { from: 161 }, false],
])('changes nothing for those %s', (_, of, heldOut) => {
  expect(comers(of, heldOut)).toEqual(new Map());
});

it('is never on a day that is lived anyway, nor after today', () => {
  const own = new Set(somebody.days);
  for (const day of comers({}, false).keys()) {
    expect(own.has(day)).toBe(false);
    expect(day).toBeLessThanOrEqual(somebody.today);
  }
});
