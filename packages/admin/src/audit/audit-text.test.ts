import { describe, expect, test } from 'vitest';
import { actorText, auditText, type AuditRow } from './audit-text.ts';

describe('what was done', () => {
  test.each<[AuditRow['action'], object, string, string]>([
    [
      'trigger_setting',
      { type: 'win_back', mode: 'live' },
      'Настроен тип сообщений: «Win-back» — включён, сообщения отправляются',
      'Set a type of message: «Win-back» — on, messages are sent',
    ],
    [
      'trigger_setting',
      { type: 'milestone_xp', mode: 'shadow' },
      'Настроен тип сообщений: «XP за вехи» — в тени, ничего не отправляется',
      'Set a type of message: «XP for milestones» — in shadow, nothing is sent',
    ],
    [
      'trigger_setting',
      { type: 'win_back', holdout: 0.2 },
      'Настроен тип сообщений: «Win-back» — контрольная группа 20\u00A0%',
      'Set a type of message: «Win-back» — holdout 20%',
    ],
    [
      'account_set',
      { login: 'masha@example.com', disabled: true },
      'Изменён аккаунт: masha@example.com, доступ закрыт',
      'Changed an account: masha@example.com, shut',
    ],
    [
      'account_set',
      { login: 'masha', new_password: true },
      'Изменён аккаунт: masha, новый пароль',
      'Changed an account: masha, a new password',
    ],
    [
      'account_create',
      { login: 'masha', role: 'analyst' },
      'Создан аккаунт: masha, аналитик',
      'Made an account: masha, analyst',
    ],
    [
      'send_trigger',
      { trigger_type: 'inactivity_3_days', channels: ['telegram', 'email'] },
      'Отправлено сообщение вручную: «Неактивность 3 дня», Telegram, Почта',
      'Sent a message by hand: «Inactive for 3 days», Telegram, E-mail',
    ],
    ['user_erase', {}, 'Стёрты данные человека', 'Erased a person'],
    [
      'metric_users_csv',
      { metric: 'overview.mau', date_from: '2024-05-14', date_to: '2024-06-12', search: true },
      'Скачан список людей: «Активных за 30 дней», 14 мая – 12 июн. 2024, по поиску',
      'Downloaded a list of people: «Active in 30 days», 14 May – 12 Jun 2024, of a search',
    ],
    // A row of a later version, or one that was written by hand.
    ['account_set', { login: { $: 1 }, role: 'king' }, 'Изменён аккаунт', 'Changed an account'],
    [
      'session_refused',
      { reason: 'wrong' },
      'Попытка войти отклонена: пароль не подошёл',
      'A login was refused: the password was wrong',
    ],
  ])('%s %j', (action, detail, ru, en) => {
    const row = { action, detail, actor: 'account', outcome: 'begun' } as const;
    expect(auditText(row, 'ru')).toBe(ru);
    expect(auditText(row, 'en')).toBe(en);
  });

  test.each<[AuditRow['actor'], object, string, string]>([
    [
      'host',
      { connection: 'django', reason: 'gone from the app' },
      'Стёрты данные человека: удалён в вашем приложении, найден сверкой',
      'Erased a person: deleted in your app, found by comparing',
    ],
    ['host', {}, 'Стёрты данные человека: по запросу вашего приложения', 'Erased a person: at the request of your app'],
    ['account', {}, 'Стёрты данные человека', 'Erased a person'],
  ])('an erasure by %s, %j', (actor, detail, ru, en) => {
    const row = { action: 'user_erase', actor, detail, outcome: 'begun' } as const;
    expect(auditText(row, 'ru')).toBe(ru);
    expect(auditText(row, 'en')).toBe(en);
  });

  test.each<[AuditRow['action'], object, string, string]>([
    ['password_set', { status: 403 }, 'сменить свой пароль', 'change the own password'],
    [
      'account_set',
      { login: 'masha', disabled: true, status: 404 },
      'изменить аккаунт (masha, доступ закрыт)',
      'change an account (masha, shut)',
    ],
    [
      'session_refused',
      { reason: 'wrong' },
      'Попытка войти отклонена: пароль не подошёл',
      'A login was refused: the password was wrong',
    ],
  ])('that failed: %s %j', (action, detail, ru, en) => {
    const row = { action, detail, actor: 'account', outcome: 'failed' } as const;
    expect(auditText(row, 'ru')).toBe(ru);
    expect(auditText(row, 'en')).toBe(en);
  });
});

test.each([
  [{ actor: 'owner', who: 'owner', role: 'owner' }, 'Владелец', null],
  [{ actor: 'account', who: 'masha', role: 'admin' }, 'masha', 'Администратор'],
  [{ actor: 'host', who: null, role: null }, 'Ваше приложение', null],
  [{ actor: 'command', who: null, role: null }, 'Команда в терминале', null],
  [{ actor: 'token', who: null, role: 'analyst' }, 'По токену приложения', null],
] as const)('%j is %s, %s', (row, name, capacity) => {
  expect(actorText(row, 'ru')).toEqual({ name, capacity });
});
