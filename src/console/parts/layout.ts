/** The page around a page: head, navigation, notice, title. It needs no script; the phone's menu is a popover. */
import type { Power } from '#core/people/powers.ts';
import { assets } from '../assets/assets.ts';
import type { ConsoleContext } from '../console-env.ts';
import type { Piece } from './blocks.ts';
import { tokenField } from './form.ts';
import { attr, type Html, html } from './html.ts';
import { notice } from './notice.ts';
import { mark } from './shapes.ts';

export type Section =
  | 'home'
  | 'catalogue'
  | 'workbook'
  | 'changes'
  | 'versions'
  | 'queue'
  | 'carriers'
  | 'orders'
  | 'accounts'
  | 'subscriptions'
  | 'billing'
  | 'periods'
  | 'usage'
  | 'invoices'
  | 'status'
  | 'people'
  | 'audit';

interface Entry {
  readonly section: Section;
  readonly href: string;
  readonly name: string;
  /** Shown only to those who may use it. */
  readonly power?: Power;
}

const MENU: readonly { readonly title: string; readonly entries: readonly Entry[] }[] = [
  { title: 'Today', entries: [{ section: 'home', href: '/', name: 'What waits' }] },
  {
    title: 'Selling',
    entries: [
      { section: 'queue', href: '/queue', name: 'Manual Provisioning' },
      { section: 'orders', href: '/orders', name: 'Orders' },
      { section: 'carriers', href: '/carriers', name: 'Carriers' },
      { section: 'accounts', href: '/accounts', name: 'Accounts' },
      { section: 'subscriptions', href: '/subscriptions', name: 'Subscriptions' },
    ],
  },
  {
    title: 'Plans and prices',
    entries: [
      { section: 'catalogue', href: '/catalogue', name: 'Catalogue' },
      { section: 'workbook', href: '/workbook', name: 'Workbook' },
      { section: 'changes', href: '/changes', name: 'Change sets' },
      { section: 'versions', href: '/versions', name: 'Versions' },
    ],
  },
  {
    title: 'Money',
    entries: [
      { section: 'billing', href: '/billing', name: 'Billing' },
      { section: 'periods', href: '/periods', name: 'Periods' },
      { section: 'usage', href: '/usage', name: 'Usage' },
      { section: 'invoices', href: '/invoices', name: 'Invoices' },
    ],
  },
  {
    title: 'Running it',
    entries: [
      { section: 'status', href: '/status', name: 'Schedules and status' },
      { section: 'people', href: '/people', name: 'People and tokens', power: 'admin' },
      { section: 'audit', href: '/audit', name: 'Audit', power: 'admin' },
    ],
  },
];

export interface Crumb {
  readonly href: string;
  readonly name: string;
}

export interface Page {
  readonly title: string;
  readonly section?: Section;
  /** Beside the title: a badge. */
  readonly mark?: Html | '';
  readonly lead?: Piece;
  readonly crumbs?: readonly Crumb[];
  /** At the right of the title: links and buttons. */
  readonly actions?: Piece;
  /** Seconds after which the browser loads the page anew, while something is under way. */
  readonly refresh?: number;
  /** As wide as the screen: for what is a table and nothing else. */
  readonly isFull?: boolean;
  /** Addresses of style sheets and programs of our own that this page alone loads. */
  readonly styles?: readonly string[];
  readonly scripts?: readonly string[];
  readonly body: Piece;
}

type Status = 200 | 400 | 403 | 404 | 405 | 409 | 413 | 422 | 429 | 500 | 503;

/** A page for somebody signed in. */
export function showPage(c: ConsoleContext, page: Page, status: Status = 200): Response | Promise<Response> {
  const actor = c.get('actor');
  const note = c.get('notice');
  return c.html(
    documentOf(
      page,
      actor.providerName,
      html`
<div class="frame">
<header class="bar"><a class="brand" href="/">${mark}<span><span class="brand-name">Cardline</span><span class="brand-provider">${actor.providerName}</span></span></a>
<button class="button menu-button" type="button" popovertarget="menu">Menu</button></header>
<nav class="menu" id="menu" popover aria-label="Main">${menuOf(page.section, actor.powers)}
<div class="who"><span class="soft">Signed in as</span><strong>${actor.actorName}</strong><form method="post" action="/sign-out">${tokenField(c.get('formToken'))}<button class="button small" type="submit">Sign out</button></form></div></nav>
<main class="page${page.isFull ? ' full' : ''}" id="main" tabindex="-1">${note ? notice(note.tone, note.text) : ''}${page.crumbs ? crumbTrail(page.crumbs) : ''}
<div class="page-head"><div><div class="page-title"><h1>${page.title}</h1>${page.mark}</div>${page.lead ? html`<p class="page-lead">${page.lead}</p>` : ''}</div>${page.actions ? html`<div class="actions">${page.actions}</div>` : ''}</div>
<div class="rows">${page.body}</div>
</main>
</div>`,
    ),
    status,
  );
}

/** A page that stands alone: signing in, a customer's view, a fault before anyone is known. */
export function showLonePage(
  c: ConsoleContext,
  page: Pick<Page, 'title' | 'body' | 'lead' | 'mark'> & {
    readonly company?: string;
    readonly isWide?: boolean;
  },
  status: Status = 200,
): Response | Promise<Response> {
  return c.html(
    documentOf(
      page,
      page.company ?? null,
      html`
<main class="alone${page.isWide ? ' wide' : ''}" id="main" tabindex="-1"><div class="brand">${mark}<span class="brand-name">${page.company ?? 'Cardline'}</span></div>
<div class="page-head"><div><div class="page-title"><h1>${page.title}</h1>${page.mark}</div>${page.lead ? html`<p class="page-lead">${page.lead}</p>` : ''}</div></div>
<div class="rows">${page.body}</div></main>`,
    ),
    status,
  );
}

function documentOf(
  page: Pick<Page, 'title' | 'refresh' | 'styles' | 'scripts'>,
  company: string | null,
  body: Html,
): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${page.title} · ${company ?? 'Cardline'}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">${
    page.refresh === undefined
      ? ''
      : html`
<meta http-equiv="refresh" content="${page.refresh}">`
  }
<link rel="icon" href="${assets.icon.href}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.style.href}">${page.styles?.map(
    (href) => html`
<link rel="stylesheet" href="${href}">`,
  )}${page.scripts?.map(
    (href) => html`
<script src="${href}" defer></script>`,
  )}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${body}
</body>
</html>
`;
}

const menuOf = (here: Section | undefined, powers: ReadonlySet<Power>): Html[] =>
  MENU.map(({ title, entries }) => {
    const shown = entries.filter(({ power }) => power === undefined || powers.has(power));
    return html`<h2>${title}</h2><ul>${shown.map(
      ({ section, href, name }) =>
        html`<li><a href="${href}"${attr('aria-current', section === here && 'page')}>${name}</a></li>`,
    )}</ul>`;
  });

const crumbTrail = (crumbs: readonly Crumb[]): Html => html`
<nav class="crumbs" aria-label="Where this is"><ol>${crumbs.map(({ href, name }) => html`<li><a href="${href}">${name}</a></li>`)}</ol></nav>`;
