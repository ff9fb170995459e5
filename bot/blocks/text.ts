/** Text for Slack: what people typed is shown as they typed it, however long it is and whatever is in it. */
import type { MrkdwnElement, PlainTextElement } from '@slack/types';
import { clip, isolated, unmarked } from '#core/shown-text.ts';

/** Somebody's words within mrkdwn: mentions, links and channels in them are letters, nothing more. */
export { clip, isolated, unmarked as safe };

/** Formatting of ours around safe text; text with an asterisk of its own would end it, and shows one at either side. */
export const bold = (text: string): string => (text.includes('*') ? text : `*${text.trim()}*`);

export const plain = (text: string, most: number): PlainTextElement => ({
  type: 'plain_text',
  text: clip(text, most),
  emoji: true,
});

/** Our own mrkdwn, with people's words in it made `safe`; nothing in it is taken for a link or a channel by itself. */
export const mrkdwn = (text: string, most: number): MrkdwnElement => ({
  type: 'mrkdwn',
  text: clip(text, most),
  verbatim: true,
});
