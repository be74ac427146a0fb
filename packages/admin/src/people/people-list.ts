import { onScopeDispose, reactive, ref, shallowReactive, shallowRef, watch, type Ref } from 'vue';
import { ask, type Request, type Response } from '../api/api.ts';
import type { Failure } from './failure.ts';
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
  total: number;
  readonly pages: Map<number, readonly Person[]>;
}

/** The last list that was looked at: who comes back from a person's page finds it where it was. */
let kept: Loaded | null = null;

/**
 * The people behind a number, fetched a page at a time where they are looked at. Until the first page of a new list is
 * there the old one stays, with `waiting` true.
 */
export function usePeopleList(query: Ref<PeopleQuery>) {
  const list = reactive<Loaded>(kept ?? { of: '', total: 0, pages: shallowReactive(new Map<number, Person[]>()) });
  const failure = shallowRef<Failure | null>(null);
  const waiting = ref(false);
  const asked = new Set<number>();
  let wanted: readonly number[] = [1];
  let request: Request<'metric_users_csv'> = peopleRequest(query.value);
  let resting: ReturnType<typeof setTimeout> | undefined;
  kept = list;

  async function load(page: number): Promise<void> {
    const of = JSON.stringify(request);
    if (asked.has(page) || (list.of === of && list.pages.has(page))) return;
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
    list.total = answer.body.total;
    list.pages.set(page, answer.body.users);
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
    if (wanted.some((page) => !list.pages.has(page))) resting = setTimeout(loadWanted, REST_MS);
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
      if (list.of === JSON.stringify(request)) return;
      asked.clear();
      wanted = [1];
      waiting.value = true;
      loadWanted();
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(resting));

  /** The person in that row, from 0; undefined until their page is there. */
  function personAt(row: number): Person | undefined {
    return list.pages.get(Math.floor(row / PER_PAGE) + 1)?.[row % PER_PAGE];
  }

  return { list, personAt, look, retry, failure, waiting };
}
