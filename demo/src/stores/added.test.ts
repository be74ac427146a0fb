import { expect, test } from 'vitest';
import { added } from './added.ts';

test('the one that was not there before', () => {
  expect(added([{ id: 1 }], [{ id: 2 }, { id: 1 }])).toEqual({ id: 2 });
  expect(added([{ id: 1 }, { id: 2 }], [{ id: 2 }])).toBeUndefined();
});
