import { isTriggerType, type TriggerType } from '@retention/domain/trigger';
import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { ask, type Response } from '../api/api.ts';
import { usePolled } from '../api/polled.ts';
import { browserToday } from '../app/clock.ts';
import { locale } from '../text/language.ts';
import { datesOf, readView, withView, type View } from '../view/view.ts';

export type TypeRow = Response<'trigger_types'>['types'][number];

/** All types in the period that the address says, kept fresh. */
export function useTriggerTypes() {
  const route = useRoute();
  const router = useRouter();
  const view = computed(() => readView(route.query));
  const today = browserToday();
  const period = computed({
    get: () => view.value.period,
    set: (chosen: View['period']) => {
      void router.push({ query: withView(route.query, { ...view.value, period: chosen }) });
    },
  });
  const dates = computed(() => datesOf(view.value, today));
  /** While one leaves for another page, its address says nothing of this one. */
  const home = route.name;
  let request = { ...dates.value, locale: locale.value };
  const polled = usePolled(
    () => {
      if (route.name === home) request = { ...dates.value, locale: locale.value };
      return JSON.stringify(request);
    },
    () => ask('trigger_types', request),
  );
  return { ...polled, period, dates, today };
}

/** A type by its name in an address; null where there is none. */
export function typeNamed(name: string): TriggerType | null {
  return isTriggerType(name) ? name : null;
}
