/** What the page reports of itself to the test. */
declare global {
  interface Window {
    /** Something the retention system shows has appeared, or an achievement was announced. */
    appeared: (what: string) => Promise<void>;
    /** An answer of the retention server, or a piece of one that goes on. */
    heard: (path: string, text: string) => Promise<void>;
  }
}

/** In each page, before its own scripts: reports whatever appears, each thing once however it changes, and whatever is heard. */
export function watch(): void {
  const KINDS = [
    ['toast', '.retention-toast [role=status] p:first-child'],
    ['trouble', '.retention-toast[role=alert] p'],
    ['stage', 'li:has([data-xp]) b'],
    ['earned', '.toast:has(.icon):has(.detail) p'],
    ['bonus', '.toast:not(:has(.icon)) .detail'],
  ] as const;
  const known = new WeakSet<Element>();
  const tell = (kind: string, element: Element | null): void => {
    if (element === null || known.has(element)) return;
    known.add(element);
    // The first of two lines says what the second is.
    const text = element.lastChild?.textContent ?? '';
    void window.appeared(`${kind}: ${text.replace(/\s+/g, ' ').trim()}`);
  };
  const look = (): void => {
    for (const dialog of document.querySelectorAll('dialog[open]')) {
      tell('dialog', document.getElementById(dialog.getAttribute('aria-labelledby') ?? ''));
    }
    for (const [kind, selector] of KINDS) {
      for (const element of document.querySelectorAll(selector)) tell(kind, element);
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });

  const ask = window.fetch;
  window.fetch = async (...request) => {
    const response = await ask(...request);
    const { pathname } = new URL(response.url);
    if (pathname.startsWith('/api/')) void hear(pathname, response.clone());
    return response;
  };
  /** Tells a stream event by event, anything else as a whole. */
  async function hear(path: string, { body }: Response): Promise<void> {
    const pieces = body?.pipeThrough(new TextDecoderStream()).getReader();
    const end = path.endsWith('/stream/') ? '\n\n' : null;
    let text = '';
    try {
      for (let piece = await pieces?.read(); piece?.done === false; piece = await pieces?.read()) {
        text += piece.value;
        if (end === null || !text.endsWith(end)) continue;
        await window.heard(path, text);
        text = '';
      }
      if (end === null) await window.heard(path, text);
    } catch {
      // The page has gone, and with it whoever listened.
    }
  }
}

/** In the page: everything it says, to the eye, to the ear, and where the pointer rests. */
export function said(): string {
  const attributes = ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'alt', 'placeholder'];
  const spoken = attributes.flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name) ?? ''),
  );
  // What is hidden from the eye may be read aloud.
  return [document.title, document.body.innerText, document.body.textContent, ...spoken].join('\n');
}
