/** Slack's side of the network: a server on this machine that answers the Web API, response_urls and file addresses. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault, Faults } from './faults.ts';
import { isObject, parsed, textAt } from './json.ts';
import { respond } from './response-url.ts';
import type { WebApi } from './web-api/call.ts';
import { blame, type World } from './world.ts';

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

interface Asked {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

export async function listen(world: World, api: WebApi, faults: Faults): Promise<Listening> {
  const server = createServer((request, response) => {
    void answer(world, api, faults, request, response).catch((error: unknown) => {
      blame(world, 'the fake itself', [{ pointer: '', message: String(error) }]);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        faults.releaseAll();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  world: World,
  api: WebApi,
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked: Asked = {
    url: new URL(request.url ?? '/', world.url),
    request,
    body: await bodyOf(request),
  };
  const fault = await faults.meet(nameOf(asked), channelOf(asked));
  if (fault?.reset === 'before') {
    request.socket.destroy();
    return;
  }
  const reply = inPlaceOf(fault) ?? replyTo(world, api, asked);
  if (fault?.reset === 'after') {
    request.socket.destroy();
    return;
  }
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const json = (value: unknown, headers = {}, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(value),
});

function inPlaceOf(fault: Fault | null): Reply | null {
  if (fault?.status !== undefined) return { status: fault.status, headers: {}, body: 'Slack is not well' };
  if (fault?.error !== undefined) return json({ ok: false, error: fault.error });
  return null;
}

/** The word by which a test orders a fault for this request. */
function nameOf({ url }: Asked): string {
  const [, first, second] = url.pathname.split('/');
  if (first === 'api') return second ?? '';
  if (first === 'upload') return 'upload';
  return first === 'files-pri' ? 'download' : 'response_url';
}

function channelOf({ request, body }: Asked): string {
  const text = body.toString();
  if (/json/.test(request.headers['content-type'] ?? '')) {
    const value = parsed(text);
    return isObject(value) ? textAt(value, 'channel') : '';
  }
  return new URLSearchParams(text).get('channel') ?? '';
}

function replyTo(world: World, api: WebApi, asked: Asked): Reply {
  const { url, request, body } = asked;
  const contentType = request.headers['content-type'] ?? '';
  const [, first, second] = url.pathname.split('/');
  if (first === 'api') {
    const answered = api({
      method: second ?? '',
      contentType,
      authorization: request.headers.authorization ?? '',
      body: body.toString(),
      query: url.searchParams,
    });
    return json(answered.json, answered.headers, answered.status);
  }
  if (first === 'upload')
    return upload(world, second ?? '', Number(url.searchParams.get('length')), body, contentType);
  if (first === 'files-pri') return download(world, second ?? '', request.headers.authorization ?? '');
  if (request.method === 'POST' && ['commands', 'actions', 'app'].includes(first ?? '')) {
    const answered = respond(world, url.pathname.slice(1), contentType, body.toString());
    return {
      status: answered.status,
      headers: { 'content-type': answered.contentType },
      body: answered.body,
    };
  }
  return { status: 404, headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><p>Not found</p>' };
}

function upload(world: World, id: string, length: number, body: Buffer, contentType: string): Reply {
  const file = world.files.get(id);
  if (file === undefined || file.content !== null) return { status: 404, headers: {}, body: 'not found' };
  // A form is taken apart by Slack; what is sent as it is, is the file.
  const content = contentType.startsWith('multipart/form-data') ? partOf(body, contentType) : body;
  if (content.byteLength !== length) {
    blame(world, 'upload', [
      { pointer: '/length', message: `${content.byteLength} bytes came, not ${length}` },
    ]);
    return { status: 400, headers: {}, body: 'wrong length' };
  }
  file.content = new Uint8Array(content);
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: `OK - ${content.byteLength}` };
}

/** The one part of a multipart form. */
function partOf(body: Buffer, contentType: string): Buffer {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1] ?? '';
  const start = body.indexOf('\r\n\r\n') + 4;
  return body.subarray(start, body.lastIndexOf(`\r\n--${boundary}`));
}

function download(world: World, name: string, authorization: string): Reply {
  const file = world.files.get(name.slice(name.lastIndexOf('-') + 1));
  const token = world.tokens.get(/^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '');
  const isLive =
    token?.state === 'live' &&
    !token.installation.isRemoved &&
    token.installation.scopes.has('files:read') &&
    (token.expiresAt === null || token.expiresAt > world.now());
  // Slack sends whoever it does not know to its sign-in page: an HTML page where a file was expected.
  if (!isLive) return { status: 302, headers: { location: `${world.url}/signin` }, body: '' };
  if (file === undefined || file.content === null) return { status: 404, headers: {}, body: '' };
  return { status: 200, headers: { 'content-type': file.mimetype }, body: file.content };
}
