import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { TEST_CERTIFICATE, TEST_KEY } from './certificate.ts';

/** Where a session stands when the script is asked. `body`: the message is coming; `message`: it has come, to its last dot. */
export type SmtpStage = 'greeting' | 'ehlo' | 'starttls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'message';

/**
 * What the server does at a stage. A line like `550 5.1.1 No such user` is answered (421 closes as well); `silent` answers
 * nothing for ever; `drop` closes the connection. At `message`, `take and …` takes it first: it counts, and nobody is told.
 */
export type SmtpAct = `${number} ${string}` | 'silent' | 'drop' | 'take and be silent' | 'take and drop';

/** Null: as a good server would. */
export type SmtpScript = (stage: SmtpStage, session: SmtpSession) => SmtpAct | null;

export interface SmtpSession {
  readonly from: string;
  readonly to: string;
  readonly user: string | null;
  readonly password: string | null;
  readonly encrypted: boolean;
  /** Messages of this connection so far. */
  readonly messages: number;
}

export interface TakenMail extends SmtpSession {
  /** As it came, without the dots of the protocol. */
  readonly raw: string;
}

export interface SmtpPeer {
  readonly port: number;
  /** `smtp://127.0.0.1:…`, or `smtps:` where it speaks TLS from the first byte. */
  readonly url: string;
  /** Every message it has taken, acknowledged or not. */
  readonly taken: TakenMail[];
  /** Connections so far, and commands as they came. */
  readonly connections: () => number;
  readonly commands: string[];
  /** From now on. */
  script: SmtpScript;
  close(): Promise<void>;
}

export interface SmtpPeerOptions {
  readonly tls?: 'none' | 'starttls' | 'first byte';
  /** Whether AUTH is offered, and with what it is content; null: not offered. */
  readonly auth?: { readonly user: string; readonly password: string } | null;
  readonly pipelining?: boolean;
  readonly script?: SmtpScript;
}

/** A script that acts at the stages that are named, and is good otherwise. */
export function acting(acts: Partial<Record<SmtpStage, SmtpAct>>): SmtpScript {
  return (stage) => acts[stage] ?? null;
}

/** A real SMTP server (RFC 5321) on a free port of 127.0.0.1 that counts, and misbehaves as it is told. */
export async function startSmtp(options: SmtpPeerOptions = {}): Promise<SmtpPeer> {
  const sockets = new Set<Socket>();
  const context = createSecureContext({ key: TEST_KEY, cert: TEST_CERTIFICATE });
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const first = options.tls === 'first byte';
    serveSession(peer, options, first ? secured(socket, context) : socket, (plain) => secured(plain, context), first);
  });
  const taken: TakenMail[] = [];
  const peer: SmtpPeer = {
    port: 0,
    url: '',
    taken,
    commands: [],
    connections: () => connections,
    script: options.script ?? (() => null),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(peer, { port, url: `${options.tls === 'first byte' ? 'smtps' : 'smtp'}://127.0.0.1:${port}` });
}

function secured(socket: Socket, secureContext: ReturnType<typeof createSecureContext>): TLSSocket {
  return new TLSSocket(socket, { isServer: true, secureContext });
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function serveSession(
  peer: SmtpPeer,
  { tls = 'none', auth = null, pipelining = false }: SmtpPeerOptions,
  first: Socket,
  secure: (socket: Socket) => TLSSocket,
  encrypted: boolean,
): void {
  const session: Mutable<SmtpSession> = { from: '', to: '', user: null, password: null, encrypted, messages: 0 };
  let socket = first;
  let input = '';
  /** What the next line is for, where it is no command. */
  let expects: 'command' | 'body' | 'nothing' | ((line: string) => void) = 'command';

  /** Acts as told; true where the session may go on as usual. */
  function goesOn(stage: SmtpStage): boolean {
    const act = peer.script(stage, { ...session });
    if (act === null) return true;
    if (act === 'silent') expects = 'nothing';
    else if (act === 'drop') socket.destroy();
    else if (act.startsWith('421 ')) socket.end(`${act}\r\n`);
    else if (/^\d/.test(act)) say(act);
    return false;
  }

  function say(...lines: string[]): void {
    if (socket.writable) socket.write(`${lines.join('\r\n')}\r\n`);
  }

  function login(user: string, password: string): void {
    Object.assign(session, { user, password });
    if (!goesOn('auth')) return;
    const right = user === auth?.user && password === auth.password;
    say(right ? '235 2.7.0 Accepted' : '535 5.7.8 Username and password not accepted');
  }

  function command(line: string): void {
    const verb = line.split(' ', 1)[0]?.toUpperCase() ?? '';
    // What a password could stand in is not kept.
    peer.commands.push(verb === 'AUTH' ? 'AUTH' : line);
    switch (verb) {
      case 'EHLO':
      case 'HELO': {
        const offers = [
          ...(tls === 'starttls' && !session.encrypted ? ['STARTTLS'] : []),
          ...(auth === null ? [] : ['AUTH PLAIN LOGIN']),
          ...(pipelining ? ['PIPELINING'] : []),
          '8BITMIME',
          'SMTPUTF8',
        ];
        if (goesOn('ehlo'))
          say('250-peer', ...offers.map((offer, at) => `250${at < offers.length - 1 ? '-' : ' '}${offer}`));
        return;
      }
      case 'STARTTLS':
        if (!goesOn('starttls')) return;
        say('220 Go ahead');
        socket.removeAllListeners('data');
        session.encrypted = true;
        socket = secure(socket);
        listen();
        return;
      case 'AUTH': {
        const [, mechanism, initial] = line.split(' ');
        if (mechanism === 'PLAIN') {
          const [, user = '', password = ''] = decoded(initial ?? '').split('\0');
          login(user, password);
        } else {
          say('334 VXNlcm5hbWU6');
          expects = (user) => {
            say('334 UGFzc3dvcmQ6');
            expects = (password) => {
              expects = 'command';
              login(decoded(user), decoded(password));
            };
          };
        }
        return;
      }
      case 'MAIL':
        Object.assign(session, { from: address(line), to: '' });
        if (goesOn('mail')) say('250 2.1.0 Sender ok');
        return;
      case 'RCPT': {
        session.to = address(line);
        if (goesOn('rcpt')) say('250 2.1.5 Recipient ok');
        else session.to = '';
        return;
      }
      case 'DATA':
        if (session.to === '') return say('503 5.5.1 No recipient');
        if (!goesOn('data')) return;
        say('354 Go ahead');
        expects = 'body';
        goesOn('body');
        return;
      case 'RSET':
      case 'NOOP':
        return say('250 2.0.0 Ok');
      case 'QUIT':
        socket.end('221 2.0.0 Bye\r\n');
        return;
      default:
        return say('502 5.5.2 What?');
    }
  }

  function message(raw: string): void {
    expects = 'command';
    const act = peer.script('message', { ...session });
    if (act === null || act.startsWith('take')) peer.taken.push({ ...session, raw });
    session.messages += 1;
    if (act === null) say(`250 2.0.0 Ok: queued as ${peer.taken.length}`);
    else if (act === 'drop' || act === 'take and drop') socket.destroy();
    else if (act === 'silent' || act === 'take and be silent') expects = 'nothing';
    else if (act.startsWith('421 ')) socket.end(`${act}\r\n`);
    else say(act);
  }

  function read(): void {
    for (;;) {
      const end = expects === 'body' ? `\r\n${input}`.indexOf('\r\n.\r\n') : input.indexOf('\r\n');
      if (end === -1 || expects === 'nothing' || socket.destroyed) return;
      // A body without a line has its dot at once: it begins where the line break we put before it does.
      const line = expects === 'body' ? input.slice(0, Math.max(0, end - 2)) : input.slice(0, end);
      input = input.slice(expects === 'body' ? end + 3 : end + 2);
      if (expects === 'body') message(line.replaceAll(/^\./gm, '') + (line === '' ? '' : '\r\n'));
      else if (expects === 'command') command(line);
      else if (typeof expects === 'function') expects(line);
    }
  }

  function listen(): void {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      input += chunk.toString('latin1');
      read();
    });
  }

  listen();
  if (goesOn('greeting')) say('220 peer ESMTP');
}

function address(line: string): string {
  return Buffer.from(/<([^>]*)>/.exec(line)?.[1] ?? '', 'latin1').toString();
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
