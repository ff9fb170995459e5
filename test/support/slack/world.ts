/** What Slack knows: workspaces, people, channels, messages, views, tokens. Plain records; the rules are in the files that use them. */
import type { AnyBlock, HomeView, ModalView, PlainTextElement } from '@slack/types';
import { isObject, type JsonObject } from './json.ts';

export interface Enterprise {
  readonly id: string;
  readonly name: string;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly enterprise: Enterprise | null;
}

export interface User {
  readonly id: string;
  /** Without spaces, as in `user_name`. */
  readonly username: string;
  readonly name: string;
  readonly email: string | null;
  readonly team: Team;
  readonly timeZone: string;
  readonly isBot: boolean;
  isDeactivated: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  /** The team it belongs to, then those it is shared with (Slack Connect). */
  readonly teams: Team[];
  readonly members: Set<string>;
  isArchived: boolean;
  readonly messages: Message[];
}

export interface Message {
  readonly ts: string;
  readonly channel: Channel;
  readonly author: User;
  /** The app's own, or a person's. */
  readonly installation: Installation | null;
  text: string;
  blocks: readonly AnyBlock[];
  readonly threadTs: string | null;
  metadata: JsonObject | null;
  editedAt: string | null;
  /** Null: everybody in the channel sees it. */
  readonly onlyFor: User | null;
  readonly options: JsonObject;
}

export interface Installation {
  /** Null: for the whole organisation. */
  readonly team: Team | null;
  readonly enterprise: Enterprise | null;
  readonly bot: User;
  readonly botId: string;
  readonly scopes: ReadonlySet<string>;
  readonly installer: User | null;
  isRemoved: boolean;
}

export interface Token {
  readonly text: string;
  readonly installation: Installation;
  readonly expiresAt: number | null;
  state: 'live' | 'token_revoked' | 'account_inactive';
}

export interface View {
  readonly id: string;
  readonly user: User;
  readonly installation: Installation;
  readonly root: string;
  readonly previous: string | null;
  content: ModalView | HomeView;
  hash: string;
  /** What is filled in: `block_id` → `action_id` → value. */
  state: SurfaceState;
  errors: Readonly<Record<string, string>>;
  isOpen: boolean;
  /** The conversation that was on the screen when it was opened. */
  readonly openedIn: Channel | null;
  options: Options;
}

export interface Choice {
  readonly text: PlainTextElement | { readonly type: 'mrkdwn'; readonly text: string };
  readonly value: string;
}

/** A value of an element, as it is in `state.values`. */
export type StateValue = { readonly type: string } & JsonObject;
export type SurfaceState = Record<string, Record<string, StateValue>>;
/** What the app has suggested for external selects: element → options. */
export type Options = Record<string, readonly Choice[]>;

export interface Trigger {
  readonly id: string;
  readonly user: User;
  readonly installation: Installation;
  readonly madeAt: number;
  /** Made by something in this view; null: by a message, a command or the Home tab. */
  readonly view: View | null;
  readonly channel: Channel | null;
  isUsed: boolean;
}

export interface ResponseUrl {
  readonly id: string;
  readonly user: User;
  readonly channel: Channel;
  readonly installation: Installation;
  readonly message: Message | null;
  readonly madeAt: number;
  uses: number;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly owner: User;
  readonly team: Team;
  readonly createdAt: number;
  content: Uint8Array | null;
  isComplete: boolean;
  readonly sharedIn: Set<string>;
}

export interface App {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecret: string;
  readonly verificationToken: string;
  readonly scopes: readonly string[];
  readonly redirectUrls: readonly string[];
  readonly commands: readonly string[];
  readonly events: readonly string[];
  readonly rotatesTokens: boolean;
}

/** Something the real Slack would have refused, or that people would not have understood. */
export interface Violation {
  /** The method, 'view_submission answer', … */
  readonly where: string;
  readonly pointer: string;
  readonly message: string;
}

export interface World {
  readonly app: App;
  readonly teams: Map<string, Team>;
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  readonly installations: Installation[];
  readonly tokens: Map<string, Token>;
  /** Refresh token → what it renews. */
  readonly refreshTokens: Map<string, Installation>;
  readonly codes: Map<string, AuthorizationCode>;
  readonly views: Map<string, View>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly files: Map<string, StoredFile>;
  readonly violations: Violation[];
  /** Milliseconds since 1970, by the test's clock. */
  now(): number;
  /** A number nobody had before. */
  next(): number;
  url: string;
}

export interface AuthorizationCode {
  readonly installation: () => Installation;
  readonly redirectUri: string | null;
  readonly madeAt: number;
  readonly scopes: readonly string[];
  readonly user: User;
}

/** A letters-and-digits id as Slack's are: a prefix and upper case. */
export const newId = (world: World, prefix: string): string =>
  `${prefix}0${world.next().toString(36).toUpperCase().padStart(8, '0')}`;

/** A message's `ts`: seconds and six digits that no other message has. */
export function newTs(world: World): string {
  return `${Math.floor(world.now() / 1000)}.${String(world.next()).padStart(6, '0')}`;
}

export function makeUser(
  world: World,
  team: Team,
  user: Partial<Omit<User, 'team'>> & { readonly name: string },
): User {
  const made: User = {
    id: user.id ?? newId(world, 'U'),
    username: user.username ?? user.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.'),
    name: user.name,
    email: user.email ?? null,
    team,
    timeZone: user.timeZone ?? 'Australia/Melbourne',
    isBot: user.isBot ?? false,
    isDeactivated: false,
  };
  world.users.set(made.id, made);
  return made;
}

export function makeChannel(
  world: World,
  team: Team,
  channel: { readonly id?: string; readonly name: string; readonly kind: Channel['kind'] },
): Channel {
  const made: Channel = {
    id: channel.id ?? newId(world, channel.kind === 'im' ? 'D' : 'C'),
    name: channel.name,
    kind: channel.kind,
    teams: [team],
    members: new Set(),
    isArchived: false,
    messages: [],
  };
  world.channels.set(made.id, made);
  return made;
}

/** The conversation between a person and the app; made when first needed. */
export function directMessages(world: World, installation: Installation, user: User): Channel {
  const found = [...world.channels.values()].find(
    ({ kind, members }) => kind === 'im' && members.has(user.id) && members.has(installation.bot.id),
  );
  if (found !== undefined) return found;
  const made = makeChannel(world, user.team, { name: 'directmessage', kind: 'im' });
  made.members.add(user.id).add(installation.bot.id);
  return made;
}

/** The installation that serves a team: its own, or that of its organisation. */
export function installationOf(world: World, team: Team): Installation | null {
  const live = world.installations.filter(({ isRemoved }) => !isRemoved);
  return (
    live.find((each) => each.team?.id === team.id) ??
    live.find((each) => each.team === null && each.enterprise?.id === team.enterprise?.id) ??
    null
  );
}

/** Whether a token of this installation may act in a team at all. */
export const serves = (installation: Installation, team: Team): boolean =>
  installation.team === null
    ? installation.enterprise?.id === team.enterprise?.id
    : installation.team.id === team.id;

/** The open modals of a person, the lowest first. */
export const stackOf = (world: World, user: User): readonly View[] =>
  [...world.views.values()].filter(
    (view) => view.isOpen && view.user.id === user.id && view.content.type === 'modal',
  );

export const homeOf = (world: World, user: User, installation: Installation): View | null =>
  [...world.views.values()].find(
    (view) => view.content.type === 'home' && view.user.id === user.id && view.installation === installation,
  ) ?? null;

export function blame(
  world: World,
  where: string,
  found: readonly { pointer: string; message: string }[],
): void {
  world.violations.push(...found.map((each) => ({ where, ...each })));
}

/** Blocks as Slack keeps them: every block and every interactive element has an id, every text its flags. */
export function keep(world: World, blocks: unknown): readonly AnyBlock[] {
  const withIds = (value: unknown, parent: 'blocks' | 'elements' | 'other'): unknown => {
    if (Array.isArray(value)) return value.map((each) => withIds(each, parent));
    if (!isObject(value)) return value;
    const inner = Object.fromEntries(
      Object.entries(value).map(([field, each]) => [
        field,
        withIds(each, ['elements', 'element', 'accessory'].includes(field) ? 'elements' : 'other'),
      ]),
    );
    if (value.type === 'plain_text' && typeof value.text === 'string') return { emoji: true, ...inner };
    if (value.type === 'mrkdwn') return { verbatim: false, ...inner };
    if (parent === 'blocks') return { block_id: shortId(world), ...inner };
    const isInteractive = parent === 'elements' && INTERACTIVE.test(String(value.type));
    return isInteractive ? { action_id: shortId(world), ...inner } : inner;
  };
  return withIds(blocks ?? [], 'blocks') as AnyBlock[];
}

const INTERACTIVE = /select$|picker$|input$|^button$|^overflow$|^checkboxes$|^radio_buttons$/;

/** Ids that Slack makes up for blocks and elements; new ones whenever a surface is sent again. */
const shortId = (world: World): string => world.next().toString(36).padStart(5, 'x');
