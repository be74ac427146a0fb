import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Where the app's backend and the retention system are, while the page itself comes from `npm run dev -w demo`. */
const server = 'http://127.0.0.1:3000';

export default defineConfig({
  base: '/',
  plugins: [vue()],
  build: {
    target: 'es2023',
    outDir: 'dist',
    // A font inlined into the style sheet would be refused by the content security policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/app/api': server, '/api': server, '/admin': server } },
});
