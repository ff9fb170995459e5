/** The one message that shows a subject in a workspace: posted once, changed from then on. */
import type { Installation } from '#app/ports/slack.ts';
import type { SlackParts } from '../bot-parts.ts';
import type { Message } from '../requests/request-card.ts';
import type { WebClient } from '../turn.ts';
import { isGone } from './slack-errors.ts';

export interface Showing {
  readonly client: WebClient;
  readonly installation: Installation;
  readonly subject: string;
  /** The message in whose thread a first one goes; left out: in none. */
  readonly thread?: string;
}

/** A picture of something, with the version that it shows. */
export interface Picture extends Message {
  readonly version: number;
}

/** Times that a message is drawn again because its subject changed while Slack was told. */
const MOST_ROUNDS = 4;

/**
 * Draws the message anew from the database, posting it where there is none yet and `channel` says where to. Two that draw at
 * once end with the newest picture, whoever is last: each looks again afterwards whether what it drew is still so.
 *
 * @param draw null: there is nothing to show (any more)
 * @param channel where a first message goes; null: only one that is there already is drawn anew
 * @returns whether Slack took anything
 */
export async function drawMessage(
  { slack }: Pick<SlackParts, 'slack'>,
  { client, installation, subject, thread }: Showing,
  draw: () => Promise<Picture | null>,
  channel: string | null,
): Promise<boolean> {
  let picture = await draw();
  let isTaken = false;
  for (let round = 1; picture !== null && round <= MOST_ROUNDS; round += 1) {
    const { version, text, blocks } = picture;
    const known = await slack.message(installation.id, subject);
    const isShown = known !== null && (await changed(client, known, { text, blocks }));
    if (!isShown) {
      if (channel === null) return isTaken;
      const posted = await client.chat.postMessage({
        channel,
        ...(thread === undefined ? {} : { thread_ts: thread }),
        text,
        blocks,
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: 'cardline_card', event_payload: { subject } },
      });
      await slack.saveMessage(installation.id, subject, {
        channel: posted.channel ?? channel,
        ts: posted.ts ?? '',
      });
    }
    isTaken = true;
    picture = await draw();
    if (picture?.version === version) break;
  }
  return isTaken;
}

/** false: it is not there any more */
async function changed(
  client: WebClient,
  { channel, ts }: { readonly channel: string; readonly ts: string },
  message: Message,
): Promise<boolean> {
  try {
    await client.chat.update({ channel, ts, ...message });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
