import { computed, onScopeDispose, reactive, ref, shallowReactive, shallowRef, watch, type Ref } from 'vue';
import { ask, type Request, type Response } from '../api/api.ts';
import type { Failure } from '../api/failure.ts';
import { peopleRequest, type PeopleQuery } from './people-query.ts';
import { pagesOf, type RowRange } from './row-window.ts';

export type Person = Response<'metric_users'>['users'][number];

/** So many people come at a time: two screens of a large monitor and more, and one answer of some 50 KB. */
export const PER_PAGE = 200;
/** Pages flown over are not asked for: only where the scrolling rests this long. */
const REST_MS = 80;

interface Loaded {
  /** The request it answers, as JSON. */
  of: string;
  /** The same whatever the order: whom `total` counts. */
  whom: string;
  total: number;
  readonly pages: Map<number, readonly Person[]>;
}

/** The last list that was looked at: who comes back from a person's page finds it where it was. */
let kept: Loaded | null = null;

function whomOf(query: PeopleQuery): string {
  const { sort: _sort, order: _order, ...whom } = peopleRequest(query);
  return JSON.stringify(whom);
}

/**
 * The people behind a number, fetched a page at a time where they are looked at. Until the first page of a new list is
 * there the old one stays, with `waiting` true.
 */
export function usePeopleList(query: Ref<PeopleQuery>) {
  let request: Request<'metric_users_csv'> = peopleRequest(query.value);
  const before = kept?.of === JSON.stringify(request) ? kept : null;
  const none: Loaded = { of: '', whom: '', total: 0, pages: shallowReactive(new Map<number, Person[]>()) };
  const list = reactive<Loaded>(before ?? none);
  const failure = shallowRef<Failure | null>(null);
  const waiting = ref(false);
  const asked = new Set<number>();
  /** Pages that came since the list was opened; older ones are shown until they have come anew. */
  const fresh = new Set<number>();
  let wanted: readonly number[] = [1];
  let resting: ReturnType<typeof setTimeout> | undefined;
  kept = list;

  async function load(page: number): Promise<void> {
    const of = JSON.stringify(request);
    if (asked.has(page) || fresh.has(page)) return;
    asked.add(page);
    const answer = await ask('metric_users', { ...request, page, per_page: PER_PAGE });
    if (of !== JSON.stringify(request)) return;
    asked.delete(page);
    waiting.value = false;
    if (answer.outcome !== 'answered') {
      failure.value = answer;
      return;
    }
    if (list.of !== of) list.pages.clear();
    list.of = of;
    list.whom = whomOf(query.value);
    list.total = answer.body.total;
    list.pages.set(page, answer.body.users);
    fresh.add(page);
    failure.value = null;
  }

  function loadWanted(): void {
    for (const page of wanted) void load(page);
  }

  /** Says which rows are in sight, so that their pages are there soon. */
  function look(range: RowRange): void {
    if (list.of !== JSON.stringify(request)) return;
    wanted = pagesOf(range, PER_PAGE);
    clearTimeout(resting);
    if (wanted.some((page) => !fresh.has(page))) resting = setTimeout(loadWanted, REST_MS);
  }

  function retry(): void {
    failure.value = null;
    loadWanted();
  }

  watch(
    query,
    (chosen) => {
      request = peopleRequest(chosen);
      failure.value = null;
      asked.clear();
      fresh.clear();
      wanted = [1];
      waiting.value = list.of !== JSON.stringify(request);
      loadWanted();
    },
    { immediate: true },
  );

  /** Who comes back to the page after a while sees it as it is now. */
  function seen(): void {
    if (document.hidden) return;
    fresh.clear();
    loadWanted();
  }
  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => {
    clearTimeout(resting);
    document.removeEventListener('visibilitychange', seen);
  });

  /** The person in that row, from 0; undefined until their page is there. */
  function personAt(row: number): Person | undefined {
    return list.pages.get(Math.floor(row / PER_PAGE) + 1)?.[row % PER_PAGE];
  }

  /** How many people; null until that is known of the list that is asked for. */
  const total = computed(() => (list.whom === whomOf(query.value) ? list.total : null));

  return { list, total, personAt, look, retry, failure, waiting };
}
