import { describe, expect, it } from 'vitest';
import { at } from './activity.fixture.ts';
import type { KnownTrigger, RunStatus, Situation } from './situation.ts';
import { delivery, dismissed, later, leaving, setting, situationAt } from './speak.fixture.ts';
import { spoken, the, written, type Said } from './speak.fixture.ts';
import { speak } from './speak.ts';

/** What becomes of a trigger once it is made: settled, late, snoozed, braked. */

const NOON = at('2024-01-15T12:00:00+03:00');
const NIGHT = at('2024-01-15T00:00:00+03:00');
const MORNING = at('2024-01-15T09:00:00+03:00');
const MIDNIGHT = at('2024-01-16T00:00:00+03:00');
const EVENING = at('2024-01-15T20:00:00+03:00');

const AWAY: Said = { last_active: '2024-01-12' };
const BACK: Said = { last_active: '2024-01-15' };
const STREAK: Said = { last_habit: '2024-01-14', streak: 3 };
const TRIAL: Said = { ...BACK, status: 'trial', trial_ends_at: at('2024-01-17T12:00:00+03:00') };

const WAITS_IN_OUTBOX = [delivery(1, 'waiting')];
/** No outbound channel may be used today: one message has gone already. */
const SENT_TODAY = { deliveries: [delivery(9, 'sent', NOON)] };

describe('who comes back', () => {
  it('calls back what has not left yet, and finds it in the app until midnight', () => {
    const waiting = spoken(situationAt(NIGHT, AWAY));
    const verdict = speak(later(waiting, NOON, BACK));
    expect(verdict.changed).toMatchObject([{ open: true, scheduled_at: null, expires_at: MIDNIGHT, release: [] }]);
    expect(verdict.look_at).toBe(MIDNIGHT);
    const after = written(later(waiting, NOON, BACK), verdict);
    expect(the(written(after, speak(later(after, MIDNIGHT, BACK))), 'inactivity_3_days').open).toBe(false);
  });

  it('cancels what lies in the outbox', () => {
    const released = written(situationAt(NOON, AWAY), speak(situationAt(NOON, AWAY)));
    expect(speak(later(released, NOON + 1000, BACK)).changed).toMatchObject([
      { cancel: true, held_by: 'no_longer_due' },
    ]);
  });

  it('does not make what was sent unsent', () => {
    const after = spoken(situationAt(NOON, AWAY));
    const back = later(after, NOON + 1000, BACK);
    expect(the(written(back, speak(back)), 'inactivity_3_days')).toMatchObject({ status: 'sent', held_by: null });
  });

  it('ends it where it never shows in the app', () => {
    const waiting = spoken(situationAt(NIGHT, AWAY, { channels_off: ['in_app'] }));
    expect(the(waiting, 'inactivity_3_days')).toMatchObject({ status: 'pending', held_by: 'quiet_hours' });
    const back = later(waiting, NOON, BACK, { channels_off: ['in_app'] });
    expect(speak(back).changed).toMatchObject([{ open: false, status: 'expired', held_by: 'no_longer_due' }]);
  });

  it('after the offer has been made ends the offer', () => {
    const offered = spoken(situationAt(NOON, { last_active: '2023-12-10' }));
    expect(speak(later(offered, NOON + 1000, BACK)).changed).toMatchObject([
      { type: 'win_back', open: false, status: 'sent' },
    ]);
    const night = spoken(situationAt(NIGHT, { last_active: '2023-12-10' }));
    expect(speak(later(night, NOON, BACK)).changed).toMatchObject([
      { type: 'win_back', open: false, status: 'expired', held_by: 'no_longer_due' },
    ]);
  });

  it('after longer than it may be said finds it in the app nevertheless; it leaves no more', () => {
    const held = spoken(situationAt(NIGHT, AWAY));
    const gone = later(held, at('2024-02-11T00:00:00+03:00'), AWAY);
    const over = written(gone, speak(gone));
    expect(the(over, 'inactivity_3_days')).toMatchObject({ open: true, scheduled_at: null });
    const back = later(over, at('2024-02-12T12:00:00+03:00'), { last_active: '2024-02-12' });
    expect(the(written(back, speak(back)), 'inactivity_3_days').expires_at).toBe(at('2024-02-13T00:00:00+03:00'));
  });
});

describe('a streak', () => {
  const DONE: Said = { last_habit: '2024-01-15', streak: 4 };

  it('that is kept calls its warning back', () => {
    const released = written(situationAt(EVENING, STREAK), speak(situationAt(EVENING, STREAK)));
    expect(speak(later(released, EVENING + 300_000, DONE)).changed).toMatchObject([{ cancel: true, open: false }]);
  });

  it('that is kept before anything could be said: no longer due', () => {
    const held = spoken(situationAt(EVENING, STREAK, { ...SENT_TODAY, channels_off: ['in_app'] }));
    expect(the(held, 'streak_at_risk').held_by).toBe('daily_cap');
    expect(speak(later(held, EVENING + 300_000, DONE)).changed).toMatchObject([
      { open: false, status: 'expired', held_by: 'no_longer_due' },
    ]);
  });

  it('that is lost at midnight: what held the warning stays the reason', () => {
    const held = spoken(situationAt(EVENING, STREAK, { ...SENT_TODAY, channels_off: ['in_app'] }));
    expect(speak(later(held, MIDNIGHT, STREAK)).changed).toMatchObject([
      { open: false, status: 'expired', held_by: 'daily_cap', release: [] },
    ]);
  });

  it('that is lost at midnight, where the app alone could say so: what held the rest stays the reason', () => {
    const shown = spoken(situationAt(EVENING, STREAK, SENT_TODAY));
    expect(the(shown, 'streak_at_risk')).toMatchObject({ status: 'sent', held_by: 'daily_cap' });
    expect(speak(later(shown, MIDNIGHT, STREAK)).changed).toMatchObject([
      { open: false, status: 'sent', held_by: 'daily_cap' },
    ]);
  });

  it('is spoken of no more in quiet hours of the same evening', () => {
    const held = situationAt(at('2024-01-15T22:00:00+03:00'), STREAK);
    const { made } = speak(held);
    expect(made).toMatchObject([{ held_by: 'quiet_hours', release: [], expires_at: MIDNIGHT, status: 'sent' }]);
  });
});

describe('a trial', () => {
  it('that is paid ends what was to be said of it', () => {
    const waiting = spoken(situationAt(NIGHT, TRIAL));
    expect(speak(later(waiting, MORNING, { ...TRIAL, status: 'active' })).changed).toMatchObject([
      { type: 'trial_expiring', open: false, release: [] },
    ]);
  });

  it('that was made longer is another one', () => {
    const longer: Said = { ...TRIAL, trial_ends_at: at('2024-01-25T12:00:00+03:00') };
    const waiting = spoken(situationAt(NIGHT, TRIAL));
    const after = written(later(waiting, MORNING, longer), speak(later(waiting, MORNING, longer)));
    expect(the(after, 'trial_expiring').open).toBe(false);
    const soon = later(after, at('2024-01-22T09:00:00+03:00'), { ...longer, last_active: '2024-01-22' });
    expect(speak(soon).made).toMatchObject([{ type: 'trial_expiring', period_key: '2024-01-25T09:00:00Z' }]);
  });

  it('on its last day is not spoken of any more, though the app still shows it', () => {
    const held = spoken(situationAt(NOON, TRIAL, SENT_TODAY));
    const last = later(held, at('2024-01-17T09:00:00+03:00'), { ...TRIAL, last_active: '2024-01-17' });
    expect(leaving(speak(last))).toEqual([]);
    expect(the(written(last, speak(last)), 'trial_expiring').open).toBe(true);
  });
});

describe('what waits in the app', () => {
  it.each<[string, Said, string]>([
    ['first_week_completed', { registered: '2024-01-08', first_week: 5 }, '2024-01-22T12:00:00+03:00'],
    ['monthly_report', { registered: '2023-12-16' }, '2024-01-29T12:00:00+03:00'],
  ])('%s is over after its days, at the same minute', (type, said, ends) => {
    const shown = spoken(situationAt(NOON, { ...BACK, ...said }));
    const near = (now: number) => speak(later(shown, now, { ...said, last_active: '2024-01-28' })).changed;
    const of = (now: number) => near(now).filter((change) => change.type === type);
    expect(of(at(ends) - 1)).toEqual([]);
    expect(of(at(ends))).toMatchObject([{ open: false, status: 'sent' }]);
  });
});

describe('what was snoozed', () => {
  const DAY_MS = 86_400_000;
  const shown = spoken(situationAt(NOON, TRIAL));
  const until = NOON + DAY_MS;
  const snoozed = dismissed(shown, 'trial_expiring', 'snoozed', until);
  const tomorrow: Said = { ...TRIAL, last_active: '2024-01-16' };

  it('says nothing until then', () => {
    expect(leaving(speak(later(snoozed, until - 1, tomorrow)))).toEqual([]);
    expect(speak(later(snoozed, NOON + 1, TRIAL)).look_at).toBe(until);
  });

  it('comes back then, by all its channels', () => {
    expect(leaving(speak(later(snoozed, until, tomorrow)))).toEqual(['trial_expiring: email telegram']);
  });

  it('goes through the rules again', () => {
    const late = dismissed(shown, 'trial_expiring', 'snoozed', at('2024-01-15T23:00:00+03:00'));
    const night = later(late, at('2024-01-15T23:00:00+03:00'), TRIAL);
    expect(speak(night).changed).toMatchObject([{ held_by: 'quiet_hours', scheduled_at: at('2024-01-16T06:00:00Z') }]);
    const evening = dismissed(shown, 'trial_expiring', 'snoozed', EVENING);
    expect(speak(later(evening, EVENING, TRIAL)).changed).toMatchObject([{ held_by: 'daily_cap' }]);
  });

  it('does not come back where the occasion has gone', () => {
    expect(speak(later(snoozed, NOON + 1, { ...TRIAL, status: 'active' })).changed).toMatchObject([{ open: false }]);
  });

  it('is held by nothing once it is back in the app', () => {
    const report = spoken(situationAt(NOON, { ...BACK, registered: '2023-12-16' }));
    const put_off = dismissed(report, 'monthly_report', 'snoozed', until);
    const back = later(put_off, until, { last_active: '2024-01-16', registered: '2023-12-16' });
    expect(the(written(back, speak(back)), 'monthly_report')).toMatchObject({ status: 'sent', held_by: null });
  });

  it.each(['completed', 'not_interested'] as const)('and then %s is over', (reason) => {
    expect(leaving(speak(later(dismissed(snoozed, 'trial_expiring', reason), until, tomorrow)))).toEqual([]);
  });
});

describe('the brake', () => {
  const braked = { settings: setting('inactivity_3_days', { braked_run: 7 }) };
  const held = spoken(situationAt(NOON, AWAY, braked));
  const decided = (run_status: RunStatus, situation: Situation = held): Situation => ({
    ...situation,
    triggers: situation.triggers.map((known): KnownTrigger => ({ ...known, run_status })),
  });

  it('holds everything: nothing leaves, nothing is in the app, nothing comes with it', () => {
    expect(speak(situationAt(NOON, AWAY, braked)).made).toMatchObject([
      { held_by: 'brake', run_id: 7, status: 'pending', open: true, release: [], rewarded: false },
    ]);
    expect(speak(held)).toMatchObject({ made: [], changed: [] });
  });

  it('lets it go through the other rules once it is approved', () => {
    expect(leaving(speak(decided('approved')))).toEqual(['inactivity_3_days: push telegram']);
    const held_out = { ...decided('approved'), settings: setting('inactivity_3_days', { holdout: 1 }) };
    expect(speak(held_out).changed).toMatchObject([
      { held_by: 'holdout', holdout: true, open: false, rewarded: false },
    ]);
  });

  it('ends it where it is declined', () => {
    expect(speak(decided('declined')).changed).toMatchObject([{ held_by: 'brake', status: 'expired', open: false }]);
  });

  it('keeps nothing for who came back meanwhile', () => {
    expect(speak(later(held, NOON + 1000, BACK)).changed).toMatchObject([{ held_by: 'no_longer_due', open: false }]);
  });

  it('knows nothing of types in shadow', () => {
    const settings = setting('inactivity_3_days', { mode: 'shadow', braked_run: 7 });
    expect(speak(situationAt(NOON, AWAY, { settings })).made).toMatchObject([{ held_by: 'shadow', run_id: null }]);
  });
});

describe('what the owner made by hand', () => {
  const manual: KnownTrigger = {
    id: 1,
    type: 'inactivity_3_days',
    period_key: 'manual/1',
    mode: 'manual',
    status: 'pending',
    open: true,
    held_by: null,
    run_status: null,
    data: { days_inactive: 0 },
    channels: ['telegram'],
    round: 0,
    created_at: NOON,
    scheduled_at: NOON,
    dismissed_at: null,
    dismiss_reason: null,
    snoozed_until: null,
    expires_at: NOON + 14 * 86_400_000,
  };
  const byHand = (now: number, rest: Partial<Situation> = {}) =>
    situationAt(now, BACK, { triggers: [manual], ...rest });

  it('leaves without an occasion, by the channels that were named, without a holdout and in shadow', () => {
    const settings = setting('inactivity_3_days', { mode: 'shadow', holdout: 1 });
    expect(leaving(speak(byHand(NOON, { settings })))).toEqual(['inactivity_3_days: telegram']);
  });

  it('keeps quiet hours, caps and what the person wants', () => {
    expect(speak(byHand(at('2024-01-15T22:00:00+03:00'))).changed).toMatchObject([{ held_by: 'quiet_hours' }]);
    expect(speak(byHand(NOON, SENT_TODAY)).changed).toMatchObject([{ held_by: 'daily_cap' }]);
    expect(speak(byHand(NOON, { channels_off: ['telegram'] })).changed).toMatchObject([
      { held_by: 'no_channel', open: false, release: [] },
    ]);
  });

  it('is not tried by another channel, and ends with its days', () => {
    expect(leaving(speak(byHand(NOON, { deliveries: [delivery(1, 'refused')] })))).toEqual([]);
    expect(leaving(speak(byHand(NOON, { deliveries: WAITS_IN_OUTBOX })))).toEqual([]);
    expect(speak(byHand(manual.expires_at ?? 0)).changed).toMatchObject([{ status: 'expired', open: false }]);
  });
});
