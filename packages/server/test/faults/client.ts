import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One keep-alive connection, opened anew whenever it is gone. Rejects where no whole answer came. */
export interface Client {
  post(url: string, token: string, body: string): Promise<Answer>;
  close(): void;
}

export function openClient(timeoutMs = 15_000): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    close: () => agent.destroy(),
    post: (url, token, body) =>
      new Promise((resolve, reject) => {
        const headers = {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        };
        const asked = request(url, { agent, method: 'POST', headers, timeout: timeoutMs }, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('error', reject);
          response.on('end', () => {
            if (response.complete) resolve({ status: response.statusCode ?? 0, body: text });
            else reject(new Error('half an answer'));
          });
          response.on('close', () => reject(new Error('half an answer')));
        });
        asked.on('timeout', () => asked.destroy(new Error(`no answer within ${timeoutMs} ms`)));
        asked.on('error', reject);
        asked.end(body);
      }),
  };
}
