/** A file in the thread of a card; where Slack takes none here, whoever asks puts a link in its place. */
import type { Installation, SlackMessage } from '#app/ports/slack.ts';
import type { SlackParts } from '../bot-parts.ts';
import { edgeFetch } from '../edge-fetch.ts';
import type { WebClient } from '../turn.ts';
import { platformError } from './slack-errors.ts';

/** Files go only where Cardline is a member, and with a permission that older installations did not ask for. */
const NO_FILES = new Set(['not_in_channel', 'channel_not_found', 'missing_scope']);

/** @returns false where Slack takes no file here */
export async function addThreadFile(
  { log }: Pick<SlackParts, 'log'>,
  client: WebClient,
  installation: Installation,
  card: SlackMessage,
  { name, comment, content }: { readonly name: string; readonly comment: string; readonly content: string },
): Promise<boolean> {
  const bytes = new TextEncoder().encode(content);
  try {
    const { upload_url: address = '', file_id: file = '' } = await client.files.getUploadURLExternal({
      filename: name,
      length: bytes.byteLength,
    });
    const sent = await edgeFetch(address, { method: 'POST', body: bytes });
    await sent.body?.cancel();
    if (!sent.ok) throw new Error(`Slack did not take a file: ${sent.status}`);
    await client.files.completeUploadExternal({
      files: [{ id: file, title: name }],
      channel_id: card.channel,
      thread_ts: card.ts,
      initial_comment: comment,
    });
    return true;
  } catch (error) {
    if (!NO_FILES.has(platformError(error) ?? '')) throw error;
    log.warn(
      { err: error, installation: installation.id, file: name },
      'a file is linked, since Slack takes none here',
    );
    return false;
  }
}
