/** What this browser remembers: language and colours. Works without storage too (private windows may have none). */

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`retention.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`retention.${key}`);
    else localStorage.setItem(`retention.${key}`, value);
  } catch {
    // Then it holds until the page is closed.
  }
}
