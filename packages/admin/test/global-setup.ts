import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, request } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { CHROMIUM_ARGS, findChromium } from './chromium.ts';
import { install, PASSWORD, type Installation } from './server-process.ts';

/** What the tests of the dashboard work with. */
export interface Stage {
  /** Where the one browser of the run listens. */
  readonly browser: string;
  /** A server with 400 people over 120 days. Tests only read from it. */
  readonly server: string;
  /** A login at that server: the cookies of a browser that has logged in. */
  readonly login: Awaited<ReturnType<typeof logIn>>;
  /** A server nobody has sent anything to, and its data folder. */
  readonly empty: { readonly server: string; readonly dataDir: string; readonly login: Stage['login'] };
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where the machine has no browser. */
    readonly stage: Stage | null;
  }
}

const PAGE = fileURLToPath(new URL('../dist/index.html', import.meta.url));

/** One browser and two real servers for the whole run. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = findChromium();
  if (executablePath === null) {
    process.stderr.write(NO_BROWSER);
    project.provide('stage', null);
    return undefined;
  }
  if (!existsSync(PAGE)) throw new Error('The dashboard is not built: run `npm run build` before these tests');
  const filled = await install();
  const empty = await install();
  try {
    const [browser, server, emptyServer] = await Promise.all([
      chromium.launchServer({ executablePath, args: CHROMIUM_ARGS }),
      startFilled(filled),
      empty.start(),
    ]);
    project.provide('stage', {
      browser: browser.wsEndpoint(),
      server,
      login: await logIn(server),
      empty: { server: emptyServer, dataDir: empty.dataDir, login: await logIn(emptyServer) },
    });
    return async () => {
      await browser.close();
      await Promise.all([filled.remove(), empty.remove()]);
    };
  } catch (error) {
    await Promise.all([filled.remove(), empty.remove()]);
    throw error;
  }
}

async function startFilled(filled: Installation): Promise<string> {
  await filled.command('demo', '--users', '400', '--days', '120');
  return filled.start();
}

/** Logs in once: the server takes ten attempts a minute. */
async function logIn(server: string) {
  const visitor = await request.newContext({ baseURL: server });
  const answer = await visitor.post('/api/rest/front/admin/session/create/', { data: { password: PASSWORD } });
  if (!answer.ok())
    throw new Error(`the server did not let the tests log in: ${answer.status()} ${await answer.text()}`);
  const login = await visitor.storageState();
  await visitor.dispose();
  return login;
}

const NO_BROWSER = `
  SKIPPED: the browser tests of the dashboard. This machine has no Chromium and no Chrome.
  Install one (Debian: apt-get install chromium), or say where it is with CHROMIUM=/path/to/chromium.

`;
