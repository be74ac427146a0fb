import type { MonthlyReport, Profile } from '@retention/sdk';
import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { elapsed } from '../clock.ts';
import { failureOf, NOT_NOW, type Failure } from '../failure.ts';
import { connection } from '../services/connection.ts';
import { retentionApi } from '../services/retention-api.ts';
import { onDelivered, onLookedAt } from './occasion-to-reload.ts';
import { celebrationOf, type Celebration } from './celebration.ts';

/** A page somebody comes back to asks again where its profile is older: another day may have begun. */
const STALE_MS = 5 * 60_000;

/**
 * The person's own progress. It loads by itself after the login, after events were delivered, and when somebody comes back to the
 * page; `loadProfile` is for a second attempt. `journey`, `lifecycle_day` and the report are for the screen. `profile` holds
 * the segment and the risk as well: for the logic of the app, never for the screen.
 */
export const useRetentionStore = defineStore('@retention/retention', () => {
  const profile = shallowRef<Profile | null>(null);
  const loading = ref(false);
  /** Why the profile is not there, or not the latest. */
  const failure = shallowRef<Failure | null>(null);
  const celebrated = shallowRef<Celebration | null>(null);
  const report = shallowRef<MonthlyReport | null>(null);
  const report_state = ref<'closed' | 'opening' | 'open'>('closed');
  const report_failure = shallowRef<Failure | null>(null);

  const journey = computed(() => profile.value?.journey ?? null);
  const lifecycle_day = computed(() => profile.value?.lifecycle_day ?? null);

  let latest = 0;
  let loaded_at = 0;

  /** Asks for the profile; the latest question counts. Never throws: see `failure`. */
  async function loadProfile(): Promise<void> {
    const mine = ++latest;
    loading.value = true;
    const answer = await retentionApi.profile();
    if (mine !== latest) return;
    loading.value = false;
    failure.value = failureOf(answer, 'profile');
    if (answer.outcome !== 'answered') return;
    loaded_at = elapsed();
    const before = profile.value?.journey;
    profile.value = answer.body;
    if (before !== undefined) celebrated.value = celebrationOf(before, answer.body.journey) ?? celebrated.value;
  }

  /** Asks for the latest finished month. Never throws: see `report_failure`. */
  async function loadReport(): Promise<void> {
    const asked = connection.value;
    const answer = await retentionApi.report();
    if (asked !== connection.value) return;
    report_failure.value = failureOf(answer, 'report');
    if (answer.outcome === 'answered') report.value = answer.body;
  }

  /** Loads the report and opens it in `RetentionLayer`, which also tells what went wrong. */
  async function openReport(): Promise<void> {
    if (report_state.value !== 'closed') return;
    report_state.value = 'opening';
    report_failure.value = null;
    const asked = connection.value;
    await loadReport();
    if (asked !== connection.value) return;
    report_state.value = report_failure.value === null ? 'open' : 'closed';
  }

  function closeReport(): void {
    report_state.value = 'closed';
  }

  /** The report is here and cannot be shown. */
  function giveUpReport(): void {
    report_state.value = 'closed';
    report_failure.value = NOT_NOW;
  }

  /** The person has read why there is no report. */
  function clearReportFailure(): void {
    report_failure.value = null;
  }

  /** The celebration has been shown: not again. */
  function endCelebration(): void {
    celebrated.value = null;
  }

  function forget(): void {
    latest++;
    profile.value = report.value = celebrated.value = failure.value = report_failure.value = null;
    loading.value = false;
    report_state.value = 'closed';
  }

  watch(
    connection,
    (now) => {
      forget();
      if (now !== null) void loadProfile();
    },
    { immediate: true, flush: 'sync' },
  );
  onDelivered(loadProfile);
  onScopeDispose(
    onLookedAt(() => {
      if (connection.value !== null && elapsed() - loaded_at > STALE_MS) void loadProfile();
    }),
  );

  return {
    profile,
    journey,
    lifecycle_day,
    loading,
    failure,
    loadProfile,
    celebrated,
    endCelebration,
    report,
    report_state,
    report_failure,
    loadReport,
    openReport,
    closeReport,
    giveUpReport,
    clearReportFailure,
  };
});
