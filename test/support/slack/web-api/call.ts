/** One call of the Web API: who calls, whether they may, how often, and the method's answer. */
import { isObject, type JsonObject, parsed, textAt } from '../json.ts';
import type { RateLimits } from '../rate-limits.ts';
import { blame, type Installation, type Token, type World } from '../world.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import { identity } from './identity.ts';
import { type Method, needScopes, Refusal, readArguments } from './method.ts';
import { views } from './views.ts';

export interface Sent {
  readonly method: string;
  readonly contentType: string;
  readonly authorization: string;
  readonly body: string;
  readonly query: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: JsonObject;
}

/** A call that was made, for tests that count. */
export interface CallRecord {
  readonly method: string;
  readonly args: JsonObject;
  readonly workspace: string;
  readonly answer: JsonObject;
  readonly status: number;
}

export type WebApi = (sent: Sent) => Answer;

/** Arguments that every method takes. */
const COMMON = new Set(['token', 'team_id', 'pretty']);

export function makeWebApi(
  world: World,
  limits: RateLimits,
  record: (call: CallRecord) => void,
  removed: (installation: Installation) => void,
): WebApi {
  const methods: Readonly<Record<string, Method>> = {
    ...identity(removed),
    ...chat,
    ...views,
    ...conversations,
    ...files,
  };

  return (sent) => {
    const args = { ...clientOf(sent.authorization), ...argumentsOf(sent) };
    let workspace = '';
    const answered = (status: number, json: JsonObject, headers: Answer['headers'] = {}): Answer => {
      record({ method: sent.method, args, workspace, answer: json, status });
      return { status, json, headers };
    };
    try {
      const method = Object.hasOwn(methods, sent.method) ? methods[sent.method] : undefined;
      if (method === undefined) {
        blame(world, sent.method, [{ pointer: '', message: 'the fake has no such method' }]);
        throw new Refusal('unknown_method', { req_method: sent.method });
      }
      const token = method.isOpen === true ? null : authenticate(world, sent, args);
      workspace = token === null ? '' : workspaceOf(token.installation);
      const channel = textAt(args, 'channel');
      const wait = token === null ? null : limits.pass({ method: sent.method, workspace, channel });
      if (wait !== null) {
        return answered(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(wait) });
      }
      const installation = token?.installation ?? NOBODY;
      needScopes(installation, ...(method.scopes ?? []));
      blameUnknownArguments(world, sent.method, method, args);
      const call = {
        world,
        method: sent.method,
        args: readArguments(method, args),
        installation,
        token: token?.text ?? '',
      };
      const scopes = { 'x-oauth-scopes': [...installation.scopes].join(',') };
      return answered(200, { ok: true, ...method.run(call) }, token === null ? {} : scopes);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return answered(200, { ok: false, error: error.code, ...error.more });
    }
  };
}

/** Stands in where a method asks nobody who they are. */
const NOBODY: Installation = Object.freeze({
  team: null,
  enterprise: null,
  bot: {} as Installation['bot'],
  botId: '',
  scopes: new Set<string>(),
  installer: null,
  isRemoved: true,
});

const workspaceOf = ({ team, enterprise }: Installation): string => team?.id ?? enterprise?.id ?? '';

function argumentsOf({ contentType, body, query }: Sent): JsonObject {
  const inQuery = Object.fromEntries(query);
  if (contentType.startsWith('application/json')) {
    const json = parsed(body);
    return isObject(json) ? { ...inQuery, ...json } : inQuery;
  }
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return { ...inQuery, ...Object.fromEntries(new URLSearchParams(body)) };
  }
  return inQuery;
}

/** The app's own credentials by HTTP Basic: what Slack would rather have for OAuth than arguments. */
function clientOf(authorization: string): JsonObject {
  const basic = /^Basic (\S+)$/i.exec(authorization)?.[1];
  if (basic === undefined) return {};
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
  return { client_id: id, client_secret: secret };
}

function authenticate(world: World, { authorization, contentType }: Sent, args: JsonObject): Token {
  const bearer = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  // With a JSON body the token has to be in the header.
  const inBody = contentType.startsWith('application/json') ? '' : textAt(args, 'token');
  const text = bearer ?? inBody;
  if (text === '') throw new Refusal('not_authed');
  const token = world.tokens.get(text);
  if (token === undefined) throw new Refusal('invalid_auth');
  if (token.state !== 'live') throw new Refusal(token.state);
  if (token.installation.isRemoved) throw new Refusal('account_inactive');
  if (token.expiresAt !== null && token.expiresAt <= world.now()) throw new Refusal('token_expired');
  return token;
}

/** Slack ignores what it does not know; a test had better hear of it. */
function blameUnknownArguments(world: World, name: string, method: Method, args: JsonObject): void {
  const unknown = Object.keys(args).filter(
    (field) => !COMMON.has(field) && !Object.hasOwn(method.args, field),
  );
  blame(
    world,
    name,
    unknown.map((field) => ({ pointer: `/${field}`, message: `no such argument: ${field}` })),
  );
}
