/** A surface as text, for assertions: what people read, in the order in which they read it. */
import { type Inline, inlineText } from './mrkdwn.ts';
import type { Control, Shown } from './shown.ts';

export const shownText = (shown: readonly Shown[]): string =>
  shown
    .map(blockText)
    .filter((text) => text !== '')
    .join('\n');

/** A field of a section says its name on one line and its value on the next: together on one here. */
const fieldText = (field: readonly Inline[]): string => inlineText(field).replaceAll(/\s*\n\s*/g, ' ');

function blockText(block: Shown): string {
  switch (block.kind) {
    case 'header':
      return `# ${block.text}`;
    case 'section':
      return [
        inlineText(block.text),
        ...block.fields.map(fieldText),
        ...(block.accessory === null ? [] : [controlText(block.accessory)]),
      ]
        .filter((text) => text !== '')
        .join('\n');
    case 'actions':
      return block.controls.map(controlText).join(' ');
    case 'context':
      return block.parts.map((part) => ('kind' in part ? controlText(part) : inlineText(part))).join(' ');
    case 'image':
      return `(image: ${block.alt}) ${block.title}`.trim();
    case 'input':
      return [
        `${block.label}${block.isOptional ? ' (optional)' : ''}: ${controlText(block.control)}`,
        ...(block.hint === '' ? [] : [`  ${block.hint}`]),
        ...(block.error === '' ? [] : [`  ⚠ ${block.error}`]),
      ].join('\n');
    case 'rich':
      return inlineText(block.text);
    case 'alert':
      return `(${block.level}) ${inlineText(block.text)}`;
    case 'table':
      return block.rows.map((row) => row.map(inlineText).join(' | ')).join('\n');
    case 'divider':
      return '---';
  }
}

function controlText(control: Control): string {
  switch (control.kind) {
    case 'button':
      return `[${control.text}]`;
    case 'overflow':
      return `[⋯ ${control.options.join(' / ')}]`;
    case 'menu':
      return `[${control.chosen.length > 0 ? control.chosen.join(', ') : control.hint} ▾]`;
    case 'boxes':
      return control.options
        .map(({ text, description, isTicked }) => {
          const mark = control.round ? (isTicked ? '(•)' : '( )') : isTicked ? '[x]' : '[ ]';
          return [mark, inlineText(text), inlineText(description)].filter(Boolean).join(' ');
        })
        .join('\n');
    case 'entry':
      return control.value === '' ? `[${control.hint}]` : control.value;
    case 'files':
      return control.names.length > 0 ? control.names.join(', ') : '[Add files]';
    case 'image':
      return `(image: ${control.alt})`;
  }
}
