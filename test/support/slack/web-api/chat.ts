/** chat.*: messages of the app. docs.slack.dev/reference/methods, "chat.…". */
import type { AnyBlock } from '@slack/types';
import { checkMessageBlocks, checkMetadata, type Flaw, tooLong } from '../block-kit/surfaces.ts';
import { isObject, type JsonObject } from '../json.ts';
import { blame, type Channel, keep, type Message, newTs, type World } from '../world.ts';
import {
  type Call,
  invalidArguments,
  type Method,
  Refusal,
  textOf,
  visibleChannel,
  writableChannel,
} from './method.ts';

const content = { text: 'text', blocks: 'json', metadata: 'json' } as const;
const posting = {
  ...content,
  channel: 'text!',
  thread_ts: 'text',
  reply_broadcast: 'flag',
  unfurl_links: 'flag',
  unfurl_media: 'flag',
  mrkdwn: 'flag',
  parse: 'text',
  link_names: 'flag',
} as const;

export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': {
    args: posting,
    scopes: ['chat:write'],
    run(call) {
      const channel = writableChannel(call, textOf(call, 'channel'));
      const message = post(call, channel, null);
      return { channel: channel.id, ts: message.ts, message: messageJson(call.world, message) };
    },
  },
  'chat.postEphemeral': {
    args: {
      ...content,
      channel: 'text!',
      user: 'text!',
      thread_ts: 'text',
      parse: 'text',
      link_names: 'flag',
    },
    scopes: ['chat:write'],
    run(call) {
      const channel = visibleChannel(call, textOf(call, 'channel'));
      if (channel.isArchived) throw new Refusal('is_archived');
      if (!channel.members.has(call.installation.bot.id)) throw new Refusal('not_in_channel');
      const user = call.world.users.get(textOf(call, 'user'));
      if (user === undefined || !channel.members.has(user.id)) throw new Refusal('user_not_in_channel');
      return { message_ts: post(call, channel, user).ts };
    },
  },
  'chat.update': {
    args: {
      ...content,
      channel: 'text!',
      ts: 'text!',
      parse: 'text',
      link_names: 'flag',
      reply_broadcast: 'flag',
    },
    scopes: ['chat:write'],
    run(call) {
      const channel = visibleChannel(call, textOf(call, 'channel'));
      const message = ownMessage(call, channel, 'cant_update_message');
      if (channel.isArchived) throw new Refusal('is_archived');
      const sent = readContent(call);
      message.text = sent.text ?? message.text;
      if (sent.blocks !== null) message.blocks = keep(call.world, sent.blocks);
      // Text alone takes the blocks away; a message with blocks is not marked as edited.
      else if (sent.text !== null) message.blocks = [];
      if (sent.blocks === null) message.editedAt = newTs(call.world);
      if (isObject(call.args.metadata)) message.metadata = call.args.metadata;
      return {
        channel: channel.id,
        ts: message.ts,
        text: message.text,
        message: messageJson(call.world, message),
      };
    },
  },
  'chat.delete': {
    args: { channel: 'text!', ts: 'text!' },
    scopes: ['chat:write'],
    run(call) {
      const channel = visibleChannel(call, textOf(call, 'channel'));
      const message = ownMessage(call, channel, 'cant_delete_message');
      remove(message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.getPermalink': {
    args: { channel: 'text!', message_ts: 'text!' },
    run(call) {
      const channel = visibleChannel(call, textOf(call, 'channel'));
      const message = channel.messages.find(({ ts }) => ts === textOf(call, 'message_ts'));
      if (message === undefined || message.onlyFor !== null) throw new Refusal('message_not_found');
      return { channel: channel.id, permalink: permalink(message) };
    },
  },
};

export function permalink({ channel, ts, threadTs }: Message): string {
  const link = `https://${channel.teams[0]?.domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}`;
  return threadTs === null ? link : `${link}?thread_ts=${threadTs}&cid=${channel.id}`;
}

/** The message as Slack has it now; null when it is gone. A handle may hold an older look of it. */
export const current = ({ channel, ts }: Message): Message | null =>
  channel.messages.find((each) => each.ts === ts) ?? null;

export const remove = ({ channel, ts }: Message): void => {
  const index = channel.messages.findIndex((each) => each.ts === ts);
  if (index >= 0) channel.messages.splice(index, 1);
};

function ownMessage(call: Call, channel: Channel, refusal: string): Message {
  const message = channel.messages.find(({ ts }) => ts === textOf(call, 'ts'));
  // What one person alone sees can be reached by its response_url only.
  if (message === undefined || message.onlyFor !== null) throw new Refusal('message_not_found');
  if (message.installation !== call.installation) throw new Refusal(refusal);
  return message;
}

/** Refuses with Slack's code and every flaw, which is also remembered. */
export function refuseFlaws(world: World, where: string, code: string, flaws: readonly Flaw[]): void {
  if (flaws.length === 0) return;
  blame(world, where, flaws);
  const errors = flaws.map(({ pointer, message }) => `${message} [json-pointer:${pointer}]`);
  throw new Refusal(code, {
    errors,
    response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) },
  });
}

function readContent(call: Call): { readonly text: string | null; readonly blocks: unknown[] | null } {
  const { world, method, args } = call;
  const text = typeof args.text === 'string' && args.text !== '' ? args.text : null;
  if (args.blocks !== undefined && !Array.isArray(args.blocks)) throw new Refusal('invalid_blocks_format');
  const blocks = Array.isArray(args.blocks) ? args.blocks : null;
  if (text === null && (blocks === null || blocks.length === 0)) throw new Refusal('no_text');
  if (blocks !== null) refuseFlaws(world, method, 'invalid_blocks', checkMessageBlocks(blocks));
  if (args.metadata !== undefined) {
    refuseFlaws(world, method, 'invalid_metadata_format', checkMetadata(args.metadata));
  }
  const excess = tooLong({ ...(text === null ? {} : { text }), blocks });
  if (excess !== null) {
    blame(world, method, [{ pointer: '', message: excess }]);
    throw new Refusal(excess);
  }
  // Slack takes it; people with a screen reader and notifications are left without words.
  if (text === null) blame(world, method, [{ pointer: '/text', message: 'text is needed next to blocks' }]);
  return { text, blocks };
}

function post(call: Call, channel: Channel, onlyFor: Message['onlyFor']): Message {
  const { world, installation, args } = call;
  const { text, blocks } = readContent(call);
  const threadTs = typeof args.thread_ts === 'string' ? args.thread_ts : null;
  if (threadTs !== null) {
    if (!/^\d{10}\.\d{6}$/.test(threadTs)) throw new Refusal('invalid_thread_ts');
    const parent = channel.messages.find(({ ts }) => ts === threadTs);
    if (parent === undefined) throw new Refusal('thread_not_found');
    if (parent.threadTs !== null) throw new Refusal('cannot_reply_to_message');
  }
  if (args.reply_broadcast === true && threadTs === null) {
    throw invalidArguments('reply_broadcast needs thread_ts', '/reply_broadcast');
  }
  return addMessage(world, {
    channel,
    author: installation.bot,
    installation,
    text: text ?? '',
    blocks: keep(world, blocks),
    threadTs,
    metadata: isObject(args.metadata) ? args.metadata : null,
    onlyFor,
    options: {
      unfurl_links: args.unfurl_links,
      unfurl_media: args.unfurl_media,
      reply_broadcast: args.reply_broadcast,
    },
  });
}

export function addMessage(world: World, message: Omit<Message, 'ts' | 'editedAt'>): Message {
  const made: Message = { ts: newTs(world), editedAt: null, ...message };
  message.channel.messages.push(made);
  return made;
}

/** A message as it is in answers and payloads. */
export function messageJson(world: World, message: Message): JsonObject {
  const { installation, author, threadTs, metadata, editedAt } = message;
  return {
    type: 'message',
    ...(installation === null
      ? { user: author.id }
      : { user: author.id, bot_id: installation.botId, app_id: world.app.id }),
    ts: message.ts,
    text: message.text,
    team: author.team.id,
    ...(message.blocks.length > 0 ? { blocks: message.blocks satisfies readonly AnyBlock[] } : {}),
    ...(threadTs === null ? {} : { thread_ts: threadTs }),
    ...(metadata === null ? {} : { metadata }),
    ...(editedAt === null ? {} : { edited: { user: author.id, ts: editedAt } }),
  };
}
