import { describe, expect, test } from 'vitest';
import { modal, trigger } from './client.fixture.ts';
import { nextShown, type Scene, type Shown } from './queue.ts';

const CALM: Scene = { shown: null, triggers: [], report_state: 'closed', note: false, busy: false, touched: false };
const m1 = modal(1);
const m2 = modal(2);
const t3 = trigger(3);
const t4 = trigger(4);

function showing(one: typeof m1): Shown {
  return { kind: one.how, trigger: one };
}

function told(shown: Shown | null): string {
  if (shown === null) return 'nothing';
  return 'trigger' in shown ? `${shown.kind} ${shown.trigger.id}` : shown.kind;
}

describe('what is shown', () => {
  const cases: [string, Partial<Scene>, string][] = [
    ['nothing waits', {}, 'nothing'],
    ['a toast waits', { triggers: [t3, t4] }, 'toast 3'],
    ['a modal waits', { triggers: [m1, t3] }, 'modal 1'],
    ['a modal waits, and somebody types', { triggers: [m1, t3], busy: true }, 'nothing'],
    ['a toast waits, and somebody types', { triggers: [t3, m1], busy: true }, 'toast 3'],
    ['somebody types in the modal itself', { shown: showing(m1), triggers: [m1], busy: true }, 'modal 1'],
    ['something more urgent comes to a modal', { shown: showing(m1), triggers: [m2, m1] }, 'modal 1'],
    ['something more urgent comes to a toast', { shown: showing(t3), triggers: [t4, t3] }, 'toast 4'],
    ['somebody is at that toast', { shown: showing(t3), triggers: [t4, t3], touched: true }, 'toast 3'],
    ['a modal comes to a toast', { shown: showing(t3), triggers: [m1, t3] }, 'modal 1'],
    ['a modal comes to a toast, and somebody types', { shown: showing(t3), triggers: [m1, t3], busy: true }, 'toast 3'],
    ['the toast was answered', { shown: showing(t3), triggers: [t4], touched: true }, 'toast 4'],
    ['the modal was answered', { shown: showing(m1), triggers: [m2], busy: true }, 'nothing'],
    ['the modal was answered, all is quiet', { shown: showing(m1), triggers: [m2] }, 'modal 2'],
    ['somebody else has logged in', { shown: showing(m1), triggers: [] }, 'nothing'],
    ['the report is on its way', { triggers: [m1], report_state: 'opening' }, 'nothing'],
    [
      'the report is on its way, a toast is there',
      { shown: showing(t3), triggers: [t3], report_state: 'opening' },
      'toast 3',
    ],
    ['the report was asked for', { triggers: [m1, t3], report_state: 'open', busy: true }, 'report'],
    [
      'the report was asked for at a toast',
      { shown: showing(t3), triggers: [t3], report_state: 'open', touched: true },
      'report',
    ],
    [
      'the report is open, something comes',
      { shown: { kind: 'report' }, triggers: [m1], report_state: 'open' },
      'report',
    ],
    ['the report was closed', { shown: { kind: 'report' }, triggers: [t3] }, 'toast 3'],
    ['something went wrong', { triggers: [m1, t3], note: true }, 'note'],
    ['something went wrong under a modal', { shown: showing(m1), triggers: [m1], note: true }, 'modal 1'],
    ['the note was read', { shown: { kind: 'note' }, triggers: [m1] }, 'modal 1'],
  ];

  test.each(cases)('%s', (_, scene, expected) => {
    expect(told(nextShown({ ...CALM, ...scene }))).toBe(expected);
  });

  test.each(cases)('%s: and then it stays', (_, scene) => {
    const after = { ...CALM, ...scene, shown: nextShown({ ...CALM, ...scene }) };
    expect(nextShown(after)).toBe(after.shown);
  });
});
