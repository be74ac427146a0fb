import { expect, it } from 'vitest';
import { rangeOf, rowId, tagOf } from './row-id.ts';

it('gives a row the same id each time, within the range of its source and of no other', () => {
  const habits = tagOf('django', 'habits');
  const journal = tagOf('django', 'journal');
  const ids = ['1', '2', '10', 'b0b1c2d3-0000-4000-8000-000000000000', ''].map((key) => rowId(habits, key));
  expect(new Set(ids).size).toBe(ids.length);
  expect(rowId(habits, '1')).toBe('61b3d80f-e0bf-86b8-ab27-3ff34fce19d6');
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(id >= rangeOf(habits).from && id <= rangeOf(habits).to).toBe(true);
    expect(id >= rangeOf(journal).from && id <= rangeOf(journal).to).toBe(false);
  }
});
