/** A receiver of webhooks on loopback: a real HTTP server that checks signatures as receivers do, with the library of Standard Webhooks. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: {
    readonly type: string;
    readonly timestamp: string;
    readonly data: Record<string, unknown>;
  };
}

export interface Receiver {
  readonly url: string;
  /** All that was posted, in order; also what it answered with a failure. */
  readonly received: Received[];
  /** The next answers; afterwards 204. `hang`: it never answers. */
  readonly answers: (number | 'hang' | readonly [status: number, headers: Record<string, string>])[];
}

export async function aReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: Receiver['answers'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    received.push({ id: headers['webhook-id'] ?? '', headers, text, body: JSON.parse(text) });
    const answer = answers.shift() ?? 204;
    if (answer === 'hang') return;
    const [status, extra] = typeof answer === 'number' ? [answer, {}] : answer;
    response.writeHead(status, extra).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/cardline`, received, answers };
}

/** What a receiver reads once the signature is right; throws where it is not. */
export const verified = (secret: string, { text, headers }: Received): unknown =>
  new Webhook(secret).verify(text, headers);
