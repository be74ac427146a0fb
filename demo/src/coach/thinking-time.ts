/** How long the coach seems to write an answer, in milliseconds: long enough to look up, short enough not to wait. */
export function thinkingTime(answer: string): number {
  return Math.min(1600, 600 + answer.length * 5);
}
