import { RetentionLayer, useAnalyticsStore, UserJourneyWidget } from '@retention/vue';
import { createPinia } from 'pinia';
import { createSSRApp, h } from 'vue';
import { renderToString } from 'vue/server-renderer';

/** The page of somebody who is logged in, as a server makes it. */
export function rendered(): Promise<string> {
  const app = createSSRApp({
    setup() {
      const analytics = useAnalyticsStore();
      analytics.start({ user_id: 7, token: () => 'token' });
      analytics.track('session_start');
      return () => [h('h1', 'Приложение'), h(UserJourneyWidget), h(RetentionLayer)];
    },
  });
  return renderToString(app.use(createPinia()));
}
