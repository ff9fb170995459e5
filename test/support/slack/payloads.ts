/** Payloads of interactions, as docs.slack.dev/reference/interaction-payloads has them. */
import type { JsonObject } from './json.ts';
import { newResponseUrl } from './response-url.ts';
import { messageJson } from './web-api/chat.ts';
import { viewJson } from './web-api/views.ts';
import type { Channel, Installation, Message, SurfaceState, User, View, World } from './world.ts';

/** Who does something, and by which installation the app learns of it. */
export interface Doing {
  readonly user: User;
  readonly installation: Installation;
}

function newTrigger(
  world: World,
  { user, installation }: Doing,
  view: View | null,
  channel: Channel | null,
): string {
  const id = `${world.next()}.${world.next()}.${world.next().toString(16).padStart(32, '0')}`;
  world.triggers.set(id, { id, user, installation, madeAt: world.now(), view, channel, isUsed: false });
  return id;
}

function common(world: World, { user, installation }: Doing, where: 'message' | 'view'): JsonObject {
  // From a message of a shared channel, the team is where the app is installed; from a view, where the person is at home
  // (the view then says `app_installed_team_id`).
  const team = where === 'message' ? (installation.team ?? user.team) : user.team;
  const { enterprise } = installation;
  return {
    api_app_id: world.app.id,
    token: world.app.verificationToken,
    team: {
      id: team.id,
      domain: team.domain,
      ...(enterprise === null ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    },
    enterprise: enterprise === null ? null : { id: enterprise.id, name: enterprise.name },
    is_enterprise_install: installation.team === null,
    user: { id: user.id, username: user.username, name: user.username, team_id: user.team.id },
  };
}

const channelName = ({ kind, name }: Channel): string =>
  kind === 'im' ? 'directmessage' : kind === 'private' ? 'privategroup' : name;

export function commandFields(
  world: World,
  doing: Doing,
  command: { readonly name: string; readonly text: string; readonly channel: Channel },
): Record<string, string> {
  const { user, installation } = doing;
  const { enterprise } = installation;
  const { channel } = command;
  return {
    token: world.app.verificationToken,
    team_id: user.team.id,
    team_domain: user.team.domain,
    ...(enterprise === null ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: user.id,
    user_name: user.username,
    command: command.name,
    text: command.text,
    api_app_id: world.app.id,
    is_enterprise_install: String(installation.team === null),
    response_url: newResponseUrl(world, { kind: 'commands', user, channel, installation, message: null }),
    trigger_id: newTrigger(world, doing, null, channel),
  };
}

export function messageActions(
  world: World,
  doing: Doing,
  message: Message,
  state: SurfaceState,
  actions: readonly JsonObject[],
): JsonObject {
  const { channel } = message;
  const isEphemeral = message.onlyFor !== null;
  return {
    type: 'block_actions',
    ...common(world, doing, 'message'),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    trigger_id: newTrigger(world, doing, null, channel),
    channel: { id: channel.id, name: channelName(channel) },
    // What one person alone sees is not kept by Slack and not sent along.
    ...(isEphemeral ? {} : { message: messageJson(world, message) }),
    state: { values: state },
    response_url: newResponseUrl(world, { ...doing, kind: 'actions', channel, message }),
    actions,
  };
}

export function viewActions(
  world: World,
  doing: Doing,
  view: View,
  actions: readonly JsonObject[],
): JsonObject {
  const isModal = view.content.type === 'modal';
  return {
    type: 'block_actions',
    ...common(world, doing, 'view'),
    container: { type: 'view', view_id: view.id },
    trigger_id: newTrigger(world, doing, isModal ? view : null, view.openedIn),
    view: viewJson(world, view),
    actions,
  };
}

export function suggestion(
  world: World,
  doing: Doing,
  where: { readonly view: View } | { readonly message: Message },
  asked: { readonly block_id: string; readonly action_id: string; readonly value: string },
): JsonObject {
  const isView = 'view' in where;
  return {
    type: 'block_suggestion',
    ...common(world, doing, isView ? 'view' : 'message'),
    ...(isView
      ? { container: { type: 'view', view_id: where.view.id }, view: viewJson(world, where.view) }
      : {
          container: {
            type: 'message',
            message_ts: where.message.ts,
            channel_id: where.message.channel.id,
            is_ephemeral: where.message.onlyFor !== null,
          },
          channel: { id: where.message.channel.id, name: channelName(where.message.channel) },
        }),
    ...asked,
  };
}

export function viewSubmission(
  world: World,
  doing: Doing,
  view: View,
  values: SurfaceState,
  responseUrls: readonly JsonObject[],
): JsonObject {
  return {
    type: 'view_submission',
    ...common(world, doing, 'view'),
    trigger_id: newTrigger(world, doing, view, view.openedIn),
    view: { ...viewJson(world, view), state: { values } },
    response_urls: responseUrls,
  };
}

export const viewClosed = (world: World, doing: Doing, view: View, isCleared: boolean): JsonObject => ({
  type: 'view_closed',
  ...common(world, doing, 'view'),
  view: viewJson(world, view),
  is_cleared: isCleared,
});
