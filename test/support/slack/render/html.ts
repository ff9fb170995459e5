/**
 * A screen as a page of its own: no script, nothing from elsewhere, close enough to Slack to judge a layout by. Whatever was
 * written as HTML is shown as the characters it is.
 */

import { namesFor, type Surface, shownOn } from '../people/surface.ts';
import type { Message, SurfaceState, User, View, World } from '../world.ts';
import { type Inline, plain } from './mrkdwn.ts';
import type { Control, Shown } from './shown.ts';
import { SLACK_STYLE } from './style.ts';

export interface Screen {
  readonly title: string;
  readonly messages: readonly Message[];
  readonly viewer: User | null;
  readonly home?: View;
  readonly modal?: View;
  readonly dialog?: {
    readonly title: string;
    readonly text: string;
    readonly confirm: string;
    readonly deny: string;
  };
  readonly notices?: readonly string[];
  readonly stateOfMessage?: (message: Message) => SurfaceState;
}

export function toHtml(world: World, screen: Screen): string {
  const { title, messages, viewer, home, modal, dialog, notices = [] } = screen;
  const tops = messages.filter(
    ({ threadTs }) => threadTs === null || !messages.some(({ ts }) => ts === threadTs),
  );
  const body = [
    `<header class="bar">${home === undefined ? `# ${toMarkup(title)}` : `${toMarkup(title)} <span class="tab">Home</span>`}</header>`,
    home === undefined
      ? ''
      : `<main class="home">${surfaceHtml(world, { kind: 'home', view: home }, viewer)}</main>`,
    ...(home === undefined
      ? [`<main>${tops.map((each) => messageHtml(world, screen, each)).join('')}</main>`]
      : []),
    ...notices.map((text) => `<p class="notice" role="alert">${toMarkup(text)}</p>`),
    modal === undefined ? '' : modalHtml(world, modal, viewer),
    dialog === undefined ? '' : dialogHtml(dialog),
  ];
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${toMarkup(title)}</title><style>${SLACK_STYLE}</style></head><body>${body.join('')}</body></html>`;
}

const toMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function messageHtml(world: World, screen: Screen, message: Message): string {
  const { viewer, messages } = screen;
  const state = screen.stateOfMessage?.(message) ?? {};
  const replies = messages.filter(({ threadTs }) => threadTs === message.ts);
  const names = namesFor(world, viewer);
  const time = new Intl.DateTimeFormat('en-AU', {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: names.timeZone,
  }).format(Number(message.ts) * 1000);
  const badge = message.author.isBot ? ' <span class="badge">APP</span>' : '';
  const thread =
    replies.length === 0
      ? ''
      : `<div class="thread"><p class="count">${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}</p>${replies
          .map((each) => messageHtml(world, screen, each))
          .join('')}</div>`;
  return [
    `<article class="message${message.onlyFor === null ? '' : ' ephemeral'}">`,
    message.onlyFor === null ? '' : '<p class="only">👁 Only visible to you</p>',
    `<div class="avatar">${toMarkup(message.author.name.slice(0, 1))}</div><div class="said">`,
    `<p class="by"><b>${toMarkup(message.author.name)}</b>${badge} <time>${toMarkup(time)}</time></p>`,
    surfaceHtml(world, { kind: 'message', message, state }, viewer),
    message.editedAt === null ? '' : '<span class="edited">(edited)</span>',
    thread,
    '</div></article>',
  ].join('');
}

const surfaceHtml = (world: World, surface: Surface, viewer: User | null): string =>
  shownOn(world, surface, viewer).map(blockHtml).join('');

function modalHtml(world: World, view: View, viewer: User | null): string {
  const { content } = view;
  if (content.type !== 'modal') return '';
  const submit =
    content.submit === undefined
      ? ''
      : `<button class="primary">${toMarkup(plain(content.submit.text))}</button>`;
  return [
    '<div class="shade"><section class="modal" role="dialog" aria-modal="true">',
    `<header><h1>${toMarkup(plain(content.title.text))}</h1><span class="cross">✕</span></header>`,
    `<div class="body">${surfaceHtml(world, { kind: 'modal', view }, viewer)}</div>`,
    `<footer><button>${toMarkup(plain(content.close?.text ?? 'Cancel'))}</button>${submit}</footer>`,
    '</section></div>',
  ].join('');
}

const dialogHtml = (dialog: NonNullable<Screen['dialog']>): string =>
  [
    '<div class="shade"><section class="modal dialog" role="alertdialog" aria-modal="true">',
    `<header><h1>${toMarkup(dialog.title)}</h1><span class="cross">✕</span></header>`,
    `<div class="body">${toMarkup(dialog.text)}</div>`,
    `<footer><button>${toMarkup(dialog.deny)}</button><button class="primary">${toMarkup(dialog.confirm)}</button></footer>`,
    '</section></div>',
  ].join('');

function blockHtml(block: Shown): string {
  switch (block.kind) {
    case 'header':
      return `<h2 class="block">${toMarkup(block.text)}</h2>`;
    case 'divider':
      return '<hr class="block">';
    case 'section': {
      const text = block.text.length === 0 ? '' : `<p>${inlineHtml(block.text)}</p>`;
      const fields =
        block.fields.length === 0
          ? ''
          : `<div class="fields">${block.fields.map((field) => `<p>${inlineHtml(field)}</p>`).join('')}</div>`;
      const accessory =
        block.accessory === null ? '' : `<div class="accessory">${controlHtml(block.accessory)}</div>`;
      return `<div class="block section"><div class="words">${text}${fields}</div>${accessory}</div>`;
    }
    case 'actions':
      return `<div class="block actions">${block.controls.map(controlHtml).join('')}</div>`;
    case 'context':
      return `<div class="block context">${block.parts
        .map((part) => ('kind' in part ? controlHtml(part) : `<span>${inlineHtml(part)}</span>`))
        .join('')}</div>`;
    case 'image':
      return `<figure class="block">${block.title === '' ? '' : `<figcaption>${toMarkup(block.title)}</figcaption>`}${pictureHtml(block.alt)}</figure>`;
    case 'input': {
      const optional = block.isOptional ? ' <span class="optional">(optional)</span>' : '';
      const hint = block.hint === '' ? '' : `<p class="hint">${toMarkup(block.hint)}</p>`;
      const error = block.error === '' ? '' : `<p class="error" role="alert">${toMarkup(block.error)}</p>`;
      return `<div class="block input${error === '' ? '' : ' wrong'}"><p class="label">${toMarkup(block.label)}${optional}</p>${controlHtml(block.control)}${error}${hint}</div>`;
    }
    case 'rich':
      return `<div class="block"><p>${inlineHtml(block.text)}</p></div>`;
    case 'alert':
      return `<div class="block alert ${toMarkup(block.level)}">${inlineHtml(block.text)}</div>`;
    case 'table': {
      const row = (cells: readonly (readonly Inline[])[], tag: 'th' | 'td') =>
        `<tr>${cells
          .map(
            (cell, index) =>
              `<${tag} style="text-align:${alignOf(block.align[index])}">${inlineHtml(cell)}</${tag}>`,
          )
          .join('')}</tr>`;
      return `<table class="block">${block.rows.map((cells, index) => row(cells, index === 0 ? 'th' : 'td')).join('')}</table>`;
    }
  }
}

const alignOf = (align: string | undefined): string =>
  align === 'right' || align === 'center' ? align : 'left';

/** Pictures come from elsewhere, which a page of its own does not ask; their words stand for them. */
const pictureHtml = (alt: string): string =>
  `<span class="picture" role="img" aria-label="${toMarkup(alt)}">🖼</span>`;

function controlHtml(control: Control): string {
  switch (control.kind) {
    case 'button':
      return `<button class="${control.style ?? ''}">${toMarkup(control.text)}${control.url === null ? '' : ' <span class="away">↗</span>'}</button>`;
    case 'overflow':
      return `<button class="overflow" title="${toMarkup(control.options.join(' / '))}">⋯</button>`;
    case 'menu': {
      const isChosen = control.chosen.length > 0;
      const text = isChosen ? control.chosen.join(', ') : control.hint;
      return `<span class="menu${isChosen ? '' : ' empty'}">${toMarkup(text)}<i>⌄</i></span>`;
    }
    case 'boxes':
      return control.options
        .map(({ text, description, isTicked }) => {
          const more = description.length === 0 ? '' : `<br><small>${inlineHtml(description)}</small>`;
          const type = control.round ? 'radio' : 'checkbox';
          return `<label class="box"><input type="${type}" disabled${isTicked ? ' checked' : ''}><span>${inlineHtml(text)}${more}</span></label>`;
        })
        .join('');
    case 'entry': {
      const isEmpty = control.value === '';
      const text = toMarkup(isEmpty ? control.hint : control.value).replaceAll('\n', '<br>');
      return `<div class="entry${control.multiline ? ' tall' : ''}${isEmpty ? ' empty' : ''}">${text}</div>`;
    }
    case 'files':
      return `<div class="files">${control.names.map((name) => `<span>📎 ${toMarkup(name)}</span>`).join('')}<button>Add files</button></div>`;
    case 'image':
      return pictureHtml(control.alt);
  }
}

const linkHtml = (url: string, inside: string): string =>
  /^(https?|mailto|tel):/.test(url) ? `<a href="${toMarkup(url)}" rel="noreferrer">${inside}</a>` : inside;

const TAGS = { bold: 'b', italic: 'i', strike: 's', quote: 'blockquote' } as const;

export function inlineHtml(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      switch (node.kind) {
        case 'break':
          return '<br>';
        case 'text':
          return toMarkup(node.text);
        case 'mention':
          return `<span class="mention">${toMarkup(node.text)}</span>`;
        case 'code':
          return `<code>${toMarkup(node.text)}</code>`;
        case 'pre':
          return `<pre>${toMarkup(node.text)}</pre>`;
        case 'link':
          return linkHtml(node.url, inlineHtml(node.inside));
        default:
          return `<${TAGS[node.kind]}>${inlineHtml(node.inside)}</${TAGS[node.kind]}>`;
      }
    })
    .join('');
}
