import { expect, it } from 'vitest';
import { coachAnswer } from './coach.ts';

it.each([
  ['Сорвалась привычка', 'ru', 'Привычка держится'],
  ['как достичь цели?', 'ru', 'Большая цель'],
  ['Очень устала', 'ru', 'сил сейчас немного'],
  ['мне тревожно', 'ru', 'поговори с близким'],
  ['I lost my streak', 'en', 'A habit rests'],
  ['I am so tired', 'en', 'little energy'],
  ['пицца', 'ru', 'Расскажи чуть подробнее'],
] as const)('%s', (text, locale, part) => {
  expect(coachAnswer(text, 0, locale)).toContain(part);
});

it('says that it is scripted, once, and answers the same question the same way', () => {
  expect(coachAnswer('привет', 0, 'ru')).toContain('коуч по сценарию');
  expect(coachAnswer('hello', 0, 'en')).toContain('scripted coach');
  expect(coachAnswer('привет', 1, 'ru')).not.toContain('сценарию');
  expect(coachAnswer('цель', 1, 'ru')).not.toBe(coachAnswer('цель', 2, 'ru'));
  expect(coachAnswer('цель', 2, 'ru')).toBe(coachAnswer('цель', 4, 'ru'));
});
