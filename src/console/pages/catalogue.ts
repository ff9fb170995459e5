/** The published plans, searched (CAT-6) and shown with their prerequisites (CAT-3), of any version (CAT-5). */
import { Hono } from 'hono';
import type { PackagePlanDetails, PackagePlanView } from '#app/catalogue/find-plans.ts';
import type { ItemHistory } from '#app/ports/catalogue.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { PackagePlan, ServicePlan } from '#core/catalogue/rows.ts';
import { counted } from '#core/words.ts';
import { TAB } from '#core/workbook/tabs.ts';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { badge, stateBadge } from '../parts/badge.ts';
import { buttonLink, card, facts, link, type Piece } from '../parts/blocks.ts';
import { rowHistoryPath } from '../parts/diff.ts';
import { moment, money } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { prerequisiteList } from '../parts/prerequisites.ts';
import { settings } from '../parts/settings.ts';
import { type Column, empty, table } from '../parts/table.ts';
import {
  named,
  rateCardPath,
  readSearch,
  SEARCH,
  SERVICE_TYPE,
  SIDE,
  SIDE_WORDS,
  STATUS,
  showList,
  versionAsked,
  versionNotice,
} from './catalogue-list.ts';
import { pageAsked } from './paging.ts';
import { calendarPath } from './plan-calendar.ts';
import { editorPath } from './plan-editor.ts';
import { refusalPage } from './problem-pages.ts';

export const planPath = (code: string): string => path('catalogue', 'package-plans', code);
const servicePlanPath = (code: string): string => path('catalogue', 'service-plans', code);

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

  app.get('/package-plans/:code', async (c) => {
    const version = versionAsked(c);
    const found = await catalogue.showPackagePlan(c.get('actor'), c.req.param('code'), version);
    if (!found.ok) return refusalPage(c, found.faults);
    const { plan, prerequisites, services, history } = found.value;
    // The workbook may be kept elsewhere, or the plan have gone from it.
    const row = await deps.services.workbook.findRowOf(c.get('actor'), TAB.packagePlans.title, plan.code);
    const missing = prerequisites.filter(({ ok }) => !ok).length;
    return showPage(c, {
      title: plan.name,
      mark: stateBadge(plan.approvalStatus),
      section: 'catalogue',
      crumbs: [{ href: '/catalogue', name: 'Package plans' }],
      lead: html`<span class="code">${plan.code}</span> · ${SIDE_WORDS[plan.side]} plan`,
      actions: planActions(c.get('actor'), found.value, row.ok ? row.value : null),
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
            missing === 0 ? badge('good', 'Yes') : badge('bad', `No: ${counted(missing, 'thing')} missing`),
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
      })}${historyCard(history, c.get('actor').timeZone, planPath(plan.code), rowHistoryPath(TAB.packagePlans.title, plan.code))}</div></div>`,
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
      }${historyCard(history, c.get('actor').timeZone, servicePlanPath(plan.code), rowHistoryPath(TAB.servicePlans.title, plan.code))}</div></div>`,
    });
  });
  return app;
}

const PACKAGE_COLUMNS: readonly Column<PackagePlanView>[] = [
  { head: 'Plan', kind: 'row', cell: ({ plan }) => named(plan.code, plan.name, planPath(plan.code)) },
  { head: 'On invoices', cell: ({ plan }) => plan.externalName },
  { head: 'Side', cell: ({ plan }) => SIDE_WORDS[plan.side] },
  { head: 'Status', cell: ({ plan }) => stateBadge(plan.approvalStatus) },
  { head: 'Setup fee', kind: 'number', cell: ({ plan }) => feeText(plan.setupFee, plan.setupFeeOverride) },
  { head: 'Access fee', kind: 'number', cell: ({ plan }) => feeText(plan.accessFee, plan.accessFeeOverride) },
  { head: 'Every', kind: 'number', cell: ({ plan }) => counted(plan.periodLengthMonths, 'month') },
  { head: 'Can be subscribed to', cell: (view) => readiness(view) },
];

/** FEE-3 in a word or two. */
const feeText = (fee: PackagePlan['setupFee'], isOverride: boolean): string =>
  fee !== null ? money(fee) : isOverride ? '0.00' : 'by service';

function readiness({ plan, prerequisites }: PackagePlanView): Html {
  const missing = prerequisites.filter(({ ok }) => !ok).length;
  return missing === 0
    ? badge('good', 'Yes')
    : html`<a href="${planPath(plan.code)}#prerequisites">${badge('bad', counted(missing, 'thing missing', 'things missing'))}</a>`;
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
const planActions = (
  { powers }: Actor,
  { plan, prerequisites }: PackagePlanDetails,
  row: number | null,
): Piece =>
  html`${buttonLink(calendarPath(plan.code), 'Calendar of its cardlines')}${row === null ? '' : buttonLink(editorPath(row), 'Plan editor, with calendar')}${
    powers.has('orders') && plan.side === 'sell' && prerequisites.every(({ ok }) => ok)
      ? buttonLink(withQuery('/orders/new', { plan: plan.code }), 'New order')
      : ''
  }`;

const historyCard = (
  history: ItemHistory | null,
  timeZone: string,
  here: string,
  changes: string,
): Html | '' =>
  history === null
    ? ''
    : card({
        title: 'History',
        aside: link(changes, 'Every change'),
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
