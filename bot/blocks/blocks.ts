/** The blocks that Cardline's messages and views are made of, each within Slack's limits. */
import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  KnownBlock,
  PlainTextOption,
  RichTextBlock,
  RichTextElement,
  SectionBlock,
  StaticSelect,
} from '@slack/types';
import * as limit from '../limits.ts';
import { bold, clip, isolated, mrkdwn, plain, safe } from './text.ts';

export const header = (text: string): HeaderBlock => ({ type: 'header', text: plain(text, limit.HEADER) });

/** Our own mrkdwn; see `mrkdwn`. */
export const section = (text: string, accessory?: SectionBlock['accessory']): SectionBlock => ({
  type: 'section',
  text: mrkdwn(text, limit.SECTION),
  ...(accessory ? { accessory } : {}),
});

export const divider: DividerBlock = { type: 'divider' };

export const context = (...texts: readonly string[]): ContextBlock => ({
  type: 'context',
  elements: texts.map((text) => mrkdwn(text, limit.FIELD)),
});

export type Fact = readonly [label: string, value: string | null];

/** Longest value beside a label: a field is half a phone's width. */
const FACT = 300;

/** Labels with people's words below them, two in a row; those without a value are left out. */
export const facts = (entries: readonly Fact[]): KnownBlock[] =>
  chunked(
    entries.flatMap(([label, value]) =>
      value === null ? [] : [mrkdwn(`${bold(label)}\n${safe(clip(value, FACT))}`, limit.FIELD)],
    ),
    limit.FIELDS,
  ).map((fields) => ({ type: 'section', fields }));

/** People's words to the letter, on lines of their own: nothing in them is formatting. */
export const words = (
  lines: readonly { readonly label?: string; readonly text: string }[],
  most: number = limit.SECTION,
): RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: runs(lines, most) }],
});

/** The same as a quotation. */
export const quotation = (text: string, most: number = limit.SECTION): RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_quote', elements: runs([{ text }], most) }],
});

function runs(
  lines: readonly { readonly label?: string; readonly text: string }[],
  most: number,
): RichTextElement[] {
  const elements: RichTextElement[] = [];
  let room = most;
  for (const [index, { label, text }] of lines.entries()) {
    const lead = label === undefined ? '' : `${label}: `;
    if (room < lead.length + 2) {
      elements.push({ type: 'text', text: `\n… and ${lines.length - index} more` });
      break;
    }
    const shown = clip(text, room - lead.length);
    room -= lead.length + shown.length + 1;
    if (index > 0) elements.push({ type: 'text', text: '\n' });
    if (lead !== '') elements.push({ type: 'text', text: lead, style: { bold: true } });
    if (shown !== '') elements.push({ type: 'text', text: isolated(shown) });
  }
  return elements;
}

export const actions = (blockId: string, elements: readonly ActionsBlockElement[]): ActionsBlock => ({
  type: 'actions',
  block_id: blockId,
  elements: elements.slice(0, limit.ACTIONS),
});

export interface ButtonSettings {
  readonly value?: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: ConfirmationDialog;
  /** Read out by screen readers where the label alone does not say what it is about. */
  readonly about?: string;
}

export const button = (actionId: string, label: string, settings: ButtonSettings = {}): Button => ({
  type: 'button',
  action_id: actionId,
  text: plain(label, limit.BUTTON),
  ...(settings.value === undefined ? {} : { value: settings.value }),
  ...(settings.style ? { style: settings.style } : {}),
  ...(settings.confirm ? { confirm: settings.confirm } : {}),
  ...(settings.about ? { accessibility_label: clip(`${label}: ${settings.about}`, limit.BUTTON) } : {}),
});

/** Opens a page of the console; Slack tells of the click all the same, and nothing has to be done about it. */
export const OPEN_LINK = 'open_link';
export const linkButton = (label: string, url: string): Button => ({ ...button(OPEN_LINK, label), url });

/** A question before something is done. */
export const confirm = (title: string, text: string, yes: string, no = 'Not yet'): ConfirmationDialog => ({
  title: plain(title, 100),
  text: plain(text, 300),
  confirm: plain(yes, 30),
  deny: plain(no, 30),
});

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export const option = ({ value, label }: Choice): PlainTextOption => ({
  text: plain(label, limit.OPTION),
  value,
});

/** A menu of one choice out of a few that are known. */
export function select(
  actionId: string,
  placeholder: string,
  choices: readonly Choice[],
  chosen: string | undefined,
): StaticSelect {
  const options = choices.slice(0, limit.OPTIONS).map(option);
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'static_select',
    action_id: actionId,
    placeholder: plain(placeholder, limit.PLACEHOLDER),
    options,
    ...(initial ? { initial_option: initial } : {}),
  };
}

function chunked<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
