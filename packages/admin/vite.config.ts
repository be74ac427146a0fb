import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Where the API of a running server is, while the page itself comes from `npm run dev -w packages/admin`. */
const api = 'http://127.0.0.1:3000';

export default defineConfig({
  base: '/admin/',
  plugins: [vue()],
  build: {
    target: 'es2023',
    // A font inlined into the style sheet would be refused by the content security policy.
    assetsInlineLimit: 0,
    // ECharts, in a file of its own that loads after the page: 170 KB on the wire.
    chunkSizeWarningLimit: 550,
  },
  server: { proxy: { '/api': api } },
});
