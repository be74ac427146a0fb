import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

/** Where mail is handed over, and as whom. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else by STARTTLS where it is offered. */
  readonly secure: boolean;
  readonly requireTLS: boolean;
  readonly ignoreTLS: boolean;
  /** False accepts a certificate nobody vouches for. */
  readonly rejectUnauthorized: boolean;
  /** What we call ourselves in EHLO; null: the name of this machine. */
  readonly name: string | null;
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

/** Why a message was not taken. */
export interface SmtpFailure {
  /** What it was about: `RCPT TO`, `DATA`, `CONN`, `AUTH PLAIN` … as nodemailer names it. */
  readonly command: string;
  /** What the server said, first line and code; null: nothing. */
  readonly reply: { readonly code: number; readonly text: string } | null;
  readonly reason: string;
  /** Whether the message had been handed over whole: then it may have been taken. */
  readonly handed_over: boolean;
}
export type SmtpResult = { readonly taken: string } | SmtpFailure;

/** A mail as it goes over the wire, and its envelope. */
export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly message: Buffer;
}

export interface SmtpPool {
  /** Never throws, and ends within the bound. */
  send(envelope: Envelope): Promise<SmtpResult>;
  close(): Promise<void>;
}

/** Servers end sessions that idle for some minutes; we end ours before. */
const IDLE_MS = 60_000;
const MESSAGES_PER_CONNECTION = 100;
const GOODBYE_MS = 1_000;

interface Held {
  readonly connection: SMTPConnection;
  sent: number;
  idle: NodeJS.Timeout | null;
}

/**
 * Connections that are kept between messages. Ours rather than nodemailer's pool: that one sends a message again by itself
 * where a connection breaks, and we have to know what was handed over to say what has become of it.
 */
export function openSmtp(server: SmtpServer, timeoutMs: number): SmtpPool {
  const idle: Held[] = [];
  const open = new Set<SMTPConnection>();
  const busy = new Set<Promise<SmtpResult>>();
  let closed = false;

  function release(held: Held): void {
    held.sent += 1;
    if (closed || held.sent >= MESSAGES_PER_CONNECTION) return held.connection.quit();
    held.idle = setTimeout(() => {
      idle.splice(idle.indexOf(held), 1);
      held.connection.quit();
    }, IDLE_MS).unref();
    idle.push(held);
  }

  function take(): Held | null {
    for (let held = idle.pop(); held !== undefined; held = idle.pop()) {
      if (held.idle !== null) clearTimeout(held.idle);
      held.idle = null;
      if (!held.connection.destroyed) return held;
    }
    return null;
  }

  function connect(deadline: Deadline): Promise<Held> {
    const { host, port, secure, requireTLS, ignoreTLS, rejectUnauthorized, name, auth } = server;
    const connection = new SMTPConnection({
      host,
      port,
      secure,
      requireTLS,
      ignoreTLS,
      tls: { rejectUnauthorized },
      ...(name !== null && { name }),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      // Ours is the bound that counts: it covers all of it.
      socketTimeout: timeoutMs + IDLE_MS * 2,
      socketCloseTimeout: GOODBYE_MS,
      logger: false,
    });
    open.add(connection);
    connection.once('end', () => open.delete(connection));
    return new Promise((resolve, reject) => {
      deadline.abandon = () => connection.close();
      // Stays for good: an error nobody hears would end the process. Whoever waits for it hears it as well.
      connection.on('error', reject);
      connection.once('end', () => reject(new Error('the connection was closed')));
      connection.connect((error) => {
        if (error !== undefined) reject(error);
        else if (auth !== null && connection.allowsAuth) {
          connection.login({ user: auth.user, pass: auth.pass }, (refused) => {
            if (refused === null) return resolve({ connection, sent: 0, idle: null });
            reject(refused);
            connection.close();
          });
        } else resolve({ connection, sent: 0, idle: null });
      });
    });
  }

  /** The result, or null where a kept connection turned out to be dead before anything of the message was sent. */
  function hand(held: Held, { from, to, message }: Envelope, deadline: Deadline): Promise<SmtpResult | null> {
    const { connection } = held;
    const stream = Readable.from([message]);
    stream.once('end', () => {
      // From here on the end of the message may be on its way, and only the server knows whether it has come.
      deadline.handed_over = true;
    });
    return new Promise((resolve) => {
      deadline.abandon = () => connection.close();
      connection.send({ from, to: [to], size: message.length }, stream, (error, info) => {
        if (error === null) {
          release(held);
          return resolve({ taken: info.response });
        }
        const failure = failureOf(error, deadline.handed_over);
        if (failure.reply === null && held.sent > 0 && !stream.readableDidRead) return resolve(null);
        if (!leavesUsable(failure) || connection.destroyed) connection.close();
        else connection.reset((stuck) => (stuck === null ? release(held) : connection.close()));
        resolve(failure);
      });
    });
  }

  async function attempt(envelope: Envelope, deadline: Deadline): Promise<SmtpResult> {
    for (let held = take(); held !== null; held = take()) {
      const result = await hand(held, envelope, deadline);
      if (result !== null) return result;
    }
    const result = await hand(await connect(deadline), envelope, deadline);
    return result ?? { command: 'CONN', reply: null, reason: 'the connection was closed', handed_over: false };
  }

  async function sendWithin(envelope: Envelope): Promise<SmtpResult> {
    const deadline: Deadline = { handed_over: false, abandon: () => undefined };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<SmtpResult>((resolve) => {
      timer = setTimeout(() => {
        deadline.abandon();
        const reason = `no answer within ${timeoutMs / 1000} s`;
        resolve({ command: 'CONN', reply: null, reason, handed_over: deadline.handed_over });
      }, timeoutMs);
    });
    const tried = attempt(envelope, deadline).catch((error: unknown) => failureOf(error, deadline.handed_over));
    const result = await Promise.race([tried, late]);
    clearTimeout(timer);
    return result;
  }

  return {
    send(envelope) {
      const sending = sendWithin(envelope);
      busy.add(sending);
      void sending.finally(() => busy.delete(sending));
      return sending;
    },
    async close() {
      closed = true;
      await Promise.all(busy);
      for (let held = take(); held !== null; held = take()) held.connection.quit();
      await Promise.all([...open].map(goodbye));
    },
  };
}

/** Something under way, and how to let go of it. */
interface Deadline {
  handed_over: boolean;
  abandon: () => void;
}

/** What was refused was the message; the connection is good for the next one. A 421 announces its end (RFC 5321, 3.8). */
function leavesUsable({ reply }: SmtpFailure): boolean {
  return reply !== null && reply.code >= 400 && reply.code < 600 && reply.code !== 421;
}

/** Waits until the connection has ended; one that does not is ended. */
function goodbye(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => connection.close(), GOODBYE_MS);
    connection.once('end', () => {
      clearTimeout(impatient);
      resolve();
    });
  });
}

function failureOf(error: unknown, handed_over: boolean): SmtpFailure {
  if (!(error instanceof Error)) return { command: '', reply: null, reason: 'failed', handed_over };
  const told = new Map<string, unknown>(Object.entries(error));
  const [command, code, response] = [told.get('command'), told.get('responseCode'), told.get('response')];
  const cause = told.get('originalCode') ?? told.get('code');
  return {
    command: typeof command === 'string' ? command : '',
    reply: typeof code === 'number' && typeof response === 'string' ? { code, text: response } : null,
    reason: typeof cause === 'string' ? `${error.message} (${cause})` : error.message,
    handed_over,
  };
}
