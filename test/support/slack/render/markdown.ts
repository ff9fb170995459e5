/** The Markdown of a markdown block, by way of mrkdwn: headings, lists, bold, links, code. */
import { type Inline, type Names, parseMrkdwn } from './mrkdwn.ts';

export function parseMarkdown(text: string, names: Names): readonly Inline[] {
  const mrkdwn = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/\[([^\]\n]+)\]\((https?:\/\/[^)\s]+)\)/g, '<$2|$1>')
    .replaceAll(/^#{1,6} +(.+)$/gm, '*$1*')
    .replaceAll(/^(\s*)[-*] +/gm, '$1• ')
    .replaceAll(/\*\*([^*\n]+)\*\*/g, '*$1*');
  return parseMrkdwn(mrkdwn, names);
}
