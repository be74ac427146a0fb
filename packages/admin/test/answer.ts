import type { Page, Route } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { ADDRESSES, type EndpointName } from '@retention/domain/contract/address';
import type { Contract } from '@retention/domain/contract/contract';

/** Puts another answer in the place of the server's, and says what was asked. */
export async function answer<Name extends EndpointName>(
  page: Page,
  name: Name,
  with_: (route: Route) => Promise<void>,
) {
  const asked: Contract[Name]['request'][] = [];
  // Else one that is under way when the test ends would fail what comes next.
  onTestFinished(() => page.unrouteAll({ behavior: 'ignoreErrors' }));
  await page.route(`**${ADDRESSES[name].path}`, async (route) => {
    const body: Contract[Name]['request'] = JSON.parse(route.request().postData() ?? '{}');
    asked.push(body);
    await with_(route);
  });
  return asked;
}

/** The answer to a change that was made. */
export const ok = (route: Route): Promise<void> => route.fulfill({ json: { status: 'ok' } });
