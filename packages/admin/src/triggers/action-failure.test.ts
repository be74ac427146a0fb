import { expect, test } from 'vitest';
import type { Failure } from '../api/failure.ts';
import { actionFailure } from './action-failure.ts';

function refusal(status: number, message = 'as it is'): Failure {
  return { outcome: 'refused', status, retry_after: null, body: { status: 'error', message, errors: [] } };
}
const CONFLICT = { ru: 'Уже решено.', en: 'Decided already.' };

test.each([
  [refusal(409), 'Уже решено.'],
  [refusal(403), 'Менять может только администратор.'],
  [refusal(503), 'Сервер сейчас не может ответить.'],
  [refusal(422, '"at" must lie ahead'), 'Сервер отказал: "at" must lie ahead'],
  [
    { outcome: 'unreachable', reason: 'timeout' } as const,
    'Сервер не ответил. Возможно, он успел это сделать: посмотрите, прежде чем повторять.',
  ],
])('%j', (failure, text) => {
  expect(actionFailure(failure, 'ru', { 409: CONFLICT })).toBe(text);
});
