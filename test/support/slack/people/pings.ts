/** Whom a message notifies. */
import { isObject, textAt } from '../json.ts';
import { type Inline, parseMrkdwn } from '../render/mrkdwn.ts';
import { richTextNodes } from '../render/rich-text.ts';
import type { Message, World } from '../world.ts';
import { namesFor } from './surface.ts';

export function pingsIn(world: World, message: Message): readonly string[] {
  const names = namesFor(world, null);
  // Where there are blocks, the text above them is for notifications; its mentions count as well.
  const nodes = [...parseMrkdwn(message.text, names), ...formatted(message.blocks)];
  return [...new Set(mentions(nodes))].filter((text) => text.startsWith('@'));

  function formatted(value: unknown): readonly Inline[] {
    if (Array.isArray(value)) return value.flatMap(formatted);
    if (!isObject(value)) return [];
    if (value.type === 'mrkdwn') return parseMrkdwn(textAt(value, 'text'), names);
    if (value.type === 'rich_text') return richTextNodes(value, names);
    return Object.values(value).flatMap(formatted);
  }
}

const mentions = (nodes: readonly Inline[]): readonly string[] =>
  nodes.flatMap((node) => {
    if (node.kind === 'mention') return [node.text];
    return 'inside' in node ? mentions(node.inside) : [];
  });
