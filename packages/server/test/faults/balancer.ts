import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readyz } from '@retention/domain/contract/operations';

/** A proxy in front of several servers, as small as one can be that does what a balancer does. */
export interface Balancer {
  readonly origin: string;
  /** From now on this one serves as well, once it is ready. */
  add(address: string): void;
  /** Servers that say they are ready. */
  ready(): number;
  close(): Promise<void>;
}

const LOOK_MS = 50;

/**
 * In turn to all that say `/readyz`, and to the next where a connection is refused. Once a server may have heard of a
 * request, it is not sent again: the client is cut off, and knows whether it may.
 */
export async function openBalancer(): Promise<Balancer> {
  const servers = new Map<string, boolean>();
  const agent = new Agent({ keepAlive: true });
  let turn = 0;

  async function look(address: string): Promise<void> {
    const ready = await fetch(`${address}${readyz.path}`).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status === 200;
      },
      () => false,
    );
    servers.set(address, ready);
  }
  const looking = setInterval(() => {
    for (const address of servers.keys()) void look(address);
  }, LOOK_MS);

  function pass(incoming: IncomingMessage, body: Buffer, answer: ServerResponse, addresses: readonly string[]): void {
    const [address, ...others] = addresses;
    if (address === undefined) {
      answer.writeHead(503).end();
      return;
    }
    const { method = '', url = '', headers } = incoming;
    const asked = request(`${address}${url}`, { agent, method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 0, response.headers);
      response.pipe(answer);
      response.on('error', () => answer.destroy());
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') pass(incoming, body, answer, others);
      else answer.destroy();
    });
    asked.end(body);
  }

  const proxy = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const ready = [...servers].filter(([, isReady]) => isReady).map(([address]) => address);
      const first = turn++ % Math.max(ready.length, 1);
      pass(incoming, Buffer.concat(chunks), answer, [...ready.slice(first), ...ready.slice(0, first)]);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    add: (address) => void servers.set(address, false),
    ready: () => [...servers.values()].filter(Boolean).length,
    async close() {
      clearInterval(looking);
      agent.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
