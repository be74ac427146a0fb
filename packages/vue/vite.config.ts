import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** The kit as a package: the script and the style sheet that a page loads, and what `when-due.ts` loads later. */
export default defineConfig({
  // The templates are small: to lift out of them what never changes costs more bytes than it saves time.
  plugins: [vue({ template: { compilerOptions: { hoistStatic: false } } })],
  build: {
    target: 'es2023',
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: 'index', cssFileName: 'style' },
    rolldownOptions: {
      external: ['vue', 'pinia', '@retention/sdk'],
      // What comes later takes what it shares from the one script that is there, rather than from a third.
      preserveEntrySignatures: 'allow-extension',
      output: { minify: true },
    },
  },
});
