import { EVENT_TYPES, eventDefinition } from '@retention/domain/event';
import { expect, test } from 'vitest';
import { detailsOf } from './metadata.ts';

test('what event types understand has a label in both languages', () => {
  for (const type of EVENT_TYPES) {
    for (const key of Object.keys(eventDefinition(type).metadata)) {
      expect(detailsOf({ [key]: 1 }, 'ru')[0]?.label, key).toMatch(/[а-я]/i);
    }
  }
});

test.each([
  [{ feature: 'ai_chat', duration_seconds: 154 }, ['функция: чат с AI', 'длилось: 2\u00A0мин 34\u00A0с']],
  [{ delay_minutes: 90 }, ['через: 1\u00A0ч 30\u00A0мин']],
  [{ habit_id: 12345, streak: 12345 }, ['привычка: 12345', 'серия: 12\u00A0345']],
  [{ progress: 0.5, feature: 'yoga' }, ['прогресс: 0.5', 'функция: yoga']],
  [
    { value: '<b>no</b>', own: { deep: [1, null] }, yes: true },
    ['отзыв: <b>no</b>', 'own: {"deep":[1,null]}', 'yes: true'],
  ],
  [{ constructor: 'x' }, ['constructor: x']],
  [null, []],
])('%j', (metadata, expected) => {
  expect(detailsOf(metadata, 'ru').map(({ label, value }) => `${label}: ${value}`)).toEqual(expected);
});

test.each([['x'.repeat(1000)], [1e300], [['x'.repeat(200)]]])('what is too long is cut, and kept in full', (value) => {
  const [detail] = detailsOf({ own: value, short: 1 }, 'ru');
  expect(detail?.value).toHaveLength(121);
  expect(detail?.whole?.startsWith(detail.value.slice(0, -1))).toBe(true);
  expect(detailsOf({ own: 'x'.repeat(120) }, 'ru')).toEqual([{ key: 'own', label: 'own', value: 'x'.repeat(120) }]);
});
