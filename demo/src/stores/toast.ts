import { defineStore } from 'pinia';
import { ref } from 'vue';

/** What is said at the edge of the page for a few seconds. */
export interface Toast {
  readonly id: number;
  /** `xp`: something was earned. `note`: something was done. `trouble`: something could not be done. */
  readonly kind: 'xp' | 'note' | 'trouble';
  readonly text: string;
  /** A second line. */
  readonly detail?: string;
  /** An emoji in front. */
  readonly icon?: string;
  readonly undo?: () => unknown;
}

/** More at once would hide the page. */
const MOST = 3;

export const useToastStore = defineStore('toast', () => {
  const toasts = ref<readonly Toast[]>([]);
  let latest = 0;

  function show(toast: Omit<Toast, 'id'>): void {
    latest += 1;
    toasts.value = [...toasts.value, { ...toast, id: latest }].slice(-MOST);
  }

  return {
    toasts,
    show,
    /** Something was done, and how it is taken back. */
    note: (text: string, undo?: () => unknown) => show({ kind: 'note', text, ...(undo !== undefined && { undo }) }),
    trouble: (text: string) => show({ kind: 'trouble', text }),
    close: (id: number) => {
      toasts.value = toasts.value.filter((toast) => toast.id !== id);
    },
    clear: () => {
      toasts.value = [];
    },
  };
});
