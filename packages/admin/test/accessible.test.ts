import { describe, test } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { open, SCREENS } from './screens.ts';
import { expectNothingRefused, noBrowser } from './visit.ts';

describe.skipIf(noBrowser)(
  'for everybody, in light and dark, wide and narrow, and without anything that the policy refuses',
  () => {
    test.each(SCREENS.map((screen) => [screen.name, screen] as const))('%s', async (_, screen) => {
      const page = await open(screen);
      await expectNothingRefused(page);
      await expectAccessible(page);
    });
  },
);
