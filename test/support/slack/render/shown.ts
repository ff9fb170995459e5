/** What a surface shows, block by block, in a form from which text and HTML are written. */
import type { AnyBlock } from '@slack/types';
import { isObject, type JsonObject, textAt } from '../json.ts';
import { chosen } from '../surface-state.ts';
import type { StateValue, SurfaceState } from '../world.ts';
import { parseMarkdown } from './markdown.ts';
import { type Inline, type Names, parseMrkdwn, plain } from './mrkdwn.ts';
import { richTextNodes } from './rich-text.ts';

export type Control =
  | {
      readonly kind: 'button';
      readonly text: string;
      readonly style: 'primary' | 'danger' | null;
      readonly url: string | null;
    }
  | { readonly kind: 'overflow'; readonly options: readonly string[] }
  | { readonly kind: 'menu'; readonly hint: string; readonly chosen: readonly string[] }
  | { readonly kind: 'boxes'; readonly round: boolean; readonly options: readonly Box[] }
  | { readonly kind: 'entry'; readonly hint: string; readonly value: string; readonly multiline: boolean }
  | { readonly kind: 'files'; readonly names: readonly string[] }
  | { readonly kind: 'image'; readonly alt: string; readonly url: string };

export interface Box {
  readonly text: readonly Inline[];
  readonly description: readonly Inline[];
  readonly isTicked: boolean;
}

export type Shown =
  | { readonly kind: 'header'; readonly text: string }
  | {
      readonly kind: 'section';
      readonly text: readonly Inline[];
      readonly fields: readonly (readonly Inline[])[];
      readonly accessory: Control | null;
    }
  | { readonly kind: 'actions'; readonly controls: readonly Control[] }
  | { readonly kind: 'context'; readonly parts: readonly (readonly Inline[] | Control)[] }
  | { readonly kind: 'divider' }
  | { readonly kind: 'image'; readonly title: string; readonly alt: string; readonly url: string }
  | {
      readonly kind: 'input';
      readonly label: string;
      readonly isOptional: boolean;
      readonly hint: string;
      readonly error: string;
      readonly control: Control;
    }
  | { readonly kind: 'rich'; readonly text: readonly Inline[] }
  | { readonly kind: 'alert'; readonly level: string; readonly text: readonly Inline[] }
  | {
      readonly kind: 'table';
      readonly rows: readonly (readonly (readonly Inline[])[])[];
      readonly align: readonly string[];
    };

export interface Surroundings {
  readonly names: Names;
  readonly state: SurfaceState;
  readonly errors: Readonly<Record<string, string>>;
}

export function showBlocks(blocks: readonly AnyBlock[], around: Surroundings): readonly Shown[] {
  return blocks.map((block) => showBlock(block as unknown as JsonObject, around));
}

function showBlock(block: JsonObject, around: Surroundings): Shown {
  const { names } = around;
  const read = (value: unknown) => readText(value, names);
  const word = (value: unknown) => (isObject(value) ? plain(textAt(value, 'text')) : '');
  const control = (element: unknown) => controlOf(block, isObject(element) ? element : {}, around);
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  switch (block.type) {
    case 'header':
      return { kind: 'header', text: word(block.text) };
    case 'section':
      return {
        kind: 'section',
        text: read(block.text),
        fields: list(block.fields).map(read),
        accessory: block.accessory === undefined ? null : control(block.accessory),
      };
    case 'actions':
      return { kind: 'actions', controls: list(block.elements).map(control) };
    case 'context':
      return {
        kind: 'context',
        parts: list(block.elements).map((each) =>
          isObject(each) && each.type === 'image' ? control(each) : read(each),
        ),
      };
    case 'image':
      return {
        kind: 'image',
        title: word(block.title),
        alt: textAt(block, 'alt_text'),
        url: textAt(block, 'image_url'),
      };
    case 'input':
      return {
        kind: 'input',
        label: word(block.label),
        isOptional: block.optional === true,
        hint: word(block.hint),
        error: around.errors[textAt(block, 'block_id')] ?? '',
        control: control(block.element),
      };
    case 'rich_text':
      return { kind: 'rich', text: richTextNodes(block, names) };
    case 'markdown':
      return { kind: 'rich', text: parseMarkdown(textAt(block, 'text'), names) };
    case 'alert':
      return { kind: 'alert', level: textAt(block, 'level') || 'default', text: read(block.text) };
    case 'table':
      return {
        kind: 'table',
        rows: list(block.rows).map((row) => list(row).map(read)),
        align: list(block.column_settings).map((each) =>
          isObject(each) ? textAt(each, 'align') || 'left' : 'left',
        ),
      };
    default:
      return { kind: 'divider' };
  }
}

function readText(value: unknown, names: Names): readonly Inline[] {
  if (!isObject(value)) return [];
  if (value.type === 'rich_text') return richTextNodes(value, names);
  if (value.type === 'mrkdwn') return parseMrkdwn(textAt(value, 'text'), names);
  if (value.type === 'plain_text') return broken(plain(textAt(value, 'text'), value.emoji !== false));
  return [{ kind: 'text', text: textAt(value, 'text') }];
}

const broken = (text: string): readonly Inline[] =>
  text
    .split('\n')
    .flatMap((line, index): Inline[] => [
      ...(index > 0 ? [{ kind: 'break' } as const] : []),
      { kind: 'text', text: line },
    ]);

function controlOf(block: JsonObject, element: JsonObject, { names, state }: Surroundings): Control {
  const word = (value: unknown) => (isObject(value) ? plain(textAt(value, 'text')) : '');
  const options = (Array.isArray(element.options) ? element.options : []).filter(isObject);
  const value = state[textAt(block, 'block_id')]?.[textAt(element, 'action_id')];
  switch (element.type) {
    case 'button': {
      const style = element.style === 'primary' || element.style === 'danger' ? element.style : null;
      return { kind: 'button', text: word(element.text), style, url: textAt(element, 'url') || null };
    }
    case 'overflow':
      return { kind: 'overflow', options: options.map(({ text }) => word(text)) };
    case 'image':
      return { kind: 'image', alt: textAt(element, 'alt_text'), url: textAt(element, 'image_url') };
    case 'radio_buttons':
    case 'checkboxes': {
      const ticked = [chosen(value)]
        .flat()
        .filter(isObject)
        .map((each) => each.value);
      return {
        kind: 'boxes',
        round: element.type === 'radio_buttons',
        options: options.map((option) => ({
          text: readText(option.text, names),
          description: readText(option.description, names),
          isTicked: ticked.includes(option.value),
        })),
      };
    }
    case 'file_input':
      return {
        kind: 'files',
        names: [chosen(value)]
          .flat()
          .filter(isObject)
          .map((file) => textAt(file, 'name')),
      };
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'rich_text_input':
      return {
        kind: 'entry',
        hint: word(element.placeholder),
        value: entered(value, names),
        multiline: element.multiline === true || element.type === 'rich_text_input',
      };
    default:
      return { kind: 'menu', hint: word(element.placeholder), chosen: chosenNames(value, names) };
  }
}

function entered(value: StateValue | undefined, names: Names): string {
  const found = chosen(value);
  if (isObject(found))
    return richTextNodes(found, names)
      .map((node) => ('text' in node ? node.text : '\n'))
      .join('');
  return typeof found === 'string' ? found : '';
}

/** What a menu or picker shows as chosen. */
function chosenNames(value: StateValue | undefined, names: Names): readonly string[] {
  const found = [chosen(value)].flat().filter((each) => each !== null && each !== undefined);
  return found.map((each) => {
    if (isObject(each)) return isObject(each.text) ? plain(textAt(each.text, 'text')) : '';
    if (value?.type.includes('users')) return `@${names.user(String(each)) ?? each}`;
    if (/conversations|channels/.test(value?.type ?? '')) return `#${names.channel(String(each)) ?? each}`;
    if (value?.type === 'datetimepicker') return new Date(Number(each) * 1000).toISOString();
    return String(each);
  });
}
