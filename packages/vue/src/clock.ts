/** The one place of the kit that asks the browser what time it is; in milliseconds since 1970. */
export function now(): number {
  return new Date().getTime();
}

/**
 * Milliseconds that only ever grow: for durations. A clock that is set anew does not change them, and where the machine
 * sleeps, most browsers do not count.
 */
export function elapsed(): number {
  return performance.now();
}
