import { describe, expect, it } from 'vitest';
import { at, date } from './activity.fixture.ts';
import { nextSlot } from './caps.ts';
import { formatInstant } from './day.ts';
import type { KnownDelivery } from './situation.ts';
import { delivery, MOSCOW } from './speak.fixture.ts';

/** Until when another message is held back on 15 January, and by which rule; null: it may leave. */
function heldOn15(deliveries: readonly KnownDelivery[], zone = MOSCOW): string | null {
  const { rule, until } = nextSlot(deliveries, { day: date('2024-01-15'), zone });
  return until === -Infinity ? null : `${rule} ${formatInstant(until)}`;
}

const day = (date: number): number => at(`2024-01-${String(date).padStart(2, '0')}T12:00:00+03:00`);
const TOMORROW = 'daily_cap 2024-01-16T06:00:00Z';

describe('one message a local day', () => {
  it.each<[string, KnownDelivery[], string | null]>([
    ['nothing was sent', [], null],
    ['one was sent today', [delivery(1, 'sent', day(15))], TOMORROW],
    ['one was sent at the first moment of today', [delivery(1, 'sent', at('2024-01-15T00:00:00+03:00'))], TOMORROW],
    ['one was sent at the last moment of yesterday', [delivery(1, 'sent', at('2024-01-14T23:59:59+03:00'))], null],
    ['one waits to leave', [delivery(1, 'waiting')], TOMORROW],
    ['one is on its way', [delivery(1, 'sending')], TOMORROW],
    ['one may have been taken', [delivery(1, 'uncertain', day(15))], TOMORROW],
    ['one was refused', [delivery(1, 'refused')], null],
    ['one reached nobody', [delivery(1, 'unreachable')], null],
    ['one was called back', [delivery(1, 'cancelled')], null],
    ['one of two channels took it', [delivery(1, 'refused'), delivery(1, 'sent', day(15), 'push')], TOMORROW],
  ])('where %s', (_, deliveries, held) => {
    expect(heldOn15(deliveries)).toBe(held);
  });

  it('is of the day on the wall of the person', () => {
    const sent = [delivery(1, 'sent', at('2024-01-15T03:00:00Z'))];
    expect(heldOn15(sent, 'America/New_York')).toBeNull();
    expect(heldOn15(sent, 'Pacific/Kiritimati')).toBe('daily_cap 2024-01-15T19:00:00Z');
  });
});

describe('three messages in seven local days', () => {
  it.each<[string, number[], string | null]>([
    ['two in the week', [13, 14], null],
    ['three in the week', [9, 12, 14], 'weekly_cap 2024-01-16T06:00:00Z'],
    ['three, the first eight days ago', [8, 12, 14], null],
    ['three, the latest in a row', [12, 13, 14], 'weekly_cap 2024-01-19T06:00:00Z'],
    ['four, as the clock of the zone was changed', [9, 12, 13, 14], 'weekly_cap 2024-01-19T06:00:00Z'],
    ['many before the week', [1, 2, 3, 4, 5, 6, 7, 8], null],
  ])('%s: the week is free again on the right morning', (_, days, held) => {
    expect(heldOn15(days.map((sent, nth) => delivery(nth + 1, 'sent', day(sent))))).toBe(held);
  });

  it('counts two channels once', () => {
    const twice = [12, 13].flatMap((sent, nth) => [
      delivery(nth + 1, 'sent', day(sent)),
      delivery(nth + 1, 'sent', day(sent) + 60_000, 'push'),
    ]);
    expect(heldOn15(twice)).toBeNull();
  });

  it('counts the same words again on another day: they were snoozed, and came back', () => {
    const again = [12, 13, 14].map((sent, round) => ({ ...delivery(1, 'sent', day(sent)), round }));
    expect(heldOn15(again)).toBe('weekly_cap 2024-01-19T06:00:00Z');
  });

  it('counts what may have been taken, and not what was refused', () => {
    const [one, two, three] = [
      delivery(1, 'uncertain', day(12)),
      delivery(2, 'sent', day(13)),
      delivery(3, 'sent', day(14)),
    ];
    expect(heldOn15([one, two, three])).toBe('weekly_cap 2024-01-19T06:00:00Z');
    expect(heldOn15([{ ...one, status: 'refused' }, two, three])).toBeNull();
  });

  it('is the second rule: what went today holds it until tomorrow first', () => {
    const sent = [13, 14, 15].map((sent, nth) => delivery(nth + 1, 'sent', day(sent)));
    expect(heldOn15(sent)).toBe(TOMORROW);
  });
});
