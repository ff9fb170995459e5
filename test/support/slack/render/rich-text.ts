/** A rich_text block as the same tree that mrkdwn becomes. */
import { isObject, type JsonObject, textAt } from '../json.ts';
import { formatSlackDate } from './dates.ts';
import { EMOJI } from './emoji.ts';
import type { Inline, Names } from './mrkdwn.ts';

const objects = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

export function richTextNodes(block: JsonObject, names: Names): readonly Inline[] {
  const parts = objects(block.elements).map((part) => partNodes(part, names));
  return parts.flatMap((nodes, index): readonly Inline[] =>
    index > 0 ? [{ kind: 'break' }, ...nodes] : nodes,
  );
}

function partNodes(part: JsonObject, names: Names): readonly Inline[] {
  if (part.type === 'rich_text_list') {
    return objects(part.elements).flatMap((item, index): readonly Inline[] => [
      ...(index > 0 ? [{ kind: 'break' } as const] : []),
      { kind: 'text', text: part.style === 'ordered' ? `${index + 1}. ` : '• ' },
      ...partNodes(item, names),
    ]);
  }
  const inside = objects(part.elements).flatMap((leaf) => leafNodes(leaf, names));
  if (part.type === 'rich_text_quote') return [{ kind: 'quote', inside }];
  if (part.type === 'rich_text_preformatted') {
    return [
      {
        kind: 'pre',
        text: objects(part.elements)
          .map((leaf) => textAt(leaf, 'text') || textAt(leaf, 'url'))
          .join(''),
      },
    ];
  }
  return inside;
}

function leafNodes(leaf: JsonObject, names: Names): readonly Inline[] {
  const style = isObject(leaf.style) ? leaf.style : {};
  const styled = (['bold', 'italic', 'strike'] as const)
    .filter((kind) => style[kind] === true)
    .reduce<readonly Inline[]>((inside, kind) => [{ kind, inside }], bareLeaf(leaf, names));
  return style.code === true ? [{ kind: 'code', text: textAt(leaf, 'text') }] : styled;
}

function bareLeaf(leaf: JsonObject, names: Names): readonly Inline[] {
  switch (leaf.type) {
    case 'link': {
      const url = textAt(leaf, 'url');
      return [{ kind: 'link', url, inside: [{ kind: 'text', text: textAt(leaf, 'text') || url }] }];
    }
    case 'user':
      return [
        { kind: 'mention', text: `@${names.user(textAt(leaf, 'user_id')) ?? textAt(leaf, 'user_id')}` },
      ];
    case 'channel':
      return [
        {
          kind: 'mention',
          text: `#${names.channel(textAt(leaf, 'channel_id')) ?? textAt(leaf, 'channel_id')}`,
        },
      ];
    case 'broadcast':
      return [{ kind: 'mention', text: `@${textAt(leaf, 'range')}` }];
    case 'emoji':
      return [{ kind: 'text', text: EMOJI[textAt(leaf, 'name')] ?? `:${textAt(leaf, 'name')}:` }];
    case 'date': {
      const text = formatSlackDate(Number(leaf.timestamp), textAt(leaf, 'format'), names.timeZone);
      return [{ kind: 'text', text: text ?? textAt(leaf, 'fallback') }];
    }
    default:
      return textAt(leaf, 'text')
        .split('\n')
        .flatMap((line, index): Inline[] => [
          ...(index > 0 ? [{ kind: 'break' } as const] : []),
          { kind: 'text', text: line },
        ]);
  }
}
