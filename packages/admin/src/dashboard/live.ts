import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue';
import { ask, type Request, type Response } from '../api/api.ts';
import { browserToday } from '../app/clock.ts';
import { previousPeriod } from '@retention/domain/period';
import type { Failure } from '../api/failure.ts';
import { asDates, asPeriod, datesOf, type Dates, type View } from '../view/view.ts';

/** Everything the page shows of one period; it changes all at once, so that no two numbers contradict each other. */
export interface Shown {
  readonly dates: Dates;
  readonly before: Dates;
  readonly granularity: View['granularity'];
  readonly mode: View['mode'];
  readonly metrics: Response<'admin_metrics'>;
  readonly previous: Response<'admin_metrics'>;
  readonly series: Response<'admin_series'>;
}

const REFRESH_MS = 15_000;
/** Where something is stored and not counted yet, it will be in a moment. */
const SOON_MS = 2_000;

/**
 * The data of a view, kept fresh: asked for again every 15 seconds while the page is looked at (sooner while figures are
 * still being counted), and when the view changes.
 * What is shown stays until its successor has come; what did not change is not replaced.
 */
export function useLive(view: Ref<View>) {
  const shown = shallowRef<Shown | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const loading = ref(true);
  /** The project's today; the browser's until the server has said it. */
  const today = ref(browserToday());
  let latest = 0;
  let text = '';

  async function load(): Promise<void> {
    const mine = ++latest;
    loading.value = true;
    const answer = await fetchAll(view.value, today.value);
    if (mine !== latest) return;
    loading.value = false;
    if ('outcome' in answer) {
      failure.value = answer;
      return;
    }
    failure.value = null;
    if (answer.series.today !== today.value) {
      today.value = answer.series.today;
      if (typeof view.value.period !== 'object') {
        await load();
        return;
      }
    }
    const next = JSON.stringify(answer);
    if (next !== text) {
      text = next;
      shown.value = answer;
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  function look(): void {
    if (!document.hidden && !loading.value) void load();
    timer = setTimeout(look, (shown.value?.series.behind ?? 0) > 0 ? SOON_MS : REFRESH_MS);
  }

  watch(() => whatToAsk(view.value), load, { immediate: true });
  timer = setTimeout(look, SOON_MS);
  const seen = () => {
    if (!document.hidden) void load();
  };
  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  });

  return { shown, failure, loading, today, load };
}

/** What of a view has to be asked for; the rest is only how it is shown. */
function whatToAsk({ period, granularity, mode }: View): string {
  return JSON.stringify([period, granularity, mode]);
}

/** All answers for a view, or the first that is none. */
async function fetchAll(view: View, today: string): Promise<Shown | Failure> {
  const dates = datesOf(view, today);
  const period = asPeriod(dates);
  const before = period === null ? dates : asDates(previousPeriod(period));
  const { granularity, mode } = view;
  const of = (days: Dates): Request<'admin_metrics'> => ({ ...days, granularity, mode });
  const answers = [ask('admin_metrics', of(dates)), ask('admin_metrics', of(before))] as const;
  const [series, metrics, previous] = await Promise.all([ask('admin_series', dates), ...answers]);
  if (series.outcome !== 'answered') return series;
  if (metrics.outcome !== 'answered') return metrics;
  if (previous.outcome !== 'answered') return previous;
  return { dates, before, granularity, mode, metrics: metrics.body, previous: previous.body, series: series.body };
}
