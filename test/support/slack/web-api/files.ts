/** files.*: uploads by the app, and reading what people uploaded. */
import { isObject, type JsonObject, textAt } from '../json.ts';
import { keep, newId, type StoredFile, type Team, type User, type World } from '../world.ts';
import { addMessage } from './chat.ts';
import { invalidArguments, type Method, Refusal, textOf, writableChannel } from './method.ts';

export const files: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': {
    args: { filename: 'text!', length: 'number!', alt_txt: 'text', alt_text: 'text', snippet_type: 'text' },
    scopes: ['files:write'],
    run(call) {
      const length = Number(call.args.length);
      if (length < 1) throw invalidArguments('must be more than 0', '/length');
      const { installation, world } = call;
      const file = makeFile(world, {
        name: textOf(call, 'filename'),
        owner: installation.bot,
        team: installation.team ?? installation.bot.team,
        content: null,
      });
      return { upload_url: `${world.url}/upload/${file.id}?length=${length}`, file_id: file.id };
    },
  },
  'files.completeUploadExternal': {
    args: {
      files: 'json!',
      channel_id: 'text',
      channels: 'text',
      thread_ts: 'text',
      initial_comment: 'text',
      blocks: 'json',
    },
    scopes: ['files:write'],
    run(call) {
      const { world, installation, args } = call;
      const sent = Array.isArray(args.files) ? args.files.filter(isObject) : [];
      if (sent.length === 0) throw invalidArguments('no fewer than 1 items allowed', '/files');
      const complete = sent.map((each) => {
        const file = world.files.get(textAt(each, 'id'));
        if (file === undefined || file.content === null) throw new Refusal('file_not_found');
        return file;
      });
      const channelId = textOf(call, 'channel_id') || textOf(call, 'channels');
      if (channelId !== '') {
        const channel = writableChannel(call, channelId);
        if (!channel.members.has(installation.bot.id)) throw new Refusal('not_in_channel');
        addMessage(world, {
          channel,
          author: installation.bot,
          installation,
          text: [textOf(call, 'initial_comment'), ...complete.map(({ name }) => `:paperclip: ${name}`)]
            .filter(Boolean)
            .join('\n'),
          blocks: keep(world, []),
          threadTs: textOf(call, 'thread_ts') || null,
          metadata: null,
          onlyFor: null,
          options: {},
        });
        for (const file of complete) file.sharedIn.add(channel.id);
      }
      for (const file of complete) file.isComplete = true;
      return { files: complete.map((file) => fileJson(world, file)) };
    },
  },
  'files.info': {
    args: { file: 'text!' },
    scopes: ['files:read'],
    run(call) {
      const file = call.world.files.get(textOf(call, 'file'));
      if (file === undefined || !file.isComplete) throw new Refusal('file_not_found');
      return { file: fileJson(call.world, file) };
    },
  },
};

export function makeFile(
  world: World,
  file: {
    readonly name: string;
    readonly owner: User;
    readonly team: Team;
    readonly content: Uint8Array | null;
    readonly mimetype?: string;
  },
): StoredFile {
  const made: StoredFile = {
    id: newId(world, 'F'),
    name: file.name,
    title: file.name,
    mimetype: file.mimetype ?? mimetypeOf(file.name),
    owner: file.owner,
    team: file.team,
    createdAt: Math.floor(world.now() / 1000),
    content: file.content,
    isComplete: file.content !== null,
    sharedIn: new Set(),
  };
  world.files.set(made.id, made);
  return made;
}

const MIMETYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  csv: 'text/csv',
  txt: 'text/plain',
  png: 'image/png',
  jpg: 'image/jpeg',
  json: 'application/json',
};

export const extensionOf = (name: string): string =>
  name.includes('.') ? (name.split('.').at(-1) ?? '').toLowerCase() : '';

const mimetypeOf = (name: string): string => MIMETYPES[extensionOf(name)] ?? 'application/octet-stream';

/** A file as it is in answers and in the state of a file_input. */
export function fileJson(world: World, file: StoredFile): JsonObject {
  const privateUrl = `${world.url}/files-pri/${file.team.id}-${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    created: file.createdAt,
    timestamp: file.createdAt,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: extensionOf(file.name),
    pretty_type: extensionOf(file.name).toUpperCase(),
    user: file.owner.id,
    user_team: file.owner.team.id,
    size: file.content?.byteLength ?? 0,
    mode: 'hosted',
    is_external: false,
    is_public: false,
    url_private: privateUrl,
    url_private_download: `${privateUrl}?download=1`,
    permalink: `https://${file.team.domain}.slack.com/files/${file.owner.id}/${file.id}`,
    channels: [...file.sharedIn],
  };
}
