/** response_url: five answers within thirty minutes. docs.slack.dev/interactivity/handling-user-interaction#message_responses */
import { checkMessageBlocks } from './block-kit/surfaces.ts';
import { below, isObject, type JsonObject, parsed } from './json.ts';
import { addMessage, current, remove } from './web-api/chat.ts';
import {
  blame,
  type Channel,
  type Installation,
  keep,
  type Message,
  newTs,
  type ResponseUrl,
  type User,
  type World,
} from './world.ts';

const MOST_USES = 5;
const LIVES_MS = 30 * 60_000;

export function newResponseUrl(
  world: World,
  of: {
    readonly kind: 'commands' | 'actions' | 'app';
    readonly user: User;
    readonly channel: Channel;
    readonly installation: Installation;
    readonly message: Message | null;
  },
): string {
  const { kind, ...rest } = of;
  const id = `${kind}/${rest.user.team.id}/${world.next()}`;
  world.responseUrls.set(id, { ...rest, id, madeAt: world.now(), uses: 0 });
  return `${world.url}/${id}`;
}

export interface ResponseAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

const plain = (status: number, body: string): ResponseAnswer => ({ status, body, contentType: 'text/plain' });
const refused = (error: string): ResponseAnswer => ({
  status: 404,
  body: JSON.stringify({ ok: false, error }),
  contentType: 'application/json',
});

export function respond(world: World, id: string, contentType: string, body: string): ResponseAnswer {
  const url = world.responseUrls.get(id);
  if (url === undefined) return plain(404, 'no_service');
  if (world.now() - url.madeAt > LIVES_MS) return refused('expired_url');
  if (url.uses >= MOST_USES) return refused('used_url');
  url.uses += 1;
  const json = parsed(body);
  if (!contentType.startsWith('application/json') || !isObject(json)) {
    blame(world, 'response_url', [{ pointer: '', message: 'must be JSON' }]);
    return plain(400, 'invalid_payload');
  }
  const refusal = takeMessage(world, url, json, 'response_url');
  return refusal === null ? plain(200, 'ok') : plain(refusal === 'no_text' ? 400 : 404, refusal);
}

/** What an app may say in a response: the body of a response_url, and the answer to a slash command. */
const FIELDS = new Set([
  'text',
  'blocks',
  'response_type',
  'replace_original',
  'delete_original',
  'thread_ts',
  'mrkdwn',
  'parse',
  'link_names',
  'unfurl_links',
  'unfurl_media',
]);

/** Does what a response says. Null, or why not. */
export function takeMessage(
  world: World,
  to: Pick<ResponseUrl, 'user' | 'channel' | 'installation' | 'message'>,
  json: JsonObject,
  where: string,
): string | null {
  const { message } = to;
  const isFlag = (field: string) => json[field] === true || json[field] === 'true';
  blame(
    world,
    where,
    Object.keys(json)
      .filter((field) => !FIELDS.has(field))
      .map((field) => ({ pointer: below('', field), message: `no such field: ${field}` })),
  );
  if (isFlag('delete_original')) {
    if (message === null || current(message) === null) return 'message_not_found';
    remove(message);
    return null;
  }
  const text = typeof json.text === 'string' ? json.text : '';
  const blocks = Array.isArray(json.blocks) ? json.blocks : null;
  if (text === '' && (blocks === null || blocks.length === 0)) {
    blame(world, where, [{ pointer: '', message: 'no_text' }]);
    return 'no_text';
  }
  const flaws = blocks === null ? [] : checkMessageBlocks(blocks);
  blame(world, where, flaws);
  if (flaws.length > 0) return 'invalid_blocks';
  if (text === '') blame(world, where, [{ pointer: '/text', message: 'text is needed next to blocks' }]);
  if (isFlag('replace_original') && message !== null) return replaceOriginal(world, message, text, blocks);
  blameUnsaid(world, where, message, json);
  const isForAll = json.response_type === 'in_channel';
  addMessage(world, {
    channel: to.channel,
    author: to.installation.bot,
    installation: to.installation,
    text,
    blocks: keep(world, blocks),
    threadTs: typeof json.thread_ts === 'string' ? json.thread_ts : null,
    metadata: null,
    onlyFor: isForAll ? null : to.user,
    options: {},
  });
  return null;
}

/** What Slack takes for the other thing: whether an answer to a click replaces the message, and that one to a command cannot. */
function blameUnsaid(world: World, where: string, message: Message | null, json: JsonObject): void {
  const { replace_original: replaces } = json;
  if (message !== null && replaces === undefined) {
    // Botkit #444: without a word, the message that was clicked on was replaced.
    const unsaid = 'must be said in answer to a click: Slack may replace the message otherwise';
    blame(world, where, [{ pointer: '/replace_original', message: unsaid }]);
  }
  if (message === null && replaces !== undefined && replaces !== false && replaces !== 'false') {
    // bolt-js #2287
    const vain = 'replaces nothing: what a command was answered with cannot be changed';
    blame(world, where, [{ pointer: '/replace_original', message: vain }]);
  }
}

function replaceOriginal(
  world: World,
  original: Message,
  text: string,
  blocks: unknown[] | null,
): string | null {
  const message = current(original);
  if (message === null) return 'message_not_found';
  message.text = text;
  message.blocks = keep(world, blocks);
  if (blocks === null) message.editedAt = newTs(world);
  return null;
}
