import { onScopeDispose, ref, type Ref } from 'vue';

/** Whether a media query holds, as it changes. */
export function useMediaQuery(query: string): Ref<boolean> {
  const list = matchMedia(query);
  const holds = ref(list.matches);
  const follow = () => {
    holds.value = list.matches;
  };
  list.addEventListener('change', follow);
  onScopeDispose(() => {
    list.removeEventListener('change', follow);
  });
  return holds;
}
