import { describe, expect, it } from 'vitest';
import type { ENDPOINTS } from '@retention/domain/contract/contract';
import { METRIC_LISTS } from '@retention/domain/metrics';
import { insertRows } from '../../test/insert.ts';
import { openTestDatabase } from '../../test/database.ts';
import { contactsRemover } from './contacts.ts';
import { HOST_KEY, openTestApp, signToken } from './app.fixture.ts';
import { ask, servedRows } from './login.fixture.ts';

const test = await openTestDatabase({ now: '2024-01-31T12:00:00Z' });
const app = await openTestApp(test);

const EMAIL = 'only.hers.8841@example.com';
const CHAT = '770000884177';
const ENDPOINT = 'https://push.example.com/only-hers-8841';
const CONTACTS = [EMAIL, EMAIL.toUpperCase(), CHAT, ENDPOINT, 'only.hers.8841'];
const AT = '2024-01-30T10:00:00Z';
const user_id = 'anna';

await ask(
  app,
  'host_users',
  { authorization: `Bearer ${HOST_KEY}` },
  {
    users: [{ user_id, email: EMAIL, first_name: 'Анна', telegram_chat_id: CHAT, joined_at: '2024-01-10T10:00:00Z' }],
  },
);
const own = { authorization: `Bearer ${await signToken({ sub: user_id })}` };
await ask(app, 'events_batch', own, { events: [{ type: 'session_start', timestamp: AT }] });
await insertRows(test.database, 'trigger', [
  {
    user_id,
    id: 1,
    type: 'inactivity_3_days',
    period_key: 'key',
    mode: 'live',
    holdout: false,
    status: 'sent',
    open: true,
    data: {},
    channels: ['email', 'telegram', 'push'],
    round: 0,
    created_at: AT,
    sent_at: AT,
  },
]);
const delivery = { user_id, trigger_id: 1, round: 0, attempts: 1, next_at: AT, created_at: AT, updated_at: AT };
await insertRows(
  test.database,
  'delivery',
  [
    { id: 1, channel: 'email', address: EMAIL, status: 'refused', answer: `550 ${EMAIL} does not exist` },
    { id: 2, channel: 'telegram', address: CHAT, status: 'uncertain', answer: `chat ${CHAT}` },
    { id: 3, channel: 'push', address: ENDPOINT, status: 'unreachable', answer: `410 from ${ENDPOINT}` },
  ].map((row) => ({ ...delivery, ...row, key: `key ${row.id}` })),
);
await insertRows(test.database, 'push_subscription', [
  { user_id, endpoint: ENDPOINT, p256dh: 'x', auth: 'y', created_at: AT },
]);

const served = await servedRows(app);
const as = async (role: string) => ({ authorization: `Bearer ${await signToken({ sub: 'somebody', role })}` });
const [analyst, admin] = [await as('analyst'), await as('admin')];
const PERIOD = { date_from: '2024-01-01', date_to: '2024-01-31' };

/** What is asked of an endpoint besides its example. */
const QUESTIONS: Readonly<Record<string, readonly object[]>> = {
  metric_users: METRIC_LISTS.map((metric) => ({ metric, ...PERIOD, per_page: 1000 })),
  metric_users_csv: METRIC_LISTS.map((metric) => ({ metric, ...PERIOD })),
  at_risk_users: [{}, { per_page: 100 }],
  trigger_users: [
    { type: 'inactivity_3_days', list: 'matched', ...PERIOD },
    { type: 'inactivity_3_days', list: 'sent', ...PERIOD },
  ],
  trigger_dry_run: [{ at: '2024-02-05T10:00:00Z' }, { at: '2024-02-20T10:00:00Z', as_live: true }],
  deliveries: [{}, { status: 'refused' }, { channel: 'telegram' }],
};

/** Whether the answers to these questions, put together, hold a contact. */
async function told(row: (typeof ENDPOINTS)[number], headers: Record<string, string>): Promise<string> {
  const example = 'user_id' in row.example.request ? { ...row.example.request, user_id } : row.example.request;
  const answers = [];
  for (const question of [example, ...(QUESTIONS[row.name] ?? [])]) {
    const { status, headers: said, body } = await ask(app, row.name, headers, question);
    expect(status, `${row.name} ${JSON.stringify(body)}`).toBe(200);
    answers.push(JSON.stringify([said, body]));
  }
  return answers.join('\n');
}

describe('an analyst is told no contact', () => {
  const rows = served.filter(({ who, audit }) => who === 'analyst' && (audit === null || audit.endsWith('csv')));
  it.each(rows.map((row) => [row.name, row] as const))('by %s', async (_, row) => {
    const answer = await told(row, analyst);
    for (const contact of CONTACTS) expect(answer).not.toContain(contact);
    // Where the contract knows of contacts an admin is told them: else this would prove nothing.
    if (contactsRemover(row.response) !== null || row.name === 'metric_users_csv') {
      expect(await told(row, admin)).toContain(EMAIL);
    }
  });

  const list = { metric: 'overview.new_users', ...PERIOD };
  it.each<[string, object, number, number]>([
    ['a search by e-mail', { search: 'hers.8841' }, 1, 0],
    ['a search by name', { search: 'анна' }, 1, 1],
    ['a search by id', { search: 'ann' }, 1, 1],
  ])('nor by %s', async (_, question, admins, analysts) => {
    const total = async (headers: Record<string, string>) => {
      const { body } = await ask<{ total: number }>(app, 'metric_users', headers, { ...list, ...question });
      const { body: csv } = await ask<string>(app, 'metric_users_csv', headers, { ...list, ...question });
      expect(csv.trim().split('\r\n')).toHaveLength(body.total + 1);
      return body.total;
    };
    expect([await total(admin), await total(analyst)]).toEqual([admins, analysts]);
  });

  it('nor by the order of a list', async () => {
    for (const name of ['metric_users', 'metric_users_csv'] as const) {
      expect((await ask(app, name, analyst, { ...list, sort: 'email' })).status).toBe(422);
      expect((await ask(app, name, admin, { ...list, sort: 'email' })).status).toBe(200);
    }
  });
});
