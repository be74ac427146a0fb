import { shallowRef } from 'vue';

/** What has just been done, and how it is taken back. */
export interface Done {
  readonly text: string;
  readonly undo: (() => void) | null;
}

/** The one notice of the page; a new one takes the place of the one before. */
export const notice = shallowRef<Done | null>(null);

export function tell(text: string, undo: (() => void) | null = null): void {
  notice.value = { text, undo };
}
