import type { ChatMessage } from '../../host-api.ts';

/** A talk without a break of more than half an hour. */
export interface ChatSession {
  /** The id of its first message. */
  readonly session_id: number;
  /** What the person has written in it; the coach's answers do not count. */
  readonly message_count: number;
}

const BREAK_MS = 30 * 60_000;

/** Whether a message begins a talk, by the message before it. */
export function beginsSession(message: ChatMessage, previous: ChatMessage | undefined): boolean {
  return previous === undefined || Date.parse(message.created_at) - Date.parse(previous.created_at) > BREAK_MS;
}

/** The talk that the latest message belongs to; undefined where nobody has said anything. */
export function currentSession(messages: readonly ChatMessage[]): ChatSession | undefined {
  const ordered = messages.toSorted((one, other) => one.id - other.id);
  let from = 0;
  ordered.forEach((message, at) => {
    if (beginsSession(message, ordered[at - 1])) from = at;
  });
  const talk = ordered.slice(from);
  const first = talk[0];
  if (first === undefined) return undefined;
  return { session_id: first.id, message_count: talk.filter(({ from: by }) => by === 'person').length };
}
