import { retentionApi } from '@retention/vue';

/** For what the kit has no component for: preferences, pushes, Telegram. The person is who `useAnalyticsStore` knows. */
export const callRetention = retentionApi.call;
