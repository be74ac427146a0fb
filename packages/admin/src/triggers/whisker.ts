/** Where the parts of a dot-and-whisker chart lie on a line 0–1 from left to right. */
export interface Whisker {
  readonly zero: number;
  readonly low: number;
  readonly high: number;
  readonly dot: number;
  readonly ticks: readonly { readonly at: number; readonly value: number }[];
}

const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
const MOST_TICKS = 5;

/** The place of a difference and its interval beside zero; all are shares from −1 to 1. */
export function whiskerOf({ low, high, difference }: { low: number; high: number; difference: number }): Whisker {
  const left = Math.min(low, difference, 0);
  const right = Math.max(high, difference, 0);
  const room = Math.max((right - left) * 0.08, 0.005);
  const from = left - room;
  const width = right - left + 2 * room;
  const at = (value: number) => (value - from) / width;
  const step = STEPS.find((size) => width / size <= MOST_TICKS) ?? 0.5;
  const first = Math.ceil(from / step);
  const last = Math.floor((from + width) / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => {
    // A whole number of steps, so that zero is zero.
    const value = Math.round((first + index) * step * 100) / 100;
    return { at: at(value), value };
  });
  return { zero: at(0), low: at(low), high: at(high), dot: at(difference), ticks };
}
