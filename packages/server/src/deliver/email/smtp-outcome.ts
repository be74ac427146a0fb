import type { Outcome } from '../carrier.ts';
import type { SmtpResult } from './smtp.ts';

/** How long nobody sends where the server has said that it is closing (RFC 5321, 421), seconds. */
const CLOSING_PAUSE_S = 60;

/** Before there is a message there is nothing to refuse: what fails here is the connection, ours or theirs. */
const BEFORE_THE_MESSAGE = /^(?:CONN|EHLO|HELO|LHLO|STARTTLS|AUTH|RSET|API)/;
/** Log in first, or in another way: ours to put right, and no word about the message. */
const LOGIN_CODES: ReadonlySet<number> = new Set([530, 534, 535, 538]);
/** Bad sequence of commands: the session was in the wrong state. */
const BAD_SEQUENCE = 503;

/** What became of a message that was handed to an SMTP server. RFC 5321, section 4.2; RFC 3463 for the codes behind. */
export function smtpOutcome(result: SmtpResult): Outcome {
  if ('taken' in result) return { outcome: 'sent', answer: result.taken };
  const { command, reply, reason, handed_over } = result;
  if (reply === null || reply.code < 400 || reply.code >= 600) {
    return handed_over
      ? { outcome: 'uncertain', answer: `handed over, and then ${reason}` }
      : { outcome: 'unreachable', answer: reason, pause_s: null };
  }
  const { code, text } = reply;
  if (code === 421) return { outcome: 'unreachable', answer: text, pause_s: CLOSING_PAUSE_S };
  if (code < 500 || code === BAD_SEQUENCE || LOGIN_CODES.has(code) || BEFORE_THE_MESSAGE.test(command)) {
    return { outcome: 'unreachable', answer: text, pause_s: null };
  }
  return { outcome: 'refused', answer: text, closes: closesAddress(command, code, text) };
}

/** Mailbox unavailable, user not local, name not allowed; by RFC 5321 also what is no mailbox at all. */
const NO_SUCH_MAILBOX: ReadonlySet<number> = new Set([550, 551, 553, 556]);
/** What is said of us or of the message, not of the mailbox. */
const OF_POLICY = /\b(?:relay|polic|spam|spf|dkim|dmarc|reputation|black ?list|block ?list|blocked|sender)/i;

/**
 * Whether nothing sent to this address will ever arrive. The enhanced code says it best: X.1.x is about the address
 * (7 and 8 about ours), X.2.1 a mailbox that is shut. Without one, what is refused at RCPT is the mailbox, unless the
 * words speak of policy: a server that takes us for a spammer must not close everybody's mail.
 */
function closesAddress(command: string, code: number, text: string): boolean {
  const [, subject, detail] = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(text) ?? [];
  if (subject === '1') return detail !== '7' && detail !== '8';
  if (subject === '2') return detail === '1';
  if (subject !== undefined && subject !== '0') return false;
  return command === 'RCPT TO' && NO_SUCH_MAILBOX.has(code) && !OF_POLICY.test(text);
}
