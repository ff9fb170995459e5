/** Text for Slack: what people typed is shown as they typed it, however long it is and whatever is in it. */
import type { MrkdwnElement, PlainTextElement } from '@slack/types';

/** Shortened to so many UTF-16 units, never through the middle of a character; what is missing is shown by "…". */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  let cut = '';
  for (const { segment } of SEGMENTS.segment(text)) {
    if (cut.length + segment.length > most - 1) break;
    cut += segment;
  }
  return `${cut.trimEnd()}…`;
}

const SEGMENTS = new Intl.Segmenter('en', { granularity: 'grapheme' });

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\u200F\u202B\u202E]/u;
const [ISOLATE, END_OF_ISOLATE] = ['\u2068', '\u2069'];

/** Text in a script that runs from right to left keeps its order to itself: what stands beside it is not turned around. */
export const isolated = (text: string): string =>
  RIGHT_TO_LEFT.test(text) ? `${ISOLATE}${text}${END_OF_ISOLATE}` : text;

/** Somebody's words within mrkdwn: mentions, links and channels in them are letters, nothing more. */
export const safe = (text: string): string =>
  isolated(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

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
