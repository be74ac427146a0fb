import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { persist, type Taken } from './persist.ts';

const rows: Taken<number>[] = Array.from({ length: 100 }, (_, item) => ({ line: item + 2, input: String(item), item }));

function databaseError(code: string): Error {
  return Object.assign(new pg.DatabaseError('out of range', 0, 'error'), { code });
}

function stage(fail: (items: readonly number[], again: boolean, call: number) => Error | null, signal?: AbortSignal) {
  const stored: number[] = [];
  const refused: number[] = [];
  const said: string[] = [];
  let call = 0;
  const kept = persist(rows, {
    store: (items, again) => {
      const error = fail(items, again, ++call);
      if (error !== null) return Promise.reject(error);
      stored.push(...items);
      return Promise.resolve({ stored: items.length, known: 0 });
    },
    refuse: ({ line }) => refused.push(line),
    say: (text) => said.push(text),
    signal: signal ?? new AbortController().signal,
    patienceMs: 500,
  });
  return { kept, stored, refused, said, calls: () => call };
}

describe('persist', () => {
  it('costs a row the database cannot hold nobody but itself', async () => {
    const { kept, stored, refused, calls } = stage((items) =>
      items.includes(17) || items.includes(60) ? databaseError('22003') : null,
    );
    expect(await kept).toEqual({ stored: 98, known: 0 });
    expect(refused).toEqual([19, 62]);
    expect(stored).toHaveLength(98);
    expect(calls()).toBeLessThan(40);
  });

  it.each(['40P01', '40001', '57P01', '53300'])('tries again after %s, saying that it is again', async (code) => {
    const seen: boolean[] = [];
    const { kept, said } = stage((_, again, call) => {
      seen.push(again);
      return call < 3 ? databaseError(code) : null;
    });
    expect(await kept).toEqual({ stored: 100, known: 0 });
    expect(seen).toEqual([false, true, true]);
    expect(said).toHaveLength(1);
  });

  it('throws what no patience helps against', async () => {
    const { kept, calls } = stage(() => databaseError('42P01'));
    await expect(kept).rejects.toThrow('out of range');
    expect(calls()).toBe(1);
  });

  it('does not wait any more once it is stopped', async () => {
    const controller = new AbortController();
    controller.abort();
    const { kept, calls } = stage(() => new Error('connection lost'), controller.signal);
    await expect(kept).rejects.toThrow('connection lost');
    expect(calls()).toBe(1);
  });
});
