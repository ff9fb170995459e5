/** Products, bolt-ons, rate cards with their rates, and tariffs, as published. */
import { Hono } from 'hono';
import type { RateCardView } from '#app/catalogue/find-prices.ts';
import { readDate } from '#core/calendar.ts';
import type { BoltOn, Product, Rate, Tariff } from '#core/catalogue/rows.ts';
import { counted } from '#core/words.ts';
import { keyOf, spokenKey, toTuple } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { stateBadge } from '../parts/badge.ts';
import { card, link, pager } from '../parts/blocks.ts';
import { rowHistoryPath } from '../parts/diff.ts';
import { filters } from '../parts/form.ts';
import { day, orNothing, price } from '../parts/formats.ts';
import { html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { settings } from '../parts/settings.ts';
import { type Column, empty, table } from '../parts/table.ts';
import {
  named,
  rateCardPath,
  readSearch,
  SEARCH,
  SIDE,
  SIDE_WORDS,
  STATUS,
  showList,
  versionAsked,
  versionNotice,
} from './catalogue-list.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';

export function pricePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { catalogue } = deps.services;

  app.get('/products', async (c) => {
    const found = await catalogue.findProducts(c.get('actor'), readSearch(c), pageAsked(c));
    if (!found.ok) return refusalPage(c, found.faults);
    return showList(c, {
      title: 'Products',
      here: '/catalogue/products',
      lead: 'Charges and credits of their own: bought one by one, or as features and bolt-ons of a service.',
      fields: [SEARCH, STATUS],
      rows: found.value.items,
      nextCursor: found.value.nextCursor,
      columns: PRODUCT_COLUMNS,
    });
  });

  app.get('/bolt-ons', async (c) => {
    const found = await catalogue.findBoltOns(c.get('actor'), pageAsked(c));
    if (!found.ok) return refusalPage(c, found.faults);
    return showList(c, {
      title: 'Bolt-ons',
      here: '/catalogue/bolt-ons',
      lead: 'Optional recurring extras of a service.',
      fields: [],
      rows: found.value.items,
      nextCursor: found.value.nextCursor,
      columns: BOLT_ON_COLUMNS,
    });
  });

  app.get('/rate-cards', async (c) => {
    const found = await catalogue.findRateCards(c.get('actor'), readSearch(c), pageAsked(c));
    if (!found.ok) return refusalPage(c, found.faults);
    return showList(c, {
      title: 'Rate cards',
      here: '/catalogue/rate-cards',
      lead: 'Prices for kinds of usage, and cards that price products.',
      fields: [SEARCH, STATUS, SIDE],
      rows: found.value.items,
      nextCursor: found.value.nextCursor,
      columns: RATE_CARD_COLUMNS,
    });
  });

  app.get('/tariffs', async (c) => {
    const found = await catalogue.findTariffs(c.get('actor'), { text: readSearch(c).text }, pageAsked(c));
    if (!found.ok) return refusalPage(c, found.faults);
    return showList(c, {
      title: 'Tariffs',
      here: '/catalogue/tariffs',
      lead: 'The kinds of usage that carriers send, by tariff key.',
      fields: [SEARCH],
      rows: found.value.items,
      nextCursor: found.value.nextCursor,
      columns: TARIFF_COLUMNS,
    });
  });
  app.get('/products/:code', async (c) => {
    const version = versionAsked(c);
    const found = await catalogue.showProduct(c.get('actor'), c.req.param('code'), version);
    if (!found.ok) return refusalPage(c, found.faults);
    const { product, rates } = found.value;
    return showPage(c, {
      title: product.name,
      mark: stateBadge(product.approvalStatus),
      section: 'catalogue',
      crumbs: [{ href: '/catalogue/products', name: 'Products' }],
      lead: html`<span class="code">${product.code}</span>`,
      body: html`${versionNotice(c, found.value.version, version)}${card({
        body: settings(TAB.products, product, ['externalName', 'type', 'taxRate']),
      })}${card({
        title: 'Prices',
        flush:
          rates.length === 0
            ? empty('No price', 'Price it in the workbook’s Product Rates.')
            : table({
                label: 'Prices',
                rows: rates,
                columns: [
                  {
                    head: 'Product rate card',
                    kind: 'row',
                    cell: ({ productRateCard }) => link(rateCardPath(productRateCard), productRateCard),
                  },
                  { head: 'From quantity', kind: 'number', cell: ({ fromQuantity }) => fromQuantity },
                  { head: 'Price', kind: 'number', cell: (rate) => price(rate.price) },
                  { head: 'Effective from', cell: ({ effectiveFrom }) => day(effectiveFrom) },
                ],
              }),
      })}`,
    });
  });

  app.get('/rate-cards/:code', async (c) => {
    const code = c.req.param('code');
    const { on: wanted = '', tariffKey = '' } = c.req.query();
    const on = readDate(wanted) ?? undefined;
    const [cards, rates] = await Promise.all([
      catalogue.findRateCards(c.get('actor'), { text: code }, { limit: 200, cursor: null }),
      catalogue.findRates(
        c.get('actor'),
        { rateCard: code, tariffKey: tariffKey.trim() || undefined, on },
        pageAsked(c),
      ),
    ]);
    if (!rates.ok) return refusalPage(c, rates.faults);
    const rateCard = cards.ok ? cards.value.items.find((candidate) => candidate.code === code) : undefined;
    const asked = { on: on ?? '', tariffKey };
    return showPage(c, {
      title: rateCard?.name ?? code,
      ...(rateCard ? { mark: stateBadge(rateCard.approvalStatus) } : {}),
      section: 'catalogue',
      crumbs: [{ href: '/catalogue/rate-cards', name: 'Rate cards' }],
      lead: html`<span class="code">${code}</span>${rateCard ? html` · ${SIDE_WORDS[rateCard.side]} · ${counted(rateCard.rateCount, 'rate')}` : ''}`,
      body: html`<div>${filters({
        action: rateCardPath(code),
        fields: [
          { name: 'tariffKey', label: 'Tariff key' },
          { name: 'on', label: 'In force on', kind: 'date' },
        ],
        values: asked,
      })}${card({
        flush:
          rates.value.items.length === 0
            ? empty('No rates', 'No rate fits this view of the card.')
            : table({ label: 'Rates', isWide: true, rows: rates.value.items, columns: RATE_COLUMNS }),
      })}${pager(rateCardPath(code), { ...asked, cursor: c.req.query('cursor') }, rates.value.nextCursor)}</div>`,
    });
  });

  return app;
}

const PRODUCT_COLUMNS: readonly Column<Product>[] = [
  {
    head: 'Product',
    kind: 'row',
    cell: (product) => named(product.code, product.name, path('catalogue', 'products', product.code)),
  },
  { head: 'On invoices', cell: (product) => product.externalName },
  { head: 'Type', cell: (product) => product.type },
  { head: 'Status', cell: (product) => stateBadge(product.approvalStatus) },
];

const BOLT_ON_COLUMNS: readonly Column<BoltOn>[] = [
  {
    head: 'Bolt-on',
    kind: 'row',
    cell: (boltOn) => html`${boltOn.name}<span class="sub code">${boltOn.code}</span>`,
  },
  { head: 'Product', cell: ({ product }) => link(path('catalogue', 'products', product), product) },
  { head: 'Service type', cell: ({ serviceType }) => serviceType },
  {
    head: 'Included',
    kind: 'number',
    cell: ({ includedQuantity, unit }) =>
      includedQuantity === null ? '' : `${includedQuantity} ${unit ?? ''}`,
  },
];

const RATE_CARD_COLUMNS: readonly Column<RateCardView>[] = [
  {
    head: 'Rate card',
    kind: 'row',
    cell: (rateCard) => named(rateCard.code, rateCard.name, rateCardPath(rateCard.code)),
  },
  { head: 'Side', cell: ({ side }) => SIDE_WORDS[side] },
  { head: 'Service type', cell: ({ serviceType }) => serviceType },
  { head: 'Status', cell: ({ approvalStatus }) => stateBadge(approvalStatus) },
  { head: 'Rates', kind: 'number', cell: ({ rateCount }) => rateCount },
];

const TARIFF_COLUMNS: readonly Column<Tariff>[] = [
  { head: 'Tariff key', kind: 'key', cell: ({ tariffKey }) => tariffKey },
  { head: 'Description', cell: ({ description }) => description },
  { head: 'Usage type', cell: ({ usageType }) => usageType },
  { head: 'Unit', cell: ({ unit }) => unit },
  { head: 'Parent', cell: ({ parent }) => orNothing(parent) },
  { head: 'Supplier', cell: ({ supplier }) => orNothing(supplier) },
];

const RATE_COLUMNS: readonly Column<Rate>[] = [
  {
    head: 'Tariff key',
    kind: 'key',
    cell: (rate) =>
      link(
        rowHistoryPath(TAB.rates.title, spokenKey(keyOf(TAB.rates, toTuple(TAB.rates, rate)))),
        rate.tariffKey,
      ),
  },
  { head: 'Band', cell: ({ band }) => band },
  { head: 'Profile', cell: ({ profile }) => profile },
  { head: 'Flagfall', kind: 'number', cell: ({ flagfall }) => price(flagfall) },
  { head: 'Price', kind: 'number', cell: (rate) => price(rate.price) },
  { head: 'Per', kind: 'number', cell: ({ per }) => per },
  { head: 'Minimum', kind: 'number', cell: ({ minimum }) => orNothing(minimum) },
  { head: 'Increment', kind: 'number', cell: ({ increment }) => increment },
  { head: 'From quantity', kind: 'number', cell: ({ fromQuantity }) => fromQuantity },
  { head: 'Least', kind: 'number', cell: ({ minimumCharge }) => price(minimumCharge) },
  { head: 'Most', kind: 'number', cell: ({ maximumCharge }) => price(maximumCharge) },
  { head: 'From', cell: ({ effectiveFrom }) => day(effectiveFrom) },
  { head: 'To', cell: ({ effectiveTo }) => day(effectiveTo) },
];
