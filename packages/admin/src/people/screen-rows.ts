import { computed, onBeforeUnmount, onMounted, ref, type Ref } from 'vue';
import { rowsInSight, rowsThatFit } from './row-window.ts';

const TABLE_ROW = 44;
const CARD = 104;
/** Below this width a row is a card. */
const CARDS = '(max-width: 640px)';

/**
 * The rows of a long list that are on the screen, while the page itself scrolls. All rows are equally high, so that
 * nothing moves when they arrive.
 */
export function useScreenRows(body: Readonly<Ref<HTMLElement | null>>, total: Readonly<Ref<number>>) {
  const narrow = matchMedia(CARDS);
  const cards = ref(narrow.matches);
  const viewport = ref({ top: 0, height: innerHeight });
  let frame = 0;

  function measure(): void {
    frame = 0;
    cards.value = narrow.matches;
    if (body.value !== null) viewport.value = { top: -body.value.getBoundingClientRect().top, height: innerHeight };
  }

  function soon(): void {
    if (frame === 0) frame = requestAnimationFrame(measure);
  }

  onMounted(() => {
    measure();
    addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon, { passive: true });
  });
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame);
    removeEventListener('scroll', soon);
    removeEventListener('resize', soon);
  });

  const row_height = computed(() => (cards.value ? CARD : TABLE_ROW));
  const shown = computed(() => rowsThatFit(total.value, row_height.value));
  const range = computed(() => rowsInSight(viewport.value, row_height.value, shown.value));
  return { row_height, shown, range, measure };
}
