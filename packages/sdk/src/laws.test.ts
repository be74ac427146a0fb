import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchOf, createLedger, createWorld, refusal, type Reply, type Tab } from './world.fixture.ts';

/** What may happen, in any order. `tab`: which of two. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('track' as const), tab: fc.nat(1) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 20_000 }) }) },
  fc.record({
    what: fc.constantFrom('flush' as const, 'kill' as const, 'reload' as const, 'hide' as const),
    tab: fc.nat(1),
  }),
  fc.record({ what: fc.constantFrom('offline' as const, 'online' as const, 'crowd' as const) }),
);

/** What becomes of a request: `lost` is taken, and its answer does not arrive. */
const fate = fc.constantFrom('kept', 'kept', 'kept', 'away', 'lost', 'hangs', '401', '429', '500', '413', 'portal');

it('whatever happens, everything arrives, once each, in the order of its page, and none before it was tracked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { maxLength: 40 }),
      fc.array(fate, { maxLength: 25 }),
      fc.boolean(),
      fc.constantFrom(Infinity, 600),
      async (happenings, fates, locks, quota) => {
        const ledger = createLedger();
        const left = [...fates];
        const world = createWorld({
          locks,
          quota,
          answer: (request): Reply | Promise<Reply> => {
            switch (left.shift() ?? 'kept') {
              case 'away':
                return 'away';
              case 'lost':
                ledger.answer(request);
                return 'away';
              case 'hangs':
                // Until it is given up, as fetch is after half a minute.
                return new Promise((resolve) => world.after(30_000, () => resolve('away')));
              case '401':
                return refusal(401, 'expired');
              case '429':
                return refusal(429, 'slower', 7);
              case '500':
                return refusal(500, 'our fault');
              case '413':
                return batchOf(request).events.length > 1 ? refusal(413, 'too large') : ledger.answer(request);
              case 'portal':
                return { status: 200, body: '<html>' };
              default:
                return ledger.answer(request);
            }
          },
        });
        const tabs: [Tab, Tab] = [world.open(), world.open()];
        const tracked: { readonly page: Tab; readonly number: number; readonly at: number }[] = [];
        /** Those that only a page knew which was killed: no SDK could have saved them. */
        const hopeless = new Set<number>();
        for (const one of happenings) {
          switch (one.what) {
            case 'track': {
              const page = tabs[one.tab] as Tab;
              const number = tracked.length;
              const kept = world.shelf.size;
              page.retention.track('habit_completed', { streak: number });
              tracked.push({ page, number, at: world.now() });
              if (world.shelf.size === kept) hopeless.add(number);
              break;
            }
            case 'wait':
              await world.advance(one.ms);
              break;
            case 'flush':
              void tabs[one.tab]?.retention.flush();
              await world.advance(0);
              break;
            case 'hide':
              tabs[one.tab]?.hide();
              break;
            case 'kill':
            case 'reload':
              if (one.what === 'kill') tabs[one.tab]?.kill();
              else tabs[one.tab]?.leave();
              tabs[one.tab] = world.open();
              break;
            case 'offline':
            case 'online':
              world.setOnline(one.what === 'online');
              break;
            case 'crowd':
              world.setQuota(600);
              break;
          }
        }
        world.setOnline(true);
        await world.advance(3_600_000);
        const alive = new Set(tabs);
        const arrived = ledger.numbers();
        const wanted = tracked.filter(({ page, number }) => !hopeless.has(number) || alive.has(page));
        expect(new Set(arrived).size).toBe(arrived.length);
        expect(wanted.map(({ number }) => number).filter((number) => !arrived.includes(number))).toEqual([]);
        expect(tabs.map(({ retention }) => retention.queued())).toEqual([0, 0]);
        expect(world.shelf.size).toBe(0);
        for (const { timestamp, metadata, arrived_at } of ledger.events.values()) {
          const { at } = tracked[Number(metadata?.['streak'])] ?? { at: Number.NaN };
          expect(Date.parse(timestamp)).toBe(at);
          expect(arrived_at).toBeGreaterThanOrEqual(at);
        }
        for (const { events } of ledger.batches) {
          for (const page of new Set(tracked.map((one) => one.page))) {
            const of = events
              .map(({ metadata }) => Number(metadata?.['streak']))
              .filter((number) => tracked[number]?.page === page);
            expect(of).toEqual(of.toSorted((one, other) => one - other));
          }
        }
      },
    ),
    { numRuns: 150 },
  );
});
