/** Google's side of the network: one root for the token endpoint, Sheets, Drive and the certificates. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { certificates, grantToken, tokenOf } from '../tokens.ts';
import type { Account, World } from '../world.ts';
import { ApiError, driveErrorBody, invalid, notFound, quotaExceeded, sheetsErrorBody } from './api-error.ts';
import type { Fault, Faults } from './faults.ts';
import { masked, parseMask } from './field-mask.ts';
import type { Quotas } from './quotas.ts';
import { ROUTES, type Route } from './routes.ts';
import { faultsIn } from './schemas.ts';

/** A call as it came and how it was answered. */
export interface CallRecord {
  /** 'token', 'values.batchGet', 'files.get' … */
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Whose token it was; null: nobody's. */
  readonly by: string | null;
  /** The HTTP status; null: the connection was cut. */
  readonly status: number | null;
}

interface Reply {
  readonly status: number;
  readonly json: unknown;
  readonly error?: ApiError;
  readonly by?: Account;
}

export interface Network {
  readonly world: World;
  readonly faults: Faults;
  readonly quotas: Quotas;
  readonly calls: CallRecord[];
}

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

export async function listen(network: Network): Promise<Listening> {
  const server = createServer((request, response) => {
    void answer(network, request, response).catch((error: unknown) => {
      network.world.violations.push({
        call: 'the fake itself',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        network.faults.releaseAll();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Asked {
  readonly verb: string;
  readonly url: URL;
  readonly authorization: string;
  readonly contentType: string;
  readonly text: string;
}

async function answer(network: Network, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { world, faults, calls } = network;
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const asked: Asked = {
    verb: request.method ?? 'GET',
    url: new URL(request.url ?? '/', world.url),
    authorization: request.headers.authorization ?? '',
    contentType: request.headers['content-type'] ?? '',
    text: Buffer.concat(parts).toString(),
  };
  const route = routeOf(asked);
  const method = route?.name ?? asked.url.pathname.slice(1);
  const fault = await faults.meet(method);
  const isLost = fault?.cut === 'before';
  const reply = isLost ? null : replyTo(network, asked, route, fault);
  calls.push({
    method,
    path: decodeURIComponent(asked.url.pathname),
    query: asked.url.searchParams,
    body: parsed(asked.text) ?? null,
    by: reply?.by?.email ?? null,
    status: fault?.cut === undefined ? (reply?.status ?? null) : null,
  });
  if (reply?.error !== undefined && !reply.error.isArranged) {
    world.violations.push({
      call: `${asked.verb} ${method}`,
      message: `${reply.error.code} ${reply.error.message}`,
    });
  }
  if (reply === null || fault?.cut === 'after') request.socket.destroy();
  else send(response, reply, fault?.cut === 'middle');
}

function send(response: ServerResponse, { status, json, error }: Reply, isCut: boolean): void {
  const body = json === undefined ? '' : JSON.stringify(json);
  response.writeHead(status, {
    ...(json === undefined ? {} : { 'content-type': 'application/json; charset=UTF-8' }),
    'content-length': Buffer.byteLength(body),
    ...(error?.retryAfter ? { 'retry-after': String(error.retryAfter) } : {}),
  });
  if (!isCut) {
    response.end(body);
    return;
  }
  response.write(body.slice(0, Math.floor(body.length / 2)), () => response.destroy());
}

function routeOf({ verb, url }: Asked): Route | undefined {
  const path = decodeURIComponent(url.pathname);
  return ROUTES.find((route) => route.verb === verb && route.path.test(path));
}

function replyTo(
  { world, quotas }: Network,
  asked: Asked,
  route: Route | undefined,
  fault: Fault | null,
): Reply {
  let by: Account | undefined;
  const isDrive = route?.api === 'drive';
  try {
    if (fault?.status !== undefined) throw arranged(fault.status);
    if (asked.url.pathname === '/token') return { status: 200, json: token(world, asked) };
    if (asked.url.pathname === '/oauth2/v3/certs') return { status: 200, json: certificates() };
    if (route === undefined)
      throw notFound(`The requested URL ${asked.url.pathname} was not found on this server.`);
    by = tokenOf(world, asked.authorization, route.scopes).account;
    if (route.quota !== undefined && !quotas.pass(by.email, route.quota)) {
      throw quotaExceeded(route.quota === 'reads' ? 'Read' : 'Write');
    }
    const json = run(world, by, asked, route);
    return { status: json === undefined ? 204 : 200, json: cutDown(json, fault?.partial), by };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const json =
      error.reason === 'oauth'
        ? { error: error.status, error_description: error.message }
        : isDrive
          ? driveErrorBody(error)
          : sheetsErrorBody(error);
    return { status: error.code, json, error, ...(by === undefined ? {} : { by }) };
  }
}

function token(world: World, { verb, contentType, text }: Asked): unknown {
  if (verb !== 'POST' || !contentType.startsWith('application/x-www-form-urlencoded')) {
    throw new ApiError(400, 'invalid_request', 'Bad Request', { reason: 'oauth' });
  }
  return grantToken(world, new URLSearchParams(text));
}

const COMMON_QUERY = ['fields', 'alt', 'prettyPrint', 'quotaUser'];

function run(world: World, by: Account, asked: Asked, route: Route): unknown {
  const query = asked.url.searchParams;
  for (const name of query.keys()) {
    if (![...COMMON_QUERY, ...route.query].includes(name)) {
      throw invalid(
        `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
      );
    }
  }
  const path = route.path.exec(decodeURIComponent(asked.url.pathname))?.slice(1) ?? [];
  const body = bodyOf(asked, route);
  const answered = route.answer({ world, by, path, query, body });
  const fields = query.get('fields');
  // Methods whose answers have no mask of their own: any of their fields' names.
  return fields === null || OWN_MASKS.has(route.name) ? answered : masked(answered, looseMask(fields));
}

const OWN_MASKS = new Set(['spreadsheets.get', 'files.get', 'files.list', 'revisions.list']);

function looseMask(fields: string) {
  const anything = { kind: 'anything' } as const;
  return parseMask(fields, { schema: () => anything, fieldsOf: () => ANY_FIELD }, anything);
}

const ANY_FIELD = { get: () => ({ kind: 'anything' }) as const } as unknown as ReadonlyMap<
  string,
  { kind: 'anything' }
>;

function bodyOf({ text, contentType }: Asked, route: Route): unknown {
  if (route.body === undefined || text === '') return null;
  if (!contentType.startsWith('application/json')) throw invalid(`Invalid content type: ${contentType}`);
  const value = parsed(text);
  if (value === undefined) throw invalid('Invalid JSON payload received. Parsing error.');
  const schemas = route.body.schemas();
  const faults = faultsIn(schemas, schemas.schema(route.body.name), value);
  if (faults.length > 0) throw invalid(faults.join('\n'));
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function arranged(code: number): ApiError {
  const [status, message, reason] = ({
    401: ['UNAUTHENTICATED', 'Request had invalid authentication credentials.', 'ACCESS_TOKEN_EXPIRED'],
    403: ['PERMISSION_DENIED', 'The caller does not have permission', 'forbidden'],
    404: ['NOT_FOUND', 'Requested entity was not found.', 'notFound'],
    429: ['RESOURCE_EXHAUSTED', 'Quota exceeded.', 'RATE_LIMIT_EXCEEDED'],
    500: ['INTERNAL', 'Internal error encountered.', 'backendError'],
    502: ['UNAVAILABLE', 'Bad Gateway', 'backendError'],
    503: ['UNAVAILABLE', 'The service is currently unavailable.', 'backendError'],
  }[code] ?? ['UNKNOWN', 'Unknown', 'unknown']) as [string, string, string];
  return new ApiError(code, status, message, { reason, isArranged: true });
}

/** An answer that is whole as JSON and lacks something. */
function cutDown(json: unknown, most: number | undefined): unknown {
  if (most === undefined || typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      ['valueRanges', 'sheets', 'files'].includes(name) && Array.isArray(value)
        ? value.slice(0, most)
        : value,
    ]),
  );
}
