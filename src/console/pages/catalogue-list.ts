import { APPROVAL_STATUSES, SERVICE_TYPES, type Side } from '#core/catalogue/rows.ts';
import type { ConsoleContext } from '../console-env.ts';
import { buttonLink, card, link, pager, tabs } from '../parts/blocks.ts';
import { type Field, filters } from '../parts/form.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { type Column, empty, table } from '../parts/table.ts';

const KINDS = [
  { href: '/catalogue', name: 'Package plans' },
  { href: '/catalogue/service-plans', name: 'Service plans' },
  { href: '/catalogue/products', name: 'Products' },
  { href: '/catalogue/bolt-ons', name: 'Bolt-ons' },
  { href: '/catalogue/rate-cards', name: 'Rate cards' },
  { href: '/catalogue/tariffs', name: 'Tariffs' },
] as const;

const kindTabs = (here: (typeof KINDS)[number]['href']): Html =>
  tabs(
    'What the catalogue holds',
    KINDS.map((kind) => ({ ...kind, isHere: kind.href === here })),
  );

export const SEARCH: Field = { name: 'search', label: 'Search name, code or key', isWhole: true };
export const STATUS: Field = {
  name: 'status',
  label: 'Approval status',
  kind: 'choice',
  choices: [
    { value: '', label: 'All' },
    ...APPROVAL_STATUSES.map((status) => ({ value: status, label: status })),
  ],
};
export const SIDE: Field = {
  name: 'side',
  label: 'Buy or sell',
  kind: 'choice',
  choices: [
    { value: '', label: 'Both' },
    { value: 'sell', label: 'Sell' },
    { value: 'buy', label: 'Buy' },
  ],
};
export const SERVICE_TYPE: Field = {
  name: 'serviceType',
  label: 'Service type',
  kind: 'choice',
  choices: [{ value: '', label: 'All' }, ...SERVICE_TYPES.map((type) => ({ value: type, label: type }))],
};

export const SIDE_WORDS: Readonly<Record<Side, string>> = { sell: 'Sell', buy: 'Buy' };
interface List<Row> {
  readonly title: string;
  readonly here: (typeof KINDS)[number]['href'];
  readonly lead: string;
  readonly fields: readonly Field[];
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
  readonly columns: readonly Column<Row>[];
}

export function showList<Row>(
  c: ConsoleContext,
  { title, here, lead, fields, rows, nextCursor, columns }: List<Row>,
) {
  const { search = '', status = '', side = '', serviceType = '' } = c.req.query();
  const values = { search, status, side, serviceType };
  return showPage(c, {
    title,
    section: 'catalogue',
    lead,
    actions: c.get('actor').powers.has('catalogue.edit')
      ? buttonLink('/workbook', 'Edit in the workbook')
      : '',
    body: html`<div>${kindTabs(here)}${fields.length === 0 ? '' : filters({ action: here, fields, values, submit: 'Search' })}${card(
      {
        flush:
          rows.length === 0
            ? empty('Nothing found', 'Nothing that is published fits this search.')
            : table({ label: title, rows, columns }),
      },
    )}${pager(here, { ...values, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
  });
}

export function readSearch(c: ConsoleContext) {
  const { search = '', status, side, serviceType } = c.req.query();
  return {
    text: search.trim() || undefined,
    status: APPROVAL_STATUSES.find((known) => known === status),
    side: (['buy', 'sell'] as const).find((known) => known === side),
    serviceType: SERVICE_TYPES.find((known) => known === serviceType),
  };
}

export const named = (code: string, name: string, href: string): Html =>
  html`${link(href, name)}<span class="sub code">${code}</span>`;

export const versionAsked = (c: ConsoleContext): number | undefined => {
  const text = c.req.query('version') ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
};

export const versionNotice = (c: ConsoleContext, shown: number, asked: number | undefined): Html | '' =>
  asked === undefined
    ? ''
    : notice('wait', html`This is version ${shown}. ${link(c.req.path, 'Show what is in force now')}`);

/** Where a rate card is shown. */
export const rateCardPath = (code: string): string => path('catalogue', 'rate-cards', code);
