/** The one place of the dashboard that asks the browser what time it is; in milliseconds since 1970. */
export function now(): number {
  return Date.now();
}

/**
 * The date on the wall of this browser. Only a first guess: which day it is for the project, the server says
 * (`today` of the day series).
 */
export function browserToday(): string {
  const at = new Date();
  const two = (part: number) => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
