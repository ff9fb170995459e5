/** The blocks that pages are put together from. */
import { attr, type Html, html, withQuery } from './html.ts';

export type Piece = Html | string | number | null | undefined | false | readonly Piece[];

export interface Card {
  readonly title?: string;
  /** Beside the title: a count, a link. */
  readonly aside?: Piece;
  readonly body?: Piece;
  /** A table, flush with the card's edges. */
  readonly flush?: Piece;
  readonly foot?: Piece;
  readonly id?: string;
}

export const card = ({ title, aside, body, flush, foot, id }: Card): Html => html`
<section class="card"${attr('id', id)}>${
  title === undefined ? '' : html`<div class="card-head"><h2>${title}</h2>${aside}</div>`
}${flush}${body ? html`<div class="card-body">${body}</div>` : ''}${foot ? html`<div class="card-foot">${foot}</div>` : ''}</section>`;

/** Names and values; an entry without a value is left out. */
export const facts = (entries: readonly (readonly [string, Piece])[]): Html => html`
<dl class="facts">${entries
  .filter(([, value]) => value !== null && value !== undefined && value !== false)
  .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

export interface Tab {
  readonly href: string;
  readonly name: string;
  readonly count?: number | string;
  readonly isHere: boolean;
}

export const tabs = (label: string, entries: readonly Tab[]): Html => html`
<nav class="tabs" aria-label="${label}">${entries.map(
  (tab) =>
    html`<a href="${tab.href}"${attr('aria-current', tab.isHere && 'page')}>${tab.name}${
      tab.count === undefined ? '' : html` <span class="count">${tab.count}</span>`
    }</a>`,
)}</nav>`;

/** The next page of a keyset list. There is no way back but the first page: the list may have moved meanwhile. */
export const pager = (
  target: string,
  query: Readonly<Record<string, string | null | undefined>>,
  nextCursor: string | null,
  /** Of a page with several lists: which of them, by the name of its cursor in the address and in words. */
  { cursor, label }: { readonly cursor: string; readonly label: string } = {
    cursor: 'cursor',
    label: 'Pages',
  },
): Html | '' => {
  const isLaterPage = Boolean(query[cursor]);
  if (nextCursor === null && !isLaterPage) return '';
  return html`
<nav class="pager" aria-label="${label}">${
    isLaterPage
      ? html`<a class="button" href="${withQuery(target, { ...query, [cursor]: null })}">First page</a>`
      : html`<span></span>`
  }${
    nextCursor === null
      ? html`<span class="soft">This is the last page.</span>`
      : html`<a class="button" href="${withQuery(target, { ...query, [cursor]: nextCursor })}">Next page</a>`
  }</nav>`;
};

export const link = (href: string, text: Piece): Html => html`<a href="${href}">${text}</a>`;

/** A link whose text is a reference or number: never broken between lines. */
export const codeLink = (href: string, text: string): Html =>
  html`<a class="nowrap" href="${href}">${text}</a>`;

/** A link that looks like a button. */
export const buttonLink = (href: string, text: string, kind: '' | 'first' | 'quiet' = ''): Html =>
  html`<a class="button${kind === '' ? '' : ` ${kind}`}" href="${href}">${text}</a>`;
