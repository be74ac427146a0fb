import { METRIC_LISTS } from '@retention/domain/metrics';
import { expect, test } from 'vitest';
import { LIST_GROUPS, listTitle } from './list-titles.ts';

test.each(METRIC_LISTS)('%s has a title and says who is in it', (list) => {
  const { title, definition } = listTitle(list);
  for (const text of [title.ru, title.en, definition.ru, definition.en]) expect(text.length).toBeGreaterThan(2);
  expect(title.ru).not.toBe(list);
});

test('every list is offered once, and no two are called the same', () => {
  expect(LIST_GROUPS.flatMap(({ lists }) => lists)).toEqual([...METRIC_LISTS]);
  for (const { lists } of LIST_GROUPS) {
    expect(new Set(lists.map((list) => listTitle(list).title.ru)).size).toBe(lists.length);
  }
});
