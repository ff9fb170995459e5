/**
 * Slack's side of Socket Mode on this machine: hands out the address of a connection, and speaks over it as RFC 6455 says.
 * One connection at a time; messages are short.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

export interface SlackSocket {
  readonly apiUrl: string;
  /** App tokens that asked for a connection. */
  readonly tokens: readonly (string | undefined)[];
  /** Sends an envelope, and waits for what it is acknowledged with. */
  ask(type: string, payload: object): Promise<unknown>;
  /** Resolves when the other side has closed. */
  readonly closed: Promise<void>;
}

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export async function aSlackSocket(): Promise<SlackSocket> {
  const tokens: (string | undefined)[] = [];
  const waiting = new Map<string, (payload: unknown) => void>();
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  let connection: Duplex | null = null;
  let number = 0;

  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port()}/link` }));
  });
  const port = () => (server.address() as AddressInfo).port;
  server.on('upgrade', (request, socket: Duplex) => {
    connection = socket;
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}${MAGIC}`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.write(frameOf(JSON.stringify({ type: 'hello', num_connections: 1 })));
    let unread = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      for (let frame = readFrame(unread); frame !== null; frame = readFrame(unread)) {
        unread = unread.subarray(frame.length);
        if (frame.opcode === CLOSE) socket.end(Buffer.from([0x88, 0]));
        if (frame.opcode !== TEXT) continue;
        const { envelope_id: id, payload } = JSON.parse(frame.text) as {
          envelope_id: string;
          payload: unknown;
        };
        waiting.get(id)?.(payload);
      }
    });
    socket.on('close', close);
    socket.on('error', () => close());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    connection?.destroy();
    server.close();
  });

  return {
    apiUrl: `http://127.0.0.1:${port()}/api/`,
    tokens,
    closed,
    ask(type, payload) {
      const id = `envelope-${++number}`;
      const answered = new Promise((resolve) => waiting.set(id, resolve));
      connection?.write(
        frameOf(JSON.stringify({ type, envelope_id: id, payload, accepts_response_payload: true })),
      );
      return answered;
    },
  };
}

const TEXT = 1;
const CLOSE = 8;

/** A server's frames are not masked. */
function frameOf(text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, body.length])
      : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, body]);
}

/** A client's are. null where it has not all come yet. */
function readFrame(bytes: Buffer): { opcode: number; text: string; length: number } | null {
  const [first = 0, second = 0] = bytes;
  const short = second & 127;
  const start = short === 126 ? 4 : 2;
  if (bytes.length < start + 4) return null;
  const size = short === 126 ? bytes.readUInt16BE(2) : short;
  const length = start + 4 + size;
  if (bytes.length < length) return null;
  const mask = bytes.subarray(start, start + 4);
  const body = bytes.subarray(start + 4, length).map((byte, at) => byte ^ (mask[at % 4] ?? 0));
  return { opcode: first & 15, text: Buffer.from(body).toString(), length };
}
