import { expect, test } from 'vitest';
import { stateOf } from './trigger-state.ts';
import { storyOf, type PersonTrigger } from './trigger-story.ts';

const trigger: PersonTrigger = {
  trigger_id: 1,
  type: 'streak_at_risk',
  type_label: 'Стрик под угрозой',
  period_key: '2024-01-15',
  mode: 'live',
  status: 'dismissed',
  held_by: null,
  message: '…',
  channels: ['telegram', 'email'],
  created_at: '2024-01-15T19:30:00Z',
  scheduled_at: null,
  sent_at: '2024-01-16T06:00:01Z',
  seen_at: null,
  dismissed_at: '2024-01-16T07:00:00Z',
  dismiss_reason: 'snoozed',
  snoozed_until: '2024-01-17T07:00:00Z',
  followed_at: null,
  expires_at: null,
  decisions: [
    {
      rule: 'quiet_hours',
      label: 'Тихие часы',
      meaning: 'Ночью не отправляется.',
      decided_at: '2024-01-15T19:30:00Z',
      until: '2024-01-16T06:00:00Z',
    },
  ],
  deliveries: [
    {
      delivery_id: 2,
      channel: 'email',
      address: 'user1@mail.ru',
      status: 'unreachable',
      attempts: 8,
      next_at: null,
      sent_at: null,
      answer: '451 later',
      updated_at: '2024-01-16T09:00:00Z',
    },
    {
      delivery_id: 1,
      channel: 'telegram',
      address: '777',
      status: 'sent',
      attempts: 1,
      next_at: null,
      sent_at: '2024-01-16T06:00:01Z',
      answer: 'message 42',
      updated_at: '2024-01-16T06:00:01Z',
    },
  ],
};

test('a message is told in the order in which it went, on the clock of the person', () => {
  const story = storyOf(trigger, 'Europe/Moscow', 'ru').map(({ text, detail }) => [text, detail]);
  expect(story).toEqual([
    ['Подошёл повод', null],
    ['Тихие часы: отложено до 16 янв. 2024, 09:00', null],
    ['Telegram: ушло', 'message 42'],
    ['Отложил', 'Человек отложил до 17 янв. 2024, 10:00'],
    ['Почта: недоступен', '451 later · 8\u00A0попыток'],
  ]);
});

test('what was held for good says so, with its meaning', () => {
  const [decision] = trigger.decisions;
  if (decision === undefined) throw new Error('there is a decision');
  const held = { ...trigger, deliveries: [], dismissed_at: null, decisions: [{ ...decision, until: null }] };
  const moments = storyOf(held, 'UTC', 'en');
  expect(moments.at(-1)).toMatchObject({ text: 'Тихие часы: not sent', mark: 'cancelled', meaning: decision.meaning });
});

test.each([
  [{ status: 'sent', held_by: null, sent_at: '2024-01-16T06:00:01Z' }, 'sent', 'Ушло'],
  [{ status: 'dismissed', held_by: null, sent_at: '2024-01-16T06:00:01Z' }, 'sent', 'Ушло, закрыто'],
  [{ status: 'pending', held_by: 'quiet_hours', sent_at: null }, 'waiting', 'Ждёт: тихие часы'],
  [{ status: 'pending', held_by: null, sent_at: null }, 'waiting', 'Ждёт'],
  [{ status: 'expired', held_by: 'holdout', sent_at: null }, 'cancelled', 'Удержано: контрольная группа'],
  [{ status: 'expired', held_by: null, sent_at: null }, 'refused', 'Не дошло'],
] as const)('%j', (standing, state, text) => {
  expect(stateOf(standing, 'ru')).toEqual({ state, text });
});
