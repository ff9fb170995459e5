/** conversations.* and users.info. */
import type { JsonObject } from '../json.ts';
import { type Channel, directMessages, serves, type User } from '../world.ts';
import {
  type Call,
  invalidArguments,
  knownUser,
  type Method,
  needScopes,
  Refusal,
  textOf,
  visibleChannel,
} from './method.ts';

const READ_SCOPE = { public: 'channels:read', private: 'groups:read', im: 'im:read' } as const;
const TYPE = { public: 'public_channel', private: 'private_channel', im: 'im' } as const;

export const conversations: Readonly<Record<string, Method>> = {
  'conversations.open': {
    args: { users: 'text', channel: 'text', return_im: 'flag' },
    scopes: ['im:write'],
    run(call) {
      const ids = textOf(call, 'users').split(',').filter(Boolean);
      if (ids.length === 0) throw new Refusal('users_list_not_supplied');
      if (ids.length > 1) throw invalidArguments('the fake opens conversations with one person', '/users');
      const user = knownUser(call, ids[0] ?? '');
      if (user.isBot) throw new Refusal('cannot_dm_bot');
      if (user.isDeactivated) throw new Refusal('user_disabled');
      const channel = directMessages(call.world, call.installation, user);
      return { channel: call.args.return_im === true ? channelJson(call, channel) : { id: channel.id } };
    },
  },
  'conversations.info': {
    args: { channel: 'text!', include_num_members: 'flag', include_locale: 'flag' },
    run(call) {
      const channel = visibleChannel(call, textOf(call, 'channel'));
      needScopes(call.installation, READ_SCOPE[channel.kind]);
      return { channel: channelJson(call, channel) };
    },
  },
  'conversations.list': {
    args: { types: 'text', exclude_archived: 'flag', limit: 'number', cursor: 'text', team_id: 'text' },
    run(call) {
      const { world, installation, args } = call;
      const types = (textOf(call, 'types') || 'public_channel').split(',');
      const kinds = (['public', 'private', 'im'] as const).filter((kind) => types.includes(TYPE[kind]));
      needScopes(installation, ...kinds.map((kind) => READ_SCOPE[kind]));
      if (installation.team === null && textOf(call, 'team_id') === '') {
        throw new Refusal('missing_argument', { needed: 'team_id' });
      }
      const teamId = installation.team?.id ?? textOf(call, 'team_id');
      const all = [...world.channels.values()].filter(
        (channel) =>
          kinds.includes(channel.kind) &&
          channel.teams.some(({ id }) => id === teamId) &&
          (channel.kind === 'public' || channel.members.has(installation.bot.id)) &&
          !(args.exclude_archived === true && channel.isArchived),
      );
      const start = Number(textOf(call, 'cursor').replace('from:', '') || 0);
      const limit = typeof args.limit === 'number' && args.limit > 0 ? Math.min(args.limit, 1000) : 100;
      const end = start + limit;
      return {
        channels: all.slice(start, end).map((channel) => channelJson(call, channel)),
        response_metadata: { next_cursor: end < all.length ? `from:${end}` : '' },
      };
    },
  },
  'conversations.join': {
    args: { channel: 'text!' },
    scopes: ['channels:join'],
    run(call) {
      const channel = visibleChannel(call, textOf(call, 'channel'));
      if (channel.kind !== 'public') throw new Refusal('method_not_supported_for_channel_type');
      if (channel.isArchived) throw new Refusal('is_archived');
      channel.members.add(call.installation.bot.id);
      return { channel: channelJson(call, channel) };
    },
  },
  'users.info': {
    args: { user: 'text!', include_locale: 'flag' },
    scopes: ['users:read'],
    run(call) {
      return { user: userJson(call, knownUser(call, textOf(call, 'user'))) };
    },
  },
};

function channelJson({ installation }: Call, channel: Channel): JsonObject {
  const { kind, teams, members } = channel;
  const other = [...members].find((id) => id !== installation.bot.id);
  const isShared = teams.length > 1;
  return {
    id: channel.id,
    is_channel: kind === 'public',
    is_group: kind === 'private',
    is_im: kind === 'im',
    is_private: kind !== 'public',
    is_archived: channel.isArchived,
    is_ext_shared: isShared,
    is_shared: isShared,
    context_team_id: teams.find((team) => serves(installation, team))?.id,
    shared_team_ids: teams.map(({ id }) => id),
    ...(kind === 'im'
      ? { user: other }
      : { name: channel.name, name_normalized: channel.name, is_member: members.has(installation.bot.id) }),
  };
}

function userJson({ installation }: Call, user: User): JsonObject {
  return {
    id: user.id,
    team_id: user.team.id,
    name: user.username,
    deleted: user.isDeactivated,
    real_name: user.name,
    tz: user.timeZone,
    profile: {
      real_name: user.name,
      display_name: user.name,
      team: user.team.id,
      ...(installation.scopes.has('users:read.email') && user.email !== null ? { email: user.email } : {}),
    },
    is_bot: user.isBot,
    is_stranger: !serves(installation, user.team),
  };
}
