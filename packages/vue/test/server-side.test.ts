import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { expect, test, vi } from 'vitest';

test('on a server that makes pages the kit renders, and asks nobody for anything', async () => {
  const fetch = vi.spyOn(globalThis, 'fetch');
  const root = fileURLToPath(new URL('host', import.meta.url));
  const vite = await createServer({
    root,
    configFile: false,
    plugins: [vue()],
    appType: 'custom',
    logLevel: 'error',
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const { rendered } = (await vite.ssrLoadModule('/on-server.ts')) as { rendered: () => Promise<string> };
    const html = await rendered();
    expect(html).toContain('Загружаем твой путь');
    expect(html).toContain('Приложение');
    expect(html).not.toContain('<dialog class="retention');
    expect(fetch).not.toHaveBeenCalled();
  } finally {
    await vite.close();
    fetch.mockRestore();
  }
});
