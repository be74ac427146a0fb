import { describe, expect, it } from 'vitest';
import type { Contract } from '@retention/domain/contract/contract';
import { openTestDatabase } from '../../test/database.ts';
import { ADMIN_PASSWORD, HOST_KEY, openTestApp, signToken } from '../http/app.fixture.ts';
import { ask, logIn } from '../http/login.fixture.ts';
import { auditCommand, createAudit } from './audit.ts';
import { createPersonHash } from './person-hash.ts';

const test = await openTestDatabase();
const { database, clock } = test;
const app = await openTestApp(test);
const personHash = createPersonHash('the erasure key of the tests, 32 characters');

const owner = await logIn(app, { password: ADMIN_PASSWORD });
const admin = { authorization: `Bearer ${await signToken({ sub: 'boss', role: 'admin' })}` };
const host = { authorization: `Bearer ${HOST_KEY}` };

type Page = Contract['audit_get']['response'];

async function audit(body: object = {}): Promise<Page['rows']> {
  return (await ask<Page>(app, 'audit_get', owner, body)).body.rows;
}

function query(text: string): Promise<unknown> {
  return database.session((client) => client.query(text));
}

describe('the audit', () => {
  it('says who did what, before it is done, and that it failed', async () => {
    await ask(app, 'trigger_setting', owner, { type: 'win_back', mode: 'shadow' });
    await ask(app, 'delivery_retry', admin, { user_id: 7, delivery_id: 1 });
    const rows = await audit();
    expect(
      rows.map(({ action, actor, who, role, outcome, detail }) => [action, actor, who, role, outcome, detail]),
    ).toEqual([
      ['delivery_retry', 'token', 'boss', 'admin', 'failed', { status: 404 }],
      ['delivery_retry', 'token', 'boss', 'admin', 'begun', { delivery_id: 1 }],
      ['trigger_setting', 'owner', null, 'owner', 'begun', { type: 'win_back', mode: 'shadow' }],
      ['session_create', 'owner', null, 'owner', 'begun', {}],
    ]);
    expect(rows[1]).toMatchObject({ user_id: null, person_hash: personHash('7') });
  });

  it('keeps nothing that people type', async () => {
    const search = 'ivan@example.com';
    const password = 'correct horse battery';
    const metric = { metric: 'overview.new_users', date_from: '2024-01-01', date_to: '2024-01-31' };
    await ask(app, 'metric_users_csv', admin, { ...metric, search, sort: 'email' });
    await ask(app, 'account_create', owner, { login: 'masha', role: 'analyst', password });
    await ask(app, 'account_set', owner, { login: 'masha', new_password: password });
    await ask(app, 'session_create', {}, { login: search, password });
    await ask(app, 'trigger_test', owner, { type: 'win_back', channel: 'email', locale: 'ru', address: search });
    const rows = await audit({ per_page: 20 });
    expect(rows.find(({ action }) => action === 'metric_users_csv')?.detail).toEqual({
      ...metric,
      search: true,
      sort: 'email',
    });
    expect(rows.find(({ action }) => action === 'account_set')?.detail).toEqual({ login: 'masha', new_password: true });
    expect(rows.find(({ action }) => action === 'session_refused')).toMatchObject({
      actor: 'nobody',
      detail: { reason: 'wrong', by: 'account' },
    });
    const text = await database.session(async (client) => {
      const { rows: all } = await client.query<{ row: string }>('SELECT a::text AS row FROM audit AS a');
      return all.map(({ row }) => row).join('\n');
    });
    for (const typed of [search, password]) expect(text).not.toContain(typed);
  });

  it('knows people by a hash, and by name for as long as they are there', async () => {
    await ask(app, 'host_users', host, { users: [{ user_id: 'anna', email: 'anna@example.com' }] });
    await auditCommand({ database, clock, personHash }, 'user_export', {}, 'anna');
    await auditCommand({ database, clock, personHash }, 'user_allow', {}, 'never heard of');
    expect(await audit({ user_id: 'anna' })).toMatchObject([{ actor: 'command', user_id: 'anna', who: null }]);
    // As erasing does.
    await query("DELETE FROM person WHERE user_id = 'anna'; DELETE FROM audit_subject WHERE user_id = 'anna'");
    const record = createAudit({ database, clock, personHash }).record;
    await record({ actor: 'host', action: 'user_erase', user_id: 'anna', outcome: 'failed' });
    expect(await audit({ user_id: 'anna' })).toMatchObject([
      { action: 'user_erase', user_id: null, person_hash: personHash('anna') },
      { action: 'user_export', user_id: null, person_hash: personHash('anna') },
    ]);
    await database.session(async (client) => {
      const { rows } = await client.query('SELECT FROM audit_subject WHERE user_id IN ($1, $2)', [
        'anna',
        'never heard of',
      ]);
      expect(rows).toEqual([]);
    });
  });

  it('is read a page at a time, by action, and by an owner alone', async () => {
    const first = await ask<Page>(app, 'audit_get', owner, { per_page: 2 });
    const all = await audit({ per_page: 200 });
    expect(first.body.rows).toEqual(all.slice(0, 2));
    const before = first.body.next;
    expect(await audit({ per_page: 200, before })).toEqual(all.slice(2));
    expect((await audit({ action: 'trigger_setting' })).map(({ action }) => action)).toEqual(['trigger_setting']);
    expect((await ask(app, 'audit_get', admin)).status).toBe(403);
  });

  it('is only added to', async () => {
    const rows = await audit({ per_page: 200 });
    for (const attempt of ["UPDATE audit SET actor = 'nobody'", 'DELETE FROM audit', 'TRUNCATE audit']) {
      await expect(query(attempt)).rejects.toThrow('audit is append-only');
    }
    expect(await audit({ per_page: 200 })).toEqual(rows);
  });

  it('holds no row for each attempt of a flood', async () => {
    const written = async () => (await audit({ action: 'session_refused', per_page: 200 })).length;
    clock.advance(3_600_000);
    const before = await written();
    for (let attempt = 0; attempt < 30; attempt++) await ask(app, 'session_create', {}, { password: 'wrong' });
    expect((await written()) - before).toBe(10);
    clock.advance(6_000);
    await ask(app, 'session_create', {}, { password: 'wrong' });
    expect((await audit({ action: 'session_refused', per_page: 1 }))[0]?.detail).toMatchObject({ more: 20 });
  });

  it('keeps from being done what cannot be written into it', async () => {
    await query('ALTER TABLE audit ADD CONSTRAINT no_room CHECK (false) NOT VALID');
    try {
      const answer = await ask(app, 'trigger_setting', admin, { type: 'win_back', mode: 'off' });
      expect(answer).toMatchObject({ status: 503, body: { message: expect.stringMatching(/nothing was changed/) } });
      expect((await ask(app, 'session_create', {}, { password: ADMIN_PASSWORD })).status).not.toBe(200);
    } finally {
      await query('ALTER TABLE audit DROP CONSTRAINT no_room');
    }
    await database.session(async (client) => {
      const { rows } = await client.query("SELECT mode FROM trigger_setting WHERE type = 'win_back'");
      expect(rows).toEqual([{ mode: 'shadow' }]);
    });
  });
});
