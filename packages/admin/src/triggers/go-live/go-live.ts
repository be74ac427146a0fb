import { formatInstant, type Instant } from '@retention/domain/day';
import { computed, ref, shallowRef, watch } from 'vue';
import { ask, type Response } from '../../api/api.ts';
import type { Failure } from '../../api/failure.ts';
import { usePolled } from '../../api/polled.ts';
import { browserToday, now } from '../../app/clock.ts';
import { locale } from '../../text/language.ts';
import { momentOf, type Evening } from './evening.ts';

/** The least period that can be asked for: the page shows no counts of it. */
function today() {
  return { date_from: browserToday(), date_to: browserToday() };
}

/** What the page of going live shows: how the types stand, what came in, and who would get what by a moment. */
export function useGoLive() {
  const types = usePolled(
    () => JSON.stringify([today(), locale.value]),
    () => ask('trigger_types', { ...today(), locale: locale.value }),
  );
  const connections = usePolled(
    () => '',
    () => ask('connections_get', {}),
  );
  const series = usePolled(
    () => JSON.stringify(today()),
    () => ask('admin_series', today()),
  );
  const zone = computed(() => series.shown.value?.timezone ?? null);

  const moment = ref<Evening | Instant>('today');
  const run = shallowRef<Response<'trigger_dry_run'> | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const waiting = ref(false);
  let latest = 0;

  async function look(): Promise<void> {
    if (zone.value === null) return;
    const mine = ++latest;
    waiting.value = true;
    const at = formatInstant(momentOf(moment.value, now(), zone.value));
    const answer = await ask('trigger_dry_run', { at, as_live: true, locale: locale.value });
    if (mine !== latest) return;
    waiting.value = false;
    failure.value = answer.outcome === 'answered' ? null : answer;
    if (answer.outcome === 'answered') run.value = answer.body;
  }
  watch([moment, zone, locale], look, { immediate: true });

  const failed = computed(() => types.failure.value ?? series.failure.value ?? failure.value);
  async function retry(): Promise<void> {
    await Promise.all([types.load(), series.load(), connections.load(), look()]);
  }

  return { types, connections, series, zone, moment, run, waiting, failed, retry };
}
