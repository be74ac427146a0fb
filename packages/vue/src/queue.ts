import type { Trigger } from './stores/triggers.ts';

/** The one thing on the screen. */
export type Shown =
  | { readonly kind: 'modal' | 'toast'; readonly trigger: Trigger }
  /** The monthly report. */
  | { readonly kind: 'report' }
  /** A word about something that did not work. */
  | { readonly kind: 'note' };

/** Everything that decides what is shown. */
export interface Scene {
  readonly shown: Shown | null;
  /** What waits, in the order of the server. */
  readonly triggers: readonly Trigger[];
  readonly report_state: 'closed' | 'opening' | 'open';
  readonly note: boolean;
  /** Somebody types, or the app has a dialog of its own open. */
  readonly busy: boolean;
  /** Somebody is at the toast, with the focus or the pointer. */
  readonly touched: boolean;
}

/**
 * What is shown next, one thing at a time. What somebody reads or touches stays. Then: what they have asked for
 * themselves, what went wrong, and the first of what waits. A modal waits while somebody is busy, and what comes
 * after it waits with it. What does not change is the very same object.
 */
export function nextShown({ shown, triggers, report_state, note, busy, touched }: Scene): Shown | null {
  const still = shown !== null && 'trigger' in shown && triggers.some(({ id }) => id === shown.trigger.id);
  if (still && shown.kind === 'modal') return shown;
  if (report_state === 'open') return REPORT;
  if (report_state === 'opening') return still ? shown : null;
  if (note) return NOTE;
  if (still && touched) return shown;
  const [first] = triggers;
  if (first === undefined) return null;
  if (first.how === 'modal' && busy) return still ? shown : null;
  if (still && shown.trigger.id === first.id) return shown;
  return { kind: first.how, trigger: first };
}

const REPORT: Shown = { kind: 'report' };
const NOTE: Shown = { kind: 'note' };
