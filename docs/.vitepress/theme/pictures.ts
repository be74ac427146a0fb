import { useData, useRoute } from 'vitepress';
import { nextTick, onMounted, watch } from 'vue';

const DARK = 'prefers-color-scheme: dark';

/**
 * A `<picture>` of a page chooses by what the system prefers, which is all that the repository can show. Here the reader may
 * have chosen otherwise: then the choice is theirs.
 */
export function picturesFollowTheTheme(): void {
  const { isDark } = useData();
  const route = useRoute();
  const follow = (): void => {
    for (const source of document.querySelectorAll('picture > source')) {
      const isOfDark = source.hasAttribute('data-dark') || source.getAttribute('media')?.includes(DARK) === true;
      if (!isOfDark) continue;
      source.setAttribute('data-dark', '');
      source.setAttribute('media', isDark.value ? 'all' : 'not all');
    }
  };
  onMounted(() => {
    follow();
    watch([isDark, () => route.data.relativePath], () => void nextTick(follow));
  });
}
