import { watchEffect } from 'vue';
import { say } from '../text/language.ts';
import { WORDS } from '../text/words.ts';

/** Names the tab of the browser while a page is open. */
export function usePageTitle(title: () => string | null): void {
  watchEffect(() => {
    const of_page = title();
    document.title = of_page === null ? say(WORDS.product) : `${of_page} · ${say(WORDS.product)}`;
  });
}
