import { describe, expect, it } from 'vitest';
import { at } from './activity.fixture.ts';
import type { Channel, OutboundChannel } from './channel.ts';
import { formatInstant } from './day.ts';
import type { Rule } from './rule.ts';
import type { Situation } from './situation.ts';
import { delivered, delivery, dismissed, later, leaving, setting, situationAt } from './speak.fixture.ts';
import { spoken, standingAt, the, written, type Said } from './speak.fixture.ts';
import { makeByHand } from './make.ts';
import { nextLook, speak } from './speak.ts';
import { TRIGGER_TYPES } from './trigger.ts';

const NOON = at('2024-01-15T12:00:00+03:00');
const NIGHT = at('2024-01-15T00:00:00+03:00');
/** Away for three days on 15 January. */
const AWAY: Said = { last_active: '2024-01-12' };
const BACK: Said = { last_active: '2024-01-15' };

const noon = (day: number): number => at(`2024-01-${day}T12:00:00+03:00`);
const only = (...channels: OutboundChannel[]): Partial<Situation> => ({ reachable: new Set(channels) });

/** The one trigger there is. */
function one(situation: Situation) {
  const { made } = speak(situation);
  expect(made).toHaveLength(1);
  return made[0];
}

describe('what is due', () => {
  it('leaves at once by day, by every channel that reaches the person', () => {
    const verdict = speak(situationAt(NOON, AWAY));
    expect(leaving(verdict)).toEqual(['inactivity_3_days: push telegram']);
    expect(verdict.made).toMatchObject([
      {
        period_key: '2024-01-12',
        data: { days_inactive: 3 },
        held_by: null,
        status: 'sent',
        open: true,
        rewarded: true,
      },
    ]);
  });

  it('is made once', () => {
    const after = spoken(situationAt(NOON, AWAY));
    expect(speak(after)).toMatchObject({ made: [], changed: [] });
    expect(speak(later(after, noon(16), AWAY)).made).toEqual([]);
  });

  it('is made again for another period', () => {
    const after = spoken(situationAt(NOON, AWAY));
    const again = later(after, noon(25), { last_active: '2024-01-20' });
    expect(speak(again).made).toMatchObject([{ type: 'inactivity_3_days', period_key: '2024-01-20' }]);
  });

  it('is nothing where nothing is due, and somebody unknown is looked at never', () => {
    expect(speak(situationAt(NOON, BACK))).toMatchObject({ made: [], changed: [] });
    expect(speak(situationAt(NOON, { registered: null })).look_at).toBeNull();
  });

  it('is not made of a type that is off', () => {
    const off = situationAt(NOON, AWAY, { settings: setting('inactivity_3_days', { mode: 'off' }) });
    expect(speak(off)).toMatchObject({ made: [], changed: [] });
  });

  it.each<[string, Said, string]>([
    ['a streak', { last_habit: '2024-01-14', streak: 3 }, 'streak_at_risk: push telegram'],
    ['a trial', { ...BACK, status: 'trial', trial_ends_at: noon(17) }, 'trial_expiring: email telegram'],
    ['30 days', { last_active: '2023-12-16' }, 'win_back: email'],
  ])('%s has channels of its own', (_, said, expected) => {
    expect(leaving(speak(situationAt(at('2024-01-15T20:00:00+03:00'), said)))).toEqual([expected]);
  });

  it.each<[string, Said]>([
    ['the first week', { ...BACK, registered: '2024-01-08', first_week: 5 }],
    ['the month', { ...BACK, registered: '2023-12-16' }],
  ])('%s only waits in the app, by night too', (_, said) => {
    expect(one(situationAt(NIGHT, said))).toMatchObject({
      status: 'sent',
      held_by: null,
      scheduled_at: null,
      channels: ['in_app'],
      release: [],
      rewarded: true,
    });
  });
});

describe('the rules that end it at once', () => {
  const muted: Situation['triggers'] = dismissed(
    later(spoken(situationAt(NOON, AWAY)), noon(16), AWAY),
    'inactivity_3_days',
    'not_interested',
  ).triggers;
  const nowhere: Partial<Situation> = { reachable: new Set(), channels_off: ['in_app'] };
  const shadow = { settings: setting('inactivity_3_days', { mode: 'shadow', holdout: 1 }) };
  const holdout = { settings: setting('inactivity_3_days', { holdout: 1 }) };
  const off: Partial<Situation> = { types_off: ['inactivity_3_days'] };

  it.each<[Rule, Partial<Situation>]>([
    ['shadow', { ...shadow, ...off, triggers: muted, ...nowhere }],
    ['holdout', { ...holdout, ...off, triggers: muted, ...nowhere }],
    ['preference', { ...off, triggers: muted, ...nowhere }],
    ['muted', { triggers: muted, ...nowhere }],
    ['no_channel', nowhere],
  ])('%s, before those that follow', (held_by, rest) => {
    const made = one(situationAt(noon(25), { last_active: '2024-01-20' }, rest));
    expect(made).toMatchObject({
      held_by,
      status: 'expired',
      open: false,
      release: [],
      rewarded: false,
      scheduled_at: null,
    });
    expect(made?.holdout).toBe(held_by === 'shadow' || held_by === 'holdout');
  });

  it('a mute ends after 30 local days', () => {
    const asked = (day: string) => {
      const last_active = new Date(Date.parse(day) - 3 * 86_400_000).toISOString().slice(0, 10);
      return one(situationAt(at(`${day}T09:00:00+03:00`), { last_active }, { triggers: muted }))?.held_by;
    };
    // Said on 16 January.
    expect(asked('2024-02-14')).toBe('muted');
    expect(asked('2024-02-15')).toBeNull();
  });

  it('another type is not muted', () => {
    const streak = situationAt(
      at('2024-01-21T20:00:00+03:00'),
      { last_habit: '2024-01-20', streak: 3 },
      { triggers: muted },
    );
    expect(leaving(speak(streak))).toEqual(['streak_at_risk: push telegram']);
  });
});

describe('quiet hours', () => {
  it.each([
    ['2024-01-15T21:59:59+03:00', null, null],
    ['2024-01-15T22:00:00+03:00', 'quiet_hours', '2024-01-16T06:00:00Z'],
    ['2024-01-16T00:00:00+03:00', 'quiet_hours', '2024-01-16T06:00:00Z'],
    ['2024-01-16T08:59:59+03:00', 'quiet_hours', '2024-01-16T06:00:00Z'],
    ['2024-01-16T09:00:00+03:00', null, null],
  ])('at %s: %s until %s', (now, held_by, until) => {
    const made = one(situationAt(at(now), AWAY));
    const scheduled_at = made?.scheduled_at ?? null;
    expect(made?.held_by).toBe(held_by);
    expect(scheduled_at === null ? null : formatInstant(scheduled_at)).toBe(until);
    expect(made?.release).toHaveLength(held_by === null ? 2 : 0);
  });

  it('defer: it leaves at 09:00, with the figures of then', () => {
    const waiting = spoken(situationAt(at('2024-01-15T23:00:00+03:00'), AWAY));
    const morning = speak(later(waiting, at('2024-01-16T09:00:00+03:00'), AWAY));
    expect(leaving(morning)).toEqual(['inactivity_3_days: push telegram']);
    expect(morning.changed).toMatchObject([{ held_by: null, scheduled_at: null, data: { days_inactive: 4 } }]);
  });

  it('hold until the morning of the zone the person has moved to', () => {
    const waiting = spoken(situationAt(NIGHT, AWAY));
    const moved = later(waiting, at('2024-01-15T09:00:00+03:00'), { ...AWAY, zone: 'America/New_York' });
    expect(leaving(speak(moved))).toEqual([]);
  });

  it('do not keep the app silent', () => {
    const trial: Said = { ...BACK, status: 'trial', trial_ends_at: noon(17) };
    const made = one(situationAt(NIGHT, trial));
    expect(made).toMatchObject({ status: 'sent', held_by: 'quiet_hours', channels: ['in_app', 'telegram', 'email'] });
  });
});

describe('caps', () => {
  const trial: Said = { ...AWAY, status: 'trial', trial_ends_at: noon(17) };

  it('let the most urgent leave, and the next on the next morning', () => {
    const two = spoken(situationAt(NOON, trial));
    expect(the(two, 'inactivity_3_days').held_by).toBeNull();
    expect(the(two, 'trial_expiring')).toMatchObject({
      held_by: 'daily_cap',
      scheduled_at: at('2024-01-16T06:00:00Z'),
    });
    expect(leaving(speak(later(two, at('2024-01-16T08:59:59+03:00'), trial)))).toEqual([]);
    expect(leaving(speak(later(two, at('2024-01-16T09:00:00+03:00'), trial)))).toEqual([
      'trial_expiring: email telegram',
    ]);
  });

  it('put what is of medium priority behind what is high', () => {
    const both = situationAt(NOON, { last_active: '2023-12-10', status: 'trial', trial_ends_at: noon(17) });
    expect(leaving(speak(both))).toEqual(['trial_expiring: email telegram']);
    expect(the(spoken(both), 'win_back').held_by).toBe('daily_cap');
  });

  it('hold after three in a week, until the first of them is a week old', () => {
    const deliveries = [10, 12, 14].map((day) => delivery(day, 'sent', noon(day)));
    const held = one(situationAt(NOON, AWAY, { deliveries }));
    expect(held).toMatchObject({ held_by: 'weekly_cap', scheduled_at: at('2024-01-17T06:00:00Z'), release: [] });
  });

  it('name quiet hours first', () => {
    const deliveries = [delivery(9, 'sent', noon(14))];
    expect(
      one(situationAt(at('2024-01-14T23:00:00+03:00'), { last_active: '2024-01-11' }, { deliveries })),
    ).toMatchObject({
      held_by: 'quiet_hours',
    });
  });

  it('know nothing of what only waits in the app', () => {
    const deliveries = [delivery(9, 'sent', NOON)];
    const week: Said = { ...BACK, registered: '2024-01-08', first_week: 5 };
    expect(one(situationAt(NOON, week, { deliveries }))).toMatchObject({ status: 'sent', held_by: null });
  });

  it('never let two leave in one look', () => {
    const said: Said = {
      last_active: '2023-12-10',
      status: 'trial',
      trial_ends_at: noon(17),
      registered: '2023-12-10',
    };
    expect(leaving(speak(situationAt(NOON, said)))).toHaveLength(1);
  });
});

describe('the fallback', () => {
  it.each<[string, Partial<Situation>, Channel[]]>([
    ['neither channel has an address', only('email'), ['email']],
    ['both are turned off', { channels_off: ['push', 'telegram'] }, ['email']],
    ['one of them reaches the person', only('email', 'push'), ['push']],
    ['e-mail is off too', { ...only('email'), channels_off: ['email'] }, []],
    ['nothing reaches the person', only(), []],
  ])('where %s', (_, rest, release) => {
    expect(one(situationAt(NOON, AWAY, rest))?.release).toEqual(release);
  });

  it('is tried where both have refused', () => {
    const after = delivered(written(situationAt(NOON, AWAY), speak(situationAt(NOON, AWAY))), 'refused');
    const verdict = speak({ ...after, ...only('email') });
    expect(leaving(verdict)).toEqual(['inactivity_3_days: email']);
    expect(verdict.changed[0]?.channels).toContain('email');
    const failed = delivered(written(after, verdict), 'refused');
    expect(leaving(speak({ ...failed, ...only() }))).toEqual([]);
  });

  it('is tried where both were given up, and waits for the morning then', () => {
    const start = situationAt(at('2024-01-15T21:30:00+03:00'), AWAY);
    const failed = delivered(written(start, speak(start)), 'unreachable');
    const night = later(failed, at('2024-01-15T23:00:00+03:00'), AWAY);
    expect(the(written(night, speak(night)), 'inactivity_3_days')).toMatchObject({ held_by: 'quiet_hours' });
    const morning = later(written(night, speak(night)), at('2024-01-16T09:00:00+03:00'), AWAY);
    expect(leaving(speak(morning))).toEqual(['inactivity_3_days: email']);
  });

  it.each(['sent', 'uncertain', 'waiting', 'sending'] as const)('is not tried where one of them is %s', (status) => {
    const deliveries = [delivery(1, 'refused'), { ...delivery(1, status, NOON), channel: 'push' as const }];
    const after = { ...spoken(situationAt(NOON, AWAY)), deliveries };
    expect(leaving(speak(after))).toEqual([]);
  });

  it('where everything is refused and nothing is in the app, nothing remains to be done: no channel', () => {
    const start = situationAt(NOON, { last_active: '2023-12-10' });
    const refused = delivered(written(start, speak(start)), 'refused');
    const over = written(refused, speak({ ...refused, ...only() }));
    expect(the(over, 'win_back')).toMatchObject({ held_by: 'no_channel', status: 'expired', open: false });
  });
});

describe('what the person has said meanwhile', () => {
  const waiting = spoken(situationAt(NIGHT, AWAY));
  const morning = at('2024-01-15T09:00:00+03:00');

  it('holds for what has not left yet: a type that was turned off', () => {
    const verdict = speak(later(waiting, morning, AWAY, { types_off: ['inactivity_3_days'] }));
    expect(leaving(verdict)).toEqual([]);
    expect(verdict.changed).toMatchObject([{ held_by: 'preference' }]);
  });

  it('holds for what has not left yet: a channel that was turned off', () => {
    expect(leaving(speak(later(waiting, morning, AWAY, { channels_off: ['push'] })))).toEqual([
      'inactivity_3_days: telegram',
    ]);
  });

  it.each(['off', 'shadow'] as const)('and so has the owner: of a type that is %s by now nothing leaves', (mode) => {
    const settings = setting('inactivity_3_days', { mode });
    expect(leaving(speak(later(waiting, morning, AWAY, { settings })))).toEqual([]);
  });
});

describe('when to look again', () => {
  it.each<[string, number, Said, string | null]>([
    ['when three days are over', NOON, BACK, '2024-01-17T21:00:00Z'],
    ['at 20:00 with a streak', NOON, { last_habit: '2024-01-14', streak: 3 }, '2024-01-15T17:00:00Z'],
    [
      'three days before a trial ends',
      NOON,
      { ...BACK, status: 'trial', trial_ends_at: noon(20) },
      '2024-01-16T21:00:00Z',
    ],
    ['at 09:00 where it is night', NIGHT, AWAY, '2024-01-15T06:00:00Z'],
  ])('%s', (_, now, said, expected) => {
    const { look_at } = speak(situationAt(now, said));
    expect(look_at === null ? null : formatInstant(look_at)).toBe(expected);
  });

  it('at once by the standing alone, where something is on', () => {
    expect(nextLook(standingAt(NOON, AWAY), NOON)).toBe(NOON);
    expect(nextLook(standingAt(NOON, BACK), NOON)).toBe(at('2024-01-17T21:00:00Z'));
    expect(nextLook(standingAt(NOON, { registered: null }), NOON)).toBeNull();
  });
});

describe('a trigger made by hand', () => {
  it('says what there is to say, where the owner wants it', () => {
    const situation = situationAt(NOON, { ...AWAY, registered: '2023-12-01' });
    expect(makeByHand(situation, 'inactivity_3_days', ['telegram', 'in_app'])).toMatchObject({
      data: { days_inactive: 3 },
      channels: ['telegram', 'in_app'],
      scheduled_at: NOON,
      expires_at: NOON + 14 * 86_400_000,
      status: 'sent',
    });
    expect(makeByHand(situation, 'monthly_report', ['in_app'])).toMatchObject({ scheduled_at: null });
    expect(makeByHand(situation, 'win_back', ['email'])).toMatchObject({ status: 'pending' });
  });

  it('is none where there is nothing to say', () => {
    const fresh: Said = { ...BACK, registered: '2024-01-09', last_habit: '2024-01-15', streak: 5 };
    for (const type of TRIGGER_TYPES)
      expect([type, makeByHand(situationAt(NOON, fresh), type, [])]).toEqual([type, null]);
    const trial: Said = { ...BACK, status: 'trial', trial_ends_at: noon(20) };
    expect(makeByHand(situationAt(NOON, trial), 'trial_expiring', ['telegram'])?.expires_at).toBe(noon(20));
  });
});
