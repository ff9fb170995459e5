import type { Background } from '#app/ports/background.ts';
import type { Log } from '#app/ports/log.ts';
import { edgeFetch } from './edge-fetch.ts';
import { kindOf, responseUrlOf, type SlackBody } from './payload.ts';

export interface TellParts {
  readonly background: Background;
  readonly log: Log;
}

/**
 * Says something to whoever did what the payload tells of, so that nobody else sees it: in the answer to a command or a
 * form, or through the response_url of a click. Answers what the request is to be acknowledged with. An event has nobody
 * to answer to.
 */
export function tellPrivately({ background, log }: TellParts, body: SlackBody, text: string): unknown {
  switch (kindOf(body)) {
    case 'command':
      return { response_type: 'ephemeral', text };
    case 'view':
      return body.type === 'view_submission' ? { response_action: 'update', view: modalOf(text) } : undefined;
    case 'options':
      return { options: [] };
    case 'event':
      return undefined;
    case 'interaction': {
      const url = responseUrlOf(body);
      if (url !== null) background.keep(respond(url, text, log));
      return undefined;
    }
  }
}

const modalOf = (text: string) => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Cardline' },
  close: { type: 'plain_text', text: 'Close' },
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
});

async function respond(url: string, text: string, log: Log): Promise<void> {
  try {
    const response = await edgeFetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
      signal: AbortSignal.timeout(8_000),
    });
    if (!response.ok) log.warn({ status: response.status }, 'Slack did not take a private answer');
  } catch (error) {
    log.warn({ err: error }, 'Slack did not take a private answer');
  }
}
