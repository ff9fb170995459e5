/** What a Web API method is here, and how its arguments are read. */
import { type JsonObject, parsed } from '../json.ts';
import { type Channel, directMessages, type Installation, serves, type User, type World } from '../world.ts';

/** Slack's answer `{ ok: false, error }`. */
export class Refusal extends Error {
  readonly code: string;
  readonly more: JsonObject;
  constructor(code: string, more: JsonObject = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

type ArgumentKind = 'text' | 'flag' | 'number' | 'json';

export interface Call {
  readonly world: World;
  readonly method: string;
  readonly args: JsonObject;
  readonly installation: Installation;
  /** The token's text; methods about tokens need it. */
  readonly token: string;
}

export interface Method {
  /** Names of arguments; `!` marks one that must be there. */
  readonly args: Readonly<Record<string, ArgumentKind | `${ArgumentKind}!`>>;
  /** Needed whatever the arguments are. */
  readonly scopes?: readonly string[];
  /** Called without a token: OAuth. */
  readonly isOpen?: boolean;
  readonly run: (call: Call) => JsonObject;
}

/** Arguments as the method wants them, from a form (all texts) or JSON. */
export function readArguments(method: Method, sent: JsonObject): JsonObject {
  const args: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(method.args)) {
    const value = sent[name];
    const isMissing = value === undefined || value === null || value === '';
    if (isMissing && kind.endsWith('!')) {
      throw invalidArguments(`missing required field: ${name}`, `/${name}`);
    }
    if (value === undefined || value === null) continue;
    args[name] = readArgument(name, kind.replace('!', '') as ArgumentKind, value);
  }
  return args;
}

function readArgument(name: string, kind: ArgumentKind, value: unknown): unknown {
  if (kind === 'text') {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    throw invalidArguments('must be a string', `/${name}`);
  }
  if (kind === 'flag') {
    if (value === true || value === 'true' || value === '1' || value === 1) return true;
    if (value === false || value === 'false' || value === '0' || value === 0) return false;
    throw invalidArguments('must be a boolean', `/${name}`);
  }
  if (kind === 'number') {
    const number = Number(value);
    if (Number.isFinite(number)) return number;
    throw invalidArguments('must be a number', `/${name}`);
  }
  const json = typeof value === 'string' ? parsed(value) : value;
  if (typeof json === 'object' && json !== null) return json;
  throw name === 'blocks'
    ? new Refusal('invalid_blocks_format')
    : invalidArguments('must be valid JSON', `/${name}`);
}

export const invalidArguments = (message: string, pointer: string): Refusal =>
  new Refusal('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] ${message} [json-pointer:${pointer}]`] },
  });

export const textOf = (call: Call, name: string): string => {
  const value = call.args[name];
  return typeof value === 'string' ? value : '';
};

/** The scopes a call needs, or Slack's `missing_scope` with `needed` and `provided`. */
export function needScopes(installation: Installation, ...needed: readonly string[]): void {
  const missing = needed.filter((scope) => !installation.scopes.has(scope));
  if (missing.length === 0) return;
  throw new Refusal('missing_scope', {
    needed: missing.join(','),
    provided: [...installation.scopes].join(','),
  });
}

/** A channel the token's bot can know of: any public one, a private one it is in, its own direct messages. */
export function visibleChannel(call: Call, id: string): Channel {
  const { world, installation } = call;
  const channel = world.channels.get(id);
  const isServed = channel?.teams.some((team) => serves(installation, team)) ?? false;
  if (channel === undefined || !isServed) throw new Refusal('channel_not_found');
  if (channel.kind !== 'public' && !channel.members.has(installation.bot.id)) {
    throw new Refusal('channel_not_found');
  }
  return channel;
}

/** Where a message may be posted to. A person's id stands for the direct messages with them. */
export function writableChannel(call: Call, id: string): Channel {
  const { world, installation } = call;
  const user = world.users.get(id);
  if (user !== undefined && !user.isBot) {
    if (!serves(installation, user.team) || user.isDeactivated) throw new Refusal('channel_not_found');
    return directMessages(world, installation, user);
  }
  const named = id.startsWith('#')
    ? [...world.channels.values()].find(
        (each) => each.name === id.slice(1) && each.teams.some((team) => serves(installation, team)),
      )
    : undefined;
  const channel = visibleChannel(call, named?.id ?? id);
  if (channel.isArchived) throw new Refusal('is_archived');
  if (!channel.members.has(installation.bot.id) && !installation.scopes.has('chat:write.public')) {
    throw new Refusal('not_in_channel');
  }
  return channel;
}

export function knownUser(call: Call, id: string): User {
  const user = call.world.users.get(id);
  const shares = [...call.world.channels.values()].some(
    (channel) => channel.members.has(id) && channel.teams.some((team) => serves(call.installation, team)),
  );
  if (user === undefined || !(serves(call.installation, user.team) || shares)) {
    throw new Refusal('user_not_found');
  }
  return user;
}
