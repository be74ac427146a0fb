import { onScopeDispose, ref, watch, type Ref } from 'vue';

/** A moment is left between a field and a modal: somebody tabs to the next field, or is about to press the button below. */
const QUIET_MS = 600;

/** Fields that are pressed, not typed in. */
const PRESSED = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

/**
 * Whether a modal would come in between: somebody types, or the app has a dialog of its own open. It looks only while
 * something waits, and says yes until it has been quiet for a moment.
 */
export function useBusy(waiting: Readonly<Ref<boolean>>): Readonly<Ref<boolean>> {
  const busy = ref(true);
  let stop: (() => void) | undefined;
  watch(
    waiting,
    (waits) => {
      stop?.();
      stop = undefined;
      busy.value = true;
      if (waits) stop = whenQuiet(() => (busy.value = false));
    },
    // After the modal before has left the page.
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => stop?.());
  return busy;
}

/** Calls once nobody has been in the middle of something for a moment, unless the function that comes back was called. */
function whenQuiet(call: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    timer = inTheMiddle() ? undefined : setTimeout(call, QUIET_MS);
  };
  const observer = new MutationObserver(() => {
    // The page changes for many reasons: only a dialog that opens or closes begins the moment anew.
    if (inTheMiddle() === (timer !== undefined)) look();
  });
  observer.observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ['open'] });
  const left = new AbortController();
  for (const type of ['focusin', 'focusout']) document.addEventListener(type, look, { signal: left.signal });
  look();
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    left.abort();
  };
}

function inTheMiddle(): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (focused instanceof HTMLInputElement) return !PRESSED.has(focused.type);
  if (focused instanceof HTMLElement && focused.isContentEditable) return true;
  // What happens in a frame cannot be seen from here: it may be a form of payment.
  return focused !== null && ['TEXTAREA', 'SELECT', 'IFRAME'].includes(focused.tagName);
}
