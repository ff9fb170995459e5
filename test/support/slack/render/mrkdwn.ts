/** Slack's mrkdwn as a tree; docs.slack.dev/messaging/formatting-message-text. Text and HTML are made from the same tree. */
import { formatSlackDate } from './dates.ts';
import { EMOJI } from './emoji.ts';

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly inside: readonly Inline[] }
  | { readonly kind: 'code' | 'pre'; readonly text: string }
  | { readonly kind: 'quote'; readonly inside: readonly Inline[] }
  | { readonly kind: 'link'; readonly url: string; readonly inside: readonly Inline[] }
  | { readonly kind: 'mention'; readonly text: string };

/** What names stand for, and whose clock dates are shown by. */
export interface Names {
  readonly user: (id: string) => string | undefined;
  readonly channel: (id: string) => string | undefined;
  readonly timeZone: string;
}

/** `&amp;`, `&lt;` and `&gt;` are the only entities there are. */
const fromEntities = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const emoji = (text: string): string =>
  text.replaceAll(/:([a-z0-9_+-]+):/g, (all, name: string) => EMOJI[name] ?? all);

/** A plain_text object: no formatting, but emoji. */
export const plain = (text: string, withEmoji = true): string => fromEntities(withEmoji ? emoji(text) : text);

export function parseMrkdwn(text: string, names: Names): readonly Inline[] {
  const parts = text.split(/```([\s\S]+?)```/);
  return parts.flatMap((part, index): readonly Inline[] =>
    index % 2 === 1
      ? [{ kind: 'pre', text: fromEntities(part.replace(/^\n/, '')) }]
      : part === ''
        ? []
        : lines(part, names),
  );
}

function lines(text: string, names: Names): readonly Inline[] {
  const result: Inline[] = [];
  text.split('\n').forEach((line, index) => {
    const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (index > 0) result.push({ kind: 'break' });
    if (quoted === null) result.push(...inline(line, names));
    else result.push({ kind: 'quote', inside: inline(quoted[1] ?? '', names) });
  });
  return result;
}

/** `<…>` that means something; any other angle bracket is a character like others. */
const SPECIAL =
  /<(?:(@[UW][A-Z0-9]+|#C[A-Z0-9]+|![a-z]+[^>|]*|(?:https?:\/\/|mailto:|tel:)[^>|\s]+)(?:\|([^>]*))?)>/;
const WRAPS = [
  { kind: 'code', pattern: /`([^`\n]+)`/ },
  { kind: 'bold', pattern: /(?<![\p{L}\p{N}*])\*(?![\s*])([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])/u },
  { kind: 'italic', pattern: /(?<![\p{L}\p{N}_])_(?![\s_])([^\n]*?[^\s_])_(?![\p{L}\p{N}_])/u },
  { kind: 'strike', pattern: /(?<![\p{L}\p{N}~])~(?![\s~])([^~\n]*[^~\s])~(?![\p{L}\p{N}~])/u },
] as const;

function inline(text: string, names: Names): readonly Inline[] {
  if (text === '') return [];
  const special = SPECIAL.exec(text);
  const wraps = WRAPS.map(({ kind, pattern }) => ({ kind, found: pattern.exec(text) }));
  const first = [...wraps, { kind: 'special' as const, found: special }]
    .flatMap(({ kind, found }) => (found === null ? [] : [{ kind, found }]))
    .sort((one, other) => one.found.index - other.found.index)[0];
  if (first === undefined) return [{ kind: 'text', text: plain(text) }];
  const { kind, found } = first;
  const inside = found[1] ?? '';
  const node: Inline =
    kind === 'special'
      ? specialOf(inside, found[2], names)
      : kind === 'code'
        ? { kind, text: fromEntities(inside) }
        : { kind, inside: inline(inside, names) };
  return [
    ...inline(text.slice(0, found.index), names),
    node,
    ...inline(text.slice(found.index + found[0].length), names),
  ];
}

function specialOf(what: string, label: string | undefined, names: Names): Inline {
  if (what.startsWith('@')) {
    return { kind: 'mention', text: `@${names.user(what.slice(1)) ?? label ?? what.slice(1)}` };
  }
  if (what.startsWith('#')) {
    return { kind: 'mention', text: `#${names.channel(what.slice(1)) ?? label ?? what.slice(1)}` };
  }
  if (what.startsWith('!date^')) return dateOf(what, label, names);
  if (what.startsWith('!subteam^')) return { kind: 'mention', text: label ?? '@group' };
  if (what.startsWith('!')) return { kind: 'mention', text: `@${what.slice(1)}` };
  const url = fromEntities(what);
  const inside =
    label === undefined
      ? [{ kind: 'text' as const, text: url.replace(/^mailto:/, '') }]
      : inline(label, names);
  return { kind: 'link', url, inside };
}

function dateOf(what: string, fallback: string | undefined, names: Names): Inline {
  const [, seconds = '', format = '', link] = what.split('^');
  const text = formatSlackDate(Number(seconds), format, names.timeZone) ?? fallback ?? '';
  const inside = [{ kind: 'text' as const, text }];
  return link === undefined ? { kind: 'text', text } : { kind: 'link', url: link, inside };
}

/** As people read it, without its looks. */
export function inlineText(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'break') return '\n';
      if ('inside' in node) return inlineText(node.inside);
      return node.text;
    })
    .join('');
}
