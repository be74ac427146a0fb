import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createGroupCommit, Overloaded, type GroupCommitOptions } from './group-commit.ts';
import type { Batch, Stored } from './store.ts';

function batch(user_id: string, events = 1): Batch {
  const event = { id: crypto.randomUUID(), type: 'session_start', occurred_at: 0, metadata: null, metadata_json: null };
  return {
    user_id,
    events: Array.from({ length: events }, () => ({ ...event, type: 'session_start' })),
    client_timezone: null,
  };
}

interface Call {
  readonly users: string[];
  readonly again: boolean;
  done(): void;
  fail(error: unknown): void;
}

/** A group commit over a store that finishes when the test says so. */
function stage(options: Partial<GroupCommitOptions> = {}) {
  const calls: Call[] = [];
  const failures: unknown[] = [];
  const expected: { count: number; resolve: () => void }[] = [];
  const group = createGroupCommit({
    store: (batches, again) =>
      new Promise<Stored>((resolve, reject) => {
        calls.push({
          users: batches.map(({ user_id }) => user_id),
          again,
          done: () => resolve({ stored: batches.length, repeated: 0, erased: new Set() }),
          fail: reject,
        });
        for (const wait of expected.filter(({ count }) => count <= calls.length)) wait.resolve();
      }),
    onFailure: (error) => failures.push(error),
    onCommit: () => undefined,
    lanes: 1,
    ...options,
  });
  return {
    group,
    failures,
    /** The n-th call of the store, once it has come. */
    async call(number: number): Promise<Call> {
      if (calls.length < number) await new Promise<void>((resolve) => expected.push({ count: number, resolve }));
      const call = calls[number - 1];
      if (call === undefined) throw new Error(`no call ${number}`);
      return call;
    },
    calls,
  };
}

function databaseError(code: string): Error {
  return Object.assign(new pg.DatabaseError('refused', 0, 'error'), { code });
}

describe('group commit', () => {
  it('puts what arrives during a commit into the next one', async () => {
    const { group, call, calls } = stage();
    const first = group.submit(batch('a'), 10);
    await call(1);
    const others = [group.submit(batch('b'), 10), group.submit(batch('c'), 10)];
    (await call(1)).done();
    await first;
    (await call(2)).done();
    await Promise.all(others);
    expect(calls.map(({ users }) => users)).toEqual([['a'], ['b', 'c']]);
  });

  it('answers nobody before the commit', async () => {
    const { group, call } = stage();
    let answered = false;
    const submitted = group.submit(batch('a'), 10).then(() => (answered = true));
    const first = await call(1);
    expect(answered).toBe(false);
    first.done();
    await submitted;
    expect(group.waiting()).toEqual({ batches: 0, bytes: 0 });
  });

  it('closes a group at its most events', async () => {
    const { group, call, calls } = stage({ maxGroupEvents: 150 });
    const all = ['a', 'b', 'c'].map((user) => group.submit(batch(user, 100), 10));
    (await call(1)).done();
    (await call(2)).done();
    await Promise.all(all);
    expect(calls.map(({ users }) => users)).toEqual([['a', 'b'], ['c']]);
  });

  it('refuses at once when too many bytes wait, and takes more when they are stored', async () => {
    const { group, call } = stage({ maxQueuedBytes: 100 });
    const first = group.submit(batch('a'), 90);
    await expect(group.submit(batch('b'), 20)).rejects.toBeInstanceOf(Overloaded);
    (await call(1)).done();
    await first;
    const later = group.submit(batch('b'), 20);
    (await call(2)).done();
    await later;
  });

  it('takes one batch larger than the queue when nothing waits', async () => {
    const { group, call } = stage({ maxQueuedBytes: 100 });
    const large = group.submit(batch('a'), 500);
    (await call(1)).done();
    await expect(large).resolves.toBeUndefined();
  });

  it('refuses after the longest wait while the database does not answer', async () => {
    const { group, call } = stage({ maxWaitMs: 20 });
    const submitted = group.submit(batch('a'), 10);
    await call(1);
    await expect(submitted).rejects.toMatchObject({ name: 'Overloaded', retryAfterSeconds: 2 });
    expect(group.waiting().batches).toBe(0);
  });

  it('looks for known ids when a new group meets one', async () => {
    const { group, call, failures } = stage();
    const submitted = group.submit(batch('a'), 10);
    (await call(1)).fail(databaseError('23505'));
    const second = await call(2);
    expect(second.again).toBe(true);
    second.done();
    await submitted;
    expect(failures).toEqual([]);
  });

  it.each([
    ['a lost connection', new Error('Connection terminated unexpectedly')],
    ['a server that shuts down', databaseError('57P01')],
    ['a full disk', databaseError('53100')],
    ['a deadlock', databaseError('40P01')],
  ])('stores the group again, looking for known ids, after %s', async (_, error) => {
    const { group, call, failures } = stage();
    const submitted = group.submit(batch('a'), 10);
    (await call(1)).fail(error);
    const second = await call(2);
    expect(second.again).toBe(true);
    second.done();
    await submitted;
    expect(failures).toEqual([error]);
  });

  it('lets one impossible batch fail alone', async () => {
    const { group, call } = stage();
    const all = ['good', 'bad', 'better'].map((user) => group.submit(batch(user), 10));
    const outcome = Promise.allSettled(all);
    (await call(1)).fail(databaseError('22P05'));
    (await call(2)).done();
    (await call(3)).fail(databaseError('22P05'));
    (await call(4)).done();
    expect((await outcome).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('drains: resolves once all taken batches are answered', async () => {
    const { group, call } = stage();
    await group.drain();
    const submitted = group.submit(batch('a'), 10);
    let drained = false;
    const draining = group.drain().then(() => (drained = true));
    const first = await call(1);
    expect(drained).toBe(false);
    first.done();
    await Promise.all([submitted, draining]);
  });
});
