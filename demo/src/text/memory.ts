/** What this browser remembers. Works without storage too (private windows may have none). */

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`onepercent.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`onepercent.${key}`, value);
  } catch {
    // Then it holds until the page is closed.
  }
}
