import { describe, expect, test } from 'vitest';
import { points, verdictOf } from './effect-text.ts';
import { effectWith } from './types.fixture.ts';

function plain(text: string | null): string | null {
  return text === null ? null : text.replaceAll(/[\u00A0\u2009\u202F]/g, ' ');
}

describe('the verdict', () => {
  test.each([
    [
      effectWith({ verdict: 'better', difference: 0.124, interval: { low: 0.031, high: 0.188 } }),
      'Вернулось на 12 п.п. больше',
      '95 %: от 3,1 до 19 п.п.',
    ],
    [
      effectWith({ verdict: 'worse', outcome: 'paid', difference: -0.05, interval: { low: -0.091, high: -0.012 } }),
      'Оплатили на 5 п.п. меньше',
      '95 %: от 1,2 до 9,1 п.п.',
    ],
    [
      effectWith({ difference: 0.03, interval: { low: -0.1, high: 0.16 }, days_needed: 9 }),
      'Пока рано: ещё около 9 дней',
      'сейчас +3 п.п., 95 %: от −10 до +16',
    ],
    [effectWith({ days_needed: 1 }), 'Пока рано: ещё около 1 дня', null],
    [effectWith({ days_needed: 644 }), 'Пока рано: при такой разнице дольше года', null],
    [effectWith({}), 'Пока рано', null],
    [effectWith({ verdict: 'no_holdout' }), 'Сравнить не с кем', 'Контрольной группы нет: сообщение получают все.'],
  ])('%#', (effect, text, detail) => {
    const verdict = verdictOf(effect, 'ru');
    expect(plain(verdict.text)).toBe(text);
    expect(plain(verdict.detail)).toBe(detail);
  });

  test('in English', () => {
    const better = effectWith({ verdict: 'better', difference: 0.124, interval: { low: 0.031, high: 0.188 } });
    expect(plain(verdictOf(better, 'en').text)).toBe('Came back: 12 pp more');
    expect(plain(verdictOf(better, 'en').detail)).toBe('95%: from 3.1 to 19 pp');
    expect(plain(verdictOf(effectWith({ days_needed: 9 }), 'en').text)).toBe('Too early: about 9 more days');
  });
});

test.each([
  [0, '0'],
  [0.0994, '+9,9'],
  [0.0996, '+10'],
  [-0.0004, '0'],
  [-0.5, '−50'],
])('%d of a share in points', (share, text) => {
  expect(points(share, 'ru')).toBe(text);
});
