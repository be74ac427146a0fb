import { describe, expect, it } from 'vitest';
import { ENDED, JANUARY, openTriggerRows, SENT } from './triggers.fixture.ts';

const rows = await openTriggerRows();

describe('channels', () => {
  it('count deliveries, and show those a type speaks through', async () => {
    const id = await rows.make(SENT);
    for (const status of ['sent', 'refused', 'unreachable', 'uncertain', 'waiting', 'sending', 'cancelled']) {
      await rows.deliver(id, status);
    }
    await rows.deliver(id, 'sent', { channel: 'webhook', address: '' });
    await rows.deliver(await rows.make({ created_at: '2024-02-01T10:00:00Z' }), 'sent');
    expect((await rows.typeOf()).by_channel).toEqual([
      { channel: 'push', sent: 0, refused: 0, unreachable: 0, uncertain: 0, waiting: 0 },
      { channel: 'telegram', sent: 1, refused: 1, unreachable: 1, uncertain: 1, waiting: 2 },
      { channel: 'email', sent: 0, refused: 0, unreachable: 0, uncertain: 0, waiting: 0 },
    ]);
    expect((await rows.typeOf('monthly_report')).by_channel).toEqual([]);
  });

  it('show what was sent by hand through another', async () => {
    await rows.deliver(await rows.make({ type: 'monthly_report', mode: 'manual', ...SENT }), 'sent', {
      channel: 'email',
    });
    expect((await rows.typeOf('monthly_report')).by_channel).toMatchObject([{ channel: 'email', sent: 1 }]);
  });

  it('reach who has an address that is open and has not turned them off', async () => {
    await rows.tell('all', { email: 'all@example.com', telegram_chat_id: '1' });
    await rows.tell('closed', { email: 'closed@example.com', telegram_chat_id: '2' });
    await rows.tell('moved', { email: 'new@example.com' });
    await rows.tell('off', { email: 'off@example.com', telegram_chat_id: '3' });
    await rows.tell('nothing', {});
    const at = '2024-01-01T00:00:00Z';
    const endpoints = [
      ['all', 'https://push/1'],
      ['all', 'https://push/2'],
      ['closed', 'https://push/3'],
      ['half', 'https://push/4'],
      ['half', 'https://push/5'],
      ['off', 'https://push/6'],
    ].map(([user_id, endpoint]) => ({ user_id, endpoint, p256dh: '', auth: '', created_at: at }));
    await rows.insert('push_subscription', endpoints);
    await rows.insert(
      'closed_address',
      [
        ['closed', 'email', 'closed@example.com'],
        ['closed', 'telegram', '2'],
        ['moved', 'email', 'old@example.com'],
        ['all', 'telegram', 'all@example.com'],
        ['closed', 'push', 'https://push/3'],
        ['half', 'push', 'https://push/4'],
      ].map(([user_id, channel, address]) => ({ user_id, channel, address, reason: '', closed_at: at })),
    );
    const wishes = { types_off: ['win_back'], updated_at: at };
    await rows.insert('preference', [
      { user_id: 'off', channels_off: ['push', 'email', 'telegram'], ...wishes },
      { user_id: 'all', channels_off: ['in_app'], ...wishes },
    ]);
    expect((await rows.measure.types({ body: JANUARY })).channels).toEqual([
      { channel: 'push', label: 'Push', configured: false, reachable: 2 },
      { channel: 'telegram', label: 'Telegram', configured: true, reachable: 1 },
      { channel: 'email', label: 'Почта', configured: false, reachable: 2 },
    ]);
  });
});

describe('what the owner has set, and what waits', () => {
  it('is as defined until something is set', async () => {
    expect(await rows.typeOf()).toMatchObject({ mode: 'live', holdout: 0.1, default_holdout: 0.1, held_runs: [] });
    expect((await rows.measure.types({ body: JANUARY })).milestone_xp).toEqual({ mode: 'live', awarded: 0 });
  });

  it('is shown', async () => {
    const at = '2024-01-01T00:00:00Z';
    await rows.insert('trigger_setting', [
      { type: 'inactivity_3_days', mode: 'shadow', holdout: 0.25, updated_at: at },
      { type: 'win_back', mode: 'off', holdout: null, updated_at: at },
      { type: 'milestone_xp', mode: 'shadow', holdout: null, updated_at: at },
    ]);
    const run = { type: 'win_back', matched: 412, users: 900, created_at: '2023-01-05T10:00:00Z' };
    await rows.insert('trigger_run', [
      { id: 7, status: 'held', ...run },
      { id: 8, status: 'approved', decided_at: at, ...run },
      { id: 9, status: 'held', ...run },
    ]);
    expect(await rows.typeOf()).toMatchObject({ mode: 'shadow', holdout: 0.25, default_holdout: 0.1, held_runs: [] });
    const shown = { matched: 412, users: 900, created_at: '2023-01-05T10:00:00Z' };
    expect(await rows.typeOf('win_back')).toMatchObject({
      mode: 'off',
      holdout: 0.1,
      held_runs: [
        { run_id: 9, ...shown },
        { run_id: 7, ...shown },
      ],
    });
    expect((await rows.measure.types({ body: JANUARY })).milestone_xp.mode).toBe('shadow');
  });

  it('counts the XP of milestones that were awarded in the period', async () => {
    const award = (user_id: string, reason: string, more: object = {}) => ({
      user_id,
      reason,
      xp: 50,
      held_by: null,
      awarded_at: '2024-01-31T20:59:59Z',
      ...more,
    });
    await rows.insert('xp_award', [
      award('a', 'milestone_0'),
      award('a', 'milestone_1', { awarded_at: '2023-12-31T21:00:00Z' }),
      award('b', 'milestone_0', { held_by: 'shadow' }),
      award('b', 'first_week_completed'),
      award('c', 'milestone_0', { awarded_at: '2024-01-31T21:00:00Z' }),
    ]);
    expect((await rows.measure.types({ body: JANUARY })).milestone_xp).toEqual({ mode: 'live', awarded: 2 });
  });

  it('speaks the language asked for', async () => {
    await rows.make({ ...ENDED, held_by: 'holdout' });
    expect(await rows.typeOf()).toMatchObject({
      label: 'Неактивность 3 дня',
      by_rule: [{ label: 'Контрольная группа' }],
    });
    const english = await rows.typeOf('inactivity_3_days', { locale: 'en' });
    expect(english).toMatchObject({ label: 'Inactive for 3 days', by_rule: [{ label: 'Holdout' }] });
    expect(english.due_when).toMatch(/^The person has been away/);
  });
});
