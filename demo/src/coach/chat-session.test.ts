import { expect, test } from 'vitest';
import type { ChatMessage } from '../../host-api.ts';
import { currentSession } from './chat-session.ts';

const said = (id: number, from: ChatMessage['from'], time: string): ChatMessage => ({
  id,
  from,
  text: '…',
  created_at: `2024-06-10T${time}Z`,
});

test('nobody has said anything', () => {
  expect(currentSession([])).toBeUndefined();
});

test('what the person writes in one talk is counted, the answers are not', () => {
  const messages = [said(1, 'person', '09:00:00'), said(2, 'coach', '09:00:01'), said(3, 'person', '09:29:00')];
  expect(currentSession(messages)).toEqual({ session_id: 1, message_count: 2 });
});

test('after a break of more than half an hour another talk begins', () => {
  const messages = [said(4, 'person', '09:00:00'), said(5, 'coach', '09:00:00'), said(6, 'person', '09:30:01')];
  expect(currentSession(messages)).toEqual({ session_id: 6, message_count: 1 });
  expect(currentSession(messages.slice(0, 2))).toEqual({ session_id: 4, message_count: 1 });
});

test('the order in which they come does not matter', () => {
  const messages = [said(8, 'person', '09:05:00'), said(7, 'person', '09:00:00')];
  expect(currentSession(messages)).toEqual({ session_id: 7, message_count: 2 });
});
