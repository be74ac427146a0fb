import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Clock } from '../clock.ts';
import { SEND_TIMEOUT_MS, type Carrier, type Composed, type Outcome, type Outgoing } from './carrier.ts';
import { readDkimKey } from './email/dkim-key.ts';
import { brandOf, mailable, oneLine, readSender, type Sender } from './email/email-address.ts';
import { composeEmail } from './email/email-text.ts';
import { smtpOutcome } from './email/smtp-outcome.ts';
import { readSmtpUrl } from './email/smtp-url.ts';
import { openSmtp } from './email/smtp.ts';

export interface EmailConfig {
  readonly smtpUrl: string;
  readonly emailFrom: string | null;
  readonly publicUrl: string;
  /** Signed where domain and key are given. */
  readonly dkimDomain: string | null;
  readonly dkimSelector: string;
  /** PEM, or the path of a file that holds it. */
  readonly dkimKey: string | null;
}

export interface EmailDeps {
  readonly config: EmailConfig;
  readonly clock: Clock;
  /** For tests: less than `SEND_TIMEOUT_MS`. */
  readonly timeoutMs?: number;
}

/** Messages under way at a time: most providers take five connections, and few take more. */
const LANES = 5;
/** Leaves room to say what has happened. */
const BOUND_MS = SEND_TIMEOUT_MS - 1_000;
const ANSWER_CHARACTERS = 300;

/** E-mail by SMTP. Throws where the configuration cannot work, like a DKIM key that cannot be read. */
export function createEmail({ config, clock, timeoutMs = BOUND_MS }: EmailDeps): Carrier {
  const server = readSmtpUrl(config.smtpUrl);
  const sender = readSender(config.emailFrom, config.publicUrl);
  const brand = brandOf(config.emailFrom);
  const sign = signer(config);
  const smtp = openSmtp(server, timeoutMs);
  const told = answerTeller(server.auth === null ? [] : [server.auth.pass]);

  async function send(outgoing: Outgoing): Promise<Outcome> {
    const to = mailable(outgoing.address);
    if (to === null) return { outcome: 'refused', answer: 'no address that mail can be sent to', closes: true };
    const composed = composeEmail(outgoing, brand);
    const message = await sign(await build({ outgoing, composed, sender, to, now: new Date(clock.now()) }));
    return smtpOutcome(await smtp.send({ from: sender.address, to, message }));
  }

  return {
    channel: 'email',
    lanes: LANES,
    per_second: null,
    compose: (outgoing) => composeEmail(outgoing, brand),
    send: (outgoing) =>
      send(outgoing).then(told, (error: unknown) =>
        // Nothing has left yet: handing over does not throw.
        told({ outcome: 'unreachable', answer: `not composed: ${String(error)}`, pause_s: null }),
      ),
    close: () => smtp.close(),
  };
}

interface Mail {
  readonly outgoing: Outgoing;
  readonly composed: Composed;
  readonly sender: Sender;
  readonly to: string;
  readonly now: Date;
}

/** The mail as bytes, with what programs read: how to unsubscribe, and that no person has written it. */
async function build({ outgoing, composed, sender, to, now }: Mail): Promise<Buffer> {
  const { unsubscribe_url } = outgoing.links;
  const mail = new MailComposer({
    from: { name: sender.name, address: sender.address },
    to: { name: '', address: to },
    subject: oneLine(composed.title),
    text: composed.text,
    html: composed.html ?? undefined,
    date: now,
    messageId: messageId(outgoing, sender.address),
    headers: {
      'Auto-Submitted': 'auto-generated',
      // One piece: a folded address is not read by every provider.
      'List-Unsubscribe': { prepared: true, foldLines: false, value: `<${unsubscribe_url}>` },
      // One click is for https alone (RFC 8058, section 3.1).
      ...(unsubscribe_url.startsWith('https:') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/** The same for every attempt of a delivery, so that a mail that came twice is seen as one by whoever looks. */
function messageId({ user_id, delivery_id }: Outgoing, from: string): string {
  const whose = createHash('sha256').update(`${user_id}\0${delivery_id}`).digest('hex').slice(0, 24);
  return `<${delivery_id}.${whose}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

/** What the signature covers: RFC 8058 wants both headers of the unsubscription in it. */
const SIGNED_HEADERS =
  'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:Auto-Submitted:List-Unsubscribe:List-Unsubscribe-Post';

function signer({ dkimDomain, dkimSelector, dkimKey }: EmailConfig): (message: Buffer) => Promise<Buffer> {
  if (dkimDomain === null || dkimKey === null) return async (message) => message;
  const dkim = new DKIM({
    domainName: dkimDomain,
    keySelector: dkimSelector,
    privateKey: readDkimKey(dkimKey),
    headerFieldNames: SIGNED_HEADERS,
  });
  return (message) => buffer(dkim.sign(message));
}

/** Answers are for the owner to read: one line, not too long, and never a password, should a server repeat it. */
function answerTeller(secrets: readonly string[]): (outcome: Outcome) => Outcome {
  const spelt = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    .filter((secret) => secret !== '');
  return (outcome) => {
    const answer = spelt.reduce((text, secret) => text.replaceAll(secret, '…'), oneLine(outcome.answer));
    return { ...outcome, answer: answer.slice(0, ANSWER_CHARACTERS) };
  };
}
