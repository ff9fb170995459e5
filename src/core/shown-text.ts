/** What people typed, shown where a place has little room and marks of its own: as they typed it, however long and whatever is in it. */

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

/** Within text that may hold marks (Slack's mrkdwn, Google's cards): letters, nothing more. */
export const unmarked = (text: string): string =>
  isolated(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
