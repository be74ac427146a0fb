import type { Feature } from '@retention/sdk';
import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from 'vue';
import { elapsed } from './clock.ts';
import { useAnalyticsStore } from './stores/analytics.ts';

/**
 * Tracks `feature_used` with the seconds this component was on a page that could be seen: when it leaves, when the page is
 * hidden or closed, and at logout. Less than a second is no use. Call it in the setup of the feature's page.
 */
export function useFeatureTimer(feature: Feature): void {
  const analytics = useAnalyticsStore();
  /** Whether the component is on the page; one that is kept alive may not be. */
  let present = false;
  let since: number | null = null;

  function count(): void {
    if (present && since === null && document.visibilityState === 'visible') since = elapsed();
  }

  function tell(): void {
    if (since === null) return;
    const duration_seconds = Math.round((elapsed() - since) / 1000);
    since = null;
    if (duration_seconds >= 1) analytics.track('feature_used', { feature, duration_seconds });
  }

  function enter(): void {
    present = true;
    count();
  }

  function leave(): void {
    present = false;
    tell();
  }

  const look = (): void => (document.visibilityState === 'visible' ? count() : tell());

  onMounted(() => {
    // Before the SDK, which sends what it has when the page is hidden: it may be the last moment of the page.
    document.addEventListener('visibilitychange', look, { capture: true });
    enter();
  });
  onActivated(enter);
  onDeactivated(leave);
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', look, { capture: true });
    leave();
  });
  // Before somebody else is here: the seconds belong to who has spent them.
  analytics.$onAction(({ name, after }) => {
    if (name !== 'start' && name !== 'stop') return;
    tell();
    if (name === 'start') after(count);
  });
}
