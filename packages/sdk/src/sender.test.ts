import { describe, expect, it } from 'vitest';
import { batchOf, createLedger, createWorld, refusal, type Answering, type Reply } from './world.fixture.ts';

const MINUTE = 60_000;

/** A server that gives these replies in turn, and then keeps what comes. */
function inTurn(...replies: readonly Reply[]) {
  const ledger = createLedger();
  const left = [...replies];
  const answer: Answering = (request) => left.shift() ?? ledger.answer(request);
  return { ...ledger, answer };
}

describe('an answer', () => {
  it.each<[string, Reply]>([
    ['nobody', 'away'],
    ['500', refusal(500, 'Something went wrong')],
    ['503 that says when', refusal(503, 'The database does not answer', 5)],
    ['429 that does not say when', refusal(429, 'Too many requests')],
    ['401, also with a new token', refusal(401, 'The token is not valid')],
    ['403', refusal(403, 'X-CSRFToken is missing')],
    ['404: not there yet', refusal(404, 'There is no such path')],
    ['a gateway that speaks for it', { status: 502, body: '<html>' }],
    ['the page of a network that wants a login', { status: 200, body: '<html>' }],
    ['somebody else’s 200', { status: 200, body: { hello: 1 } }],
  ])('%s: all of it is kept and sent again', async (_, reply) => {
    const server = inTurn(reply, reply);
    const world = createWorld(server);
    const { retention } = world.open();
    retention.track('habit_completed', { streak: 1 });
    retention.track('habit_completed', { streak: 2 });
    await retention.flush();
    expect(retention.queued()).toBe(2);
    await world.advance(MINUTE);
    expect(server.numbers()).toEqual([1, 2]);
    expect(retention.queued()).toBe(0);
  });

  it('403 for the token of somebody else: the next token is asked for at once', async () => {
    const server = inTurn(refusal(403, '"user_id" is not who the token speaks of'));
    const world = createWorld(server);
    const tokens = ['of-another', 'own'];
    const { retention } = world.open({ token: () => tokens.shift() ?? '' });
    retention.track('session_start');
    await retention.flush();
    expect(world.requests.map((request) => batchOf(request))).toMatchObject([
      { token: 'of-another', user_id: '7' },
      { token: 'own', user_id: '7' },
    ]);
    expect(retention.queued()).toBe(0);
  });

  it('200 with errors: those are dropped, with a warning that says why', async () => {
    const errors = [{ index: 1, error: 'Unknown event type' }];
    const world = createWorld({ answer: () => ({ status: 200, body: { status: 'ok', processed: 2, errors } }) });
    const { retention, warnings, delivered } = world.open();
    retention.track('session_start');
    retention.track('journal_entry');
    retention.track('session_start');
    await retention.flush();
    await world.advance(MINUTE);
    expect(warnings).toEqual(['Retention: dropped 1 of the events tracked. journal_entry: Unknown event type']);
    expect([delivered, retention.queued(), world.requests.length]).toEqual([[2], 0, 1]);
  });

  it('400 that names each: all are dropped at once, with their reasons', async () => {
    const errors = [0, 1, 2].map((index) => ({ index, error: index === 1 ? 'too old' : 'no such type' }));
    const world = createWorld({
      answer: () => ({ status: 400, body: { status: 'error', message: 'None can be stored', errors } }),
    });
    const { retention, warnings } = world.open();
    retention.track('session_start');
    retention.track('journal_entry');
    retention.track('session_start');
    await retention.flush();
    await world.advance(MINUTE);
    expect(warnings).toEqual([
      'Retention: dropped 3 of the events tracked. session_start: no such type; journal_entry: too old',
    ]);
    expect([retention.queued(), world.requests.length]).toEqual([0, 1]);
  });

  it.each([400, 413, 422])(
    '%i of a whole batch: it is halved until the one is found that is to blame',
    async (status) => {
      const ledger = createLedger();
      const world = createWorld({
        answer: (request) =>
          batchOf(request).events.some(({ metadata }) => metadata?.['streak'] === 61)
            ? refusal(status, 'Too much for me')
            : ledger.answer(request),
      });
      const { retention, warnings } = world.open();
      for (let streak = 0; streak < 100; streak++) retention.track('habit_completed', { streak });
      await retention.flush();
      expect(ledger.numbers()).toEqual(Array.from({ length: 100 }, (_, index) => index).filter((one) => one !== 61));
      expect(warnings).toEqual(['Retention: dropped 1 of the events tracked. habit_completed: Too much for me']);
      expect(retention.queued()).toBe(0);
      expect(world.requests.length).toBeLessThanOrEqual(15);
    },
  );

  it('401: the token is asked for anew, once; then it waits longer and longer', async () => {
    let asked = 0;
    const world = createWorld({ answer: () => refusal(401, 'The token is not valid') });
    const { retention, warnings } = world.open({ token: () => `token ${++asked}` });
    retention.track('session_start');
    await retention.flush();
    expect(asked).toBe(2);
    expect(world.requests.map((request) => batchOf(request).token)).toEqual(['token 1', 'token 2']);
    await world.advance(60 * MINUTE);
    expect(world.requests.length).toBeLessThan(60);
    expect(warnings).toEqual(['Retention: events wait, the server does not take them: The token is not valid']);
  });

  it('401 of an old token is nothing to speak of', async () => {
    let asked = 0;
    const ledger = createLedger();
    const world = createWorld({
      answer: (request) => (batchOf(request).token === '2' ? ledger.answer(request) : refusal(401, 'expired')),
    });
    const { retention, warnings } = world.open({ token: async () => String(++asked) });
    retention.track('session_start');
    await world.advance(2_000);
    expect([ledger.events.size, asked, warnings.length]).toEqual([1, 2, 0]);
  });

  it('a host that gives no token is asked again, and told', async () => {
    let asked = 0;
    const ledger = createLedger();
    const world = createWorld(ledger);
    const { retention, warnings } = world.open({
      token: () => (++asked < 3 ? Promise.reject(new Error('not yet')) : 'token'),
    });
    retention.track('session_start');
    await world.advance(MINUTE);
    expect(ledger.events.size).toBe(1);
    expect(warnings).toEqual([
      'Retention: the host gives no token: Error: not yet',
      'Retention: the host gives no token: Error: not yet',
    ]);
  });
});

describe('waiting', () => {
  it('a server that says when to come back is not asked before, by nobody', async () => {
    const server = inTurn(refusal(429, 'Too many requests', 600));
    const world = createWorld(server);
    const tab = world.open();
    tab.retention.track('habit_completed', { streak: 1 });
    await world.advance(2_000);
    tab.retention.track('habit_completed', { streak: 2 });
    tab.hide();
    tab.show();
    world.setOnline(true);
    await tab.retention.flush();
    await world.advance(599_000);
    expect(world.requests).toHaveLength(1);
    await world.advance(5_000);
    expect(server.numbers()).toEqual([1, 2]);
  });

  it.each([0, 0.999])('grows from a second to five minutes, by chance (%d)', async (chance) => {
    const world = createWorld({ answer: () => 'away', random: () => chance });
    const { retention } = world.open();
    retention.track('session_start');
    await world.advance(60 * MINUTE);
    const gaps = world.requests.slice(1).map(({ at }, index) => at - (world.requests[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5 * MINUTE);
    if (chance > 0) {
      expect(gaps.slice(0, 4).map((gap) => Math.round(gap / 1_000))).toEqual([2, 4, 8, 16]);
      expect(world.requests.length).toBeLessThan(25);
    }
  });

  it('tracking while it waits does not make it try sooner', async () => {
    const world = createWorld({ answer: () => 'away', random: () => 0.999 });
    const { retention } = world.open();
    for (let second = 0; second < 600; second++) {
      retention.track('session_start');
      await world.advance(1_000);
    }
    expect(world.requests.length).toBeLessThan(12);
    expect(retention.queued()).toBe(600);
  });

  it('ends when the network is back', async () => {
    const ledger = createLedger();
    const world = createWorld(ledger);
    const { retention } = world.open();
    world.setOnline(false);
    retention.track('habit_completed', { streak: 1 });
    await world.advance(60 * MINUTE);
    world.setOnline(true);
    await world.advance(0);
    expect(ledger.numbers()).toEqual([1]);
  });

  it('an answer that is lost is harmless: the ids are the same', async () => {
    const ledger = createLedger();
    let losing = 3;
    const world = createWorld({
      answer(request) {
        const reply = ledger.answer(request);
        return losing-- > 0 ? 'away' : reply;
      },
    });
    const { retention, delivered } = world.open();
    retention.track('habit_completed', { streak: 1 });
    await world.advance(MINUTE);
    expect(ledger.batches).toHaveLength(4);
    expect(ledger.numbers()).toEqual([1]);
    expect(delivered).toEqual([1]);
  });

  it('what is tracked while a batch is under way goes with the next one', async () => {
    const ledger = createLedger();
    let answerIt = (_reply: Reply): void => undefined;
    let first = true;
    const world = createWorld({
      answer(request) {
        const reply = ledger.answer(request);
        if (!first) return reply;
        first = false;
        return new Promise<Reply>((resolve) => (answerIt = resolve)).then(() => reply);
      },
    });
    const tab = world.open();
    tab.retention.track('habit_completed', { streak: 1 });
    await world.advance(2_000);
    tab.retention.track('habit_completed', { streak: 2 });
    const flushed = tab.retention.flush();
    tab.hide();
    await world.advance(0);
    // What is under way is not sent twice by a page that goes.
    expect(ledger.batches.map(({ events }) => events.length)).toEqual([1, 1]);
    answerIt('away');
    await flushed;
    expect(tab.retention.queued()).toBe(0);
    expect(ledger.batches).toHaveLength(2);
  });

  it('a host that throws in its own listeners stops nothing', async () => {
    const seen: unknown[] = [];
    const listener = (reason: unknown): void => void seen.push(reason);
    process.on('unhandledRejection', listener);
    const ledger = createLedger();
    const world = createWorld(ledger);
    const { retention } = world.open({
      onDelivered: () => {
        throw new Error('of the host');
      },
    });
    retention.track('habit_completed', { streak: 1 });
    await world.advance(2_000);
    retention.track('habit_completed', { streak: 2 });
    await world.advance(2_000);
    process.off('unhandledRejection', listener);
    expect(ledger.numbers()).toEqual([1, 2]);
    expect(seen).toHaveLength(2);
  });
});
