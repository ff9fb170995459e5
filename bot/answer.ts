/** Answers that one person sees and nobody else. */
import type { KnownBlock } from '@slack/types';
import { edgeFetch } from './edge-fetch.ts';
import { type Click, openModal } from './place.ts';
import type { WebClient } from './turn.ts';
import { notice } from './views.ts';

export interface Reply {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
  /** In place of the list that was clicked on. */
  readonly replaces?: boolean;
}

/** Slack's own address for answers to one click or command: good for half an hour and five answers. */
export async function answerUrl(
  responseUrl: string,
  { text, blocks, replaces = false }: Reply,
): Promise<void> {
  const response = await edgeFetch(responseUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      response_type: 'ephemeral',
      replace_original: replaces,
      text,
      ...(blocks ? { blocks } : {}),
    }),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`Slack did not take the answer to a click: ${response.status}`);
}

/** Says something to the person who clicked, beside what they clicked on. */
export async function tell(
  client: WebClient,
  click: Pick<Click, 'place' | 'triggerId'>,
  { title, text }: { readonly title: string; readonly text: string },
): Promise<void> {
  const { place } = click;
  if (place.kind === 'card' || place.kind === 'list') return answerUrl(place.responseUrl, { text });
  await openModal({ client }, click, notice(title, text));
}
