/** The published catalogue: plans, products, rate cards and tariffs, searched (CAT-6) and shown, of any version (CAT-5). */
import { Hono } from 'hono';
import type { PackagePlanDetails, PackagePlanView } from '#app/catalogue/find-plans.ts';
import type { RateCardView } from '#app/catalogue/find-prices.ts';
import type { ItemHistory } from '#app/ports/catalogue.ts';
import type { Actor } from '#app/ports/platform.ts';
import { readDate } from '#core/calendar.ts';
import type { Prerequisite } from '#core/catalogue/prerequisites.ts';
import {
  APPROVAL_STATUSES,
  type BoltOn,
  type PackagePlan,
  type Product,
  type Rate,
  SERVICE_TYPES,
  type ServicePlan,
  type Side,
  type Tariff,
} from '#core/catalogue/rows.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { badge, stateBadge } from '../parts/badge.ts';
import { buttonLink, card, facts, link, type Piece, pager, tabs } from '../parts/blocks.ts';
import { type Field, filters } from '../parts/form.ts';
import { count, day, moment, money, orNothing, price } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { settings } from '../parts/settings.ts';
import { type Column, empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';

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

const SEARCH: Field = { name: 'search', label: 'Search name, code or key', isWhole: true };
const STATUS: Field = {
  name: 'status',
  label: 'Approval status',
  kind: 'choice',
  choices: [
    { value: '', label: 'All' },
    ...APPROVAL_STATUSES.map((status) => ({ value: status, label: status })),
  ],
};
const SIDE: Field = {
  name: 'side',
  label: 'Buy or sell',
  kind: 'choice',
  choices: [
    { value: '', label: 'Both' },
    { value: 'sell', label: 'Sell' },
    { value: 'buy', label: 'Buy' },
  ],
};
const SERVICE_TYPE: Field = {
  name: 'serviceType',
  label: 'Service type',
  kind: 'choice',
  choices: [{ value: '', label: 'All' }, ...SERVICE_TYPES.map((type) => ({ value: type, label: type }))],
};

const SIDE_WORDS: Readonly<Record<Side, string>> = { sell: 'Sell', buy: 'Buy' };

export const planPath = (code: string): string => path('catalogue', 'package-plans', code);
export const servicePlanPath = (code: string): string => path('catalogue', 'service-plans', code);

export function cataloguePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { catalogue } = deps.services;

  app.get('/', async (c) => {
    const asked = readSearch(c);
    const found = await catalogue.findPackagePlans(c.get('actor'), asked, pageAsked(c));
    if (!found.ok) return refusalPage(c, found.faults);
    return showList(c, {
      title: 'Package plans',
      here: '/catalogue',
      lead: 'What is sold, and what it is bought as. Plans are changed in the workbook and published from there.',
      fields: [SEARCH, STATUS, SIDE, SERVICE_TYPE],
      rows: found.value.items,
      nextCursor: found.value.nextCursor,
      columns: PACKAGE_COLUMNS,
    });
  });

  app.get('/service-plans', async (c) => {
    const found = await catalogue.findServicePlans(c.get('actor'), readSearch(c), pageAsked(c));
    if (!found.ok) return refusalPage(c, found.faults);
    return showList(c, {
      title: 'Service plans',
      here: '/catalogue/service-plans',
      lead: 'What one service costs, and how it is provisioned.',
      fields: [SEARCH, STATUS, SIDE, SERVICE_TYPE],
      rows: found.value.items,
      nextCursor: found.value.nextCursor,
      columns: SERVICE_COLUMNS,
    });
  });

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

  app.get('/package-plans/:code', async (c) => {
    const version = versionAsked(c);
    const found = await catalogue.showPackagePlan(c.get('actor'), c.req.param('code'), version);
    if (!found.ok) return refusalPage(c, found.faults);
    const { plan, prerequisites, services, history } = found.value;
    const missing = prerequisites.filter(({ ok }) => !ok).length;
    return showPage(c, {
      title: plan.name,
      mark: stateBadge(plan.approvalStatus),
      section: 'catalogue',
      crumbs: [{ href: '/catalogue', name: 'Package plans' }],
      lead: html`<span class="code">${plan.code}</span> · ${SIDE_WORDS[plan.side]} plan`,
      actions: planActions(c.get('actor'), found.value),
      body: html`${versionNotice(c, found.value.version, version)}<div class="columns"><div class="rows">${card(
        {
          title: 'Fees',
          body: settings(TAB.packagePlans, plan, FEES),
        },
      )}${card({ title: 'Periods and billing', body: settings(TAB.packagePlans, plan, PERIODS) })}${card({
        title: 'The plan',
        body: settings(TAB.packagePlans, plan, ABOUT, {
          buyPlan: plan.buyPlan ? link(planPath(plan.buyPlan), plan.buyPlan) : undefined,
        }),
      })}${card({ title: 'On sale', body: settings(TAB.packagePlans, plan, SALE) })}</div><div class="rows">${card(
        {
          title: 'Can it be subscribed to?',
          aside:
            missing === 0 ? badge('good', 'Yes') : badge('bad', `No: ${count(missing, 'thing')} missing`),
          body: prerequisiteList(prerequisites),
          id: 'prerequisites',
        },
      )}${card({
        title: 'Services',
        flush:
          services.length === 0
            ? empty('No services', 'Link service plans in the workbook’s Package Services.')
            : table({
                label: 'Services of the package',
                rows: services,
                columns: [
                  {
                    head: 'Service plan',
                    kind: 'row',
                    cell: ({ servicePlan }) => link(servicePlanPath(servicePlan), servicePlan),
                  },
                  { head: 'Quantity', kind: 'number', cell: ({ quantity }) => quantity },
                ],
              }),
      })}${historyCard(history, c.get('actor').timeZone, planPath(plan.code))}</div></div>`,
    });
  });

  app.get('/service-plans/:code', async (c) => {
    const version = versionAsked(c);
    const found = await catalogue.showServicePlan(c.get('actor'), c.req.param('code'), version);
    if (!found.ok) return refusalPage(c, found.faults);
    const { plan, features, packages, history } = found.value;
    const shown = {
      buyPlan: plan.buyPlan ? link(servicePlanPath(plan.buyPlan), plan.buyPlan) : undefined,
      rateCard: plan.rateCard ? link(rateCardPath(plan.rateCard), plan.rateCard) : undefined,
      productRateCard: plan.productRateCard
        ? link(rateCardPath(plan.productRateCard), plan.productRateCard)
        : undefined,
    };
    return showPage(c, {
      title: plan.name,
      mark: stateBadge(plan.approvalStatus),
      section: 'catalogue',
      crumbs: [{ href: '/catalogue/service-plans', name: 'Service plans' }],
      lead: html`<span class="code">${plan.code}</span> · ${plan.serviceType} · ${SIDE_WORDS[plan.side]} plan`,
      body: html`${versionNotice(c, found.value.version, version)}<div class="columns"><div class="rows">${card(
        {
          title: 'Fees and prices',
          body: settings(TAB.servicePlans, plan, SERVICE_FEES, shown),
        },
      )}${
        plan.serviceType === 'Data'
          ? card({ title: 'Data billing', body: settings(TAB.servicePlans, plan, DATA_BILLING) })
          : ''
      }${card({ title: 'The plan', body: settings(TAB.servicePlans, plan, SERVICE_ABOUT, shown) })}</div><div class="rows">${card(
        {
          title: 'In these packages',
          body:
            packages.length === 0
              ? html`<p class="soft">No package plan holds it.</p>`
              : html`<ul>${packages.map((code) => html`<li>${link(planPath(code), code)}</li>`)}</ul>`,
        },
      )}${
        features.length === 0
          ? ''
          : card({
              title: 'Service features',
              body: html`<ul>${features.map(
                ({ product, recurring }) =>
                  html`<li>${link(path('catalogue', 'products', product), product)} ${recurring ? '(recurring)' : '(once)'}</li>`,
              )}</ul>`,
            })
      }${historyCard(history, c.get('actor').timeZone, servicePlanPath(plan.code))}</div></div>`,
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
      lead: html`<span class="code">${code}</span>${rateCard ? html` · ${SIDE_WORDS[rateCard.side]} · ${count(rateCard.rateCount, 'rate')}` : ''}`,
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

// ---- lists

interface List<Row> {
  readonly title: string;
  readonly here: (typeof KINDS)[number]['href'];
  readonly lead: string;
  readonly fields: readonly Field[];
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
  readonly columns: readonly Column<Row>[];
}

function showList<Row>(
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

function readSearch(c: ConsoleContext) {
  const { search = '', status, side, serviceType } = c.req.query();
  return {
    text: search.trim() || undefined,
    status: APPROVAL_STATUSES.find((known) => known === status),
    side: (['buy', 'sell'] as const).find((known) => known === side),
    serviceType: SERVICE_TYPES.find((known) => known === serviceType),
  };
}

const named = (code: string, name: string, href: string): Html =>
  html`${link(href, name)}<span class="sub code">${code}</span>`;

const PACKAGE_COLUMNS: readonly Column<PackagePlanView>[] = [
  { head: 'Plan', kind: 'row', cell: ({ plan }) => named(plan.code, plan.name, planPath(plan.code)) },
  { head: 'On invoices', cell: ({ plan }) => plan.externalName },
  { head: 'Side', cell: ({ plan }) => SIDE_WORDS[plan.side] },
  { head: 'Status', cell: ({ plan }) => stateBadge(plan.approvalStatus) },
  { head: 'Setup fee', kind: 'number', cell: ({ plan }) => feeText(plan.setupFee, plan.setupFeeOverride) },
  { head: 'Access fee', kind: 'number', cell: ({ plan }) => feeText(plan.accessFee, plan.accessFeeOverride) },
  { head: 'Every', kind: 'number', cell: ({ plan }) => count(plan.periodLengthMonths, 'month') },
  { head: 'Can be subscribed to', cell: (view) => readiness(view) },
];

/** FEE-3 in a word or two. */
const feeText = (fee: PackagePlan['setupFee'], isOverride: boolean): string =>
  fee !== null ? money(fee) : isOverride ? '0.00' : 'by service';

function readiness({ plan, prerequisites }: PackagePlanView): Html {
  const missing = prerequisites.filter(({ ok }) => !ok).length;
  return missing === 0
    ? badge('good', 'Yes')
    : html`<a href="${planPath(plan.code)}#prerequisites">${badge('bad', count(missing, 'thing missing', 'things missing'))}</a>`;
}

const SERVICE_COLUMNS: readonly Column<ServicePlan>[] = [
  { head: 'Plan', kind: 'row', cell: (plan) => named(plan.code, plan.name, servicePlanPath(plan.code)) },
  { head: 'Service type', cell: (plan) => plan.serviceType },
  { head: 'Side', cell: (plan) => SIDE_WORDS[plan.side] },
  { head: 'Status', cell: (plan) => stateBadge(plan.approvalStatus) },
  {
    head: 'Provisioning',
    cell: (plan) => html`${plan.provisioning}<span class="sub">${plan.supplier ?? 'own work'}</span>`,
  },
  { head: 'Setup fee', kind: 'number', cell: (plan) => money(plan.setupFee) },
  { head: 'Access fee', kind: 'number', cell: (plan) => money(plan.accessFee) },
];

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

const rateCardPath = (code: string): string => path('catalogue', 'rate-cards', code);

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
  { head: 'Tariff key', kind: 'key', cell: ({ tariffKey }) => tariffKey },
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

// ---- one plan

const FEES = [
  'setupFee',
  'setupFeeOverride',
  'accessFee',
  'accessFeeOverride',
  'subscriptionOverridesEnabled',
  'taxRate',
];
const PERIODS = [
  'periodLengthMonths',
  'periodsInAdvance',
  'billAccessFeesIn',
  'billMonthsInAdvance',
  'proRata',
  'alignToInvoicePeriod',
  'honourFirstPeriodEnd',
  'disableMigrationsDuringPeriod',
];
const ABOUT = [
  'externalName',
  'description',
  'side',
  'buyPlan',
  'referenceName',
  'referenceKey',
  'defaultContractType',
  'customerContractRequired',
];
const SALE = ['approvalStatus', 'saleableFrom', 'saleableTo', 'saleableInSignupPortal'];
const SERVICE_FEES = ['setupFee', 'accessFee', 'rateCard', 'productRateCard', 'taxRate'];
const DATA_BILLING = ['includedQuantity', 'unit', 'excessRate', 'counted', 'cap'];
const SERVICE_ABOUT = [
  'externalName',
  'serviceType',
  'side',
  'buyPlan',
  'provisioning',
  'supplier',
  'approvalStatus',
];

const versionAsked = (c: ConsoleContext): number | undefined => {
  const text = c.req.query('version') ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
};

const versionNotice = (c: ConsoleContext, shown: number, asked: number | undefined): Html | '' =>
  asked === undefined
    ? ''
    : notice('wait', html`This is version ${shown}. ${link(c.req.path, 'Show what is in force now')}`);

const planActions = ({ powers }: Actor, { plan, prerequisites }: PackagePlanDetails): Piece =>
  powers.has('orders') && plan.side === 'sell' && prerequisites.every(({ ok }) => ok)
    ? buttonLink(withQuery('/orders/new', { plan: plan.code }), 'New order')
    : '';

/** CAT-3: every one, met or not. */
export const prerequisiteList = (prerequisites: readonly Prerequisite[]): Html =>
  html`<ul class="checks">${prerequisites.map(
    ({ ok, message }) =>
      html`<li>${ok ? badge('good', 'Met') : badge('bad', 'Missing')}<span>${message}</span></li>`,
  )}</ul>`;

const historyCard = (history: ItemHistory | null, timeZone: string, here: string): Html | '' =>
  history === null
    ? ''
    : card({
        title: 'History',
        body: facts([
          [
            'Created',
            html`${moment(history.createdAt, timeZone)}<span class="sub">${history.createdBy}</span>`,
          ],
          [
            'Modified',
            html`${moment(history.modifiedAt, timeZone)}<span class="sub">${history.modifiedBy}</span>`,
          ],
          [
            'Versions',
            history.versions.map(
              (number, index) =>
                html`${index === 0 ? '' : ', '}${link(withQuery(here, { version: String(number) }), number)}`,
            ),
          ],
        ]),
      });
