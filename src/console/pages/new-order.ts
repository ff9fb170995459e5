/**
 * A new order (ORD-1), in steps that are addresses: for which account, which plan, and what its services need. Plans that
 * cannot be ordered are shown with every reason (CAT-3, CAT-4).
 */
import { Hono } from 'hono';
import type { PackagePlanView } from '#app/catalogue/find-plans.ts';
import type { KeptAccount } from '#app/ports/accounts.ts';
import { dateIn, type PlainDate, parseDate, spokenDate } from '#core/calendar.ts';
import { isOfferedOn } from '#core/catalogue/offers.ts';
import type { PackagePlan, ServicePlan } from '#core/catalogue/rows.ts';
import { CONTRACT_MEDIA_TYPES, type ContractDocument } from '#core/orders/contract-document.ts';
import { ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { buttonLink, card, facts, link, pager } from '../parts/blocks.ts';
import { type Field, filters, form } from '../parts/form.ts';
import { money } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { detailGroup, filledDetails } from '../parts/service-details.ts';
import { empty, table } from '../parts/table.ts';
import { planPath } from './catalogue.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const HERE = '/orders/new';
const CRUMBS = [{ href: '/orders', name: 'Orders' }];
const MOST_PLANS = 200;

/** One service of the package; one with quantity 2 comes twice. */
interface OrderedService {
  readonly plan: ServicePlan;
  readonly position: number;
}

export function newOrderPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { accounts, catalogue, orders } = deps.services;

  app.get('/', async (c) => {
    const actor = c.get('actor');
    if (!actor.powers.has('orders'))
      return refusalPage(c, [
        {
          code: 'power_missing',
          kind: 'forbidden',
          message: `${actor.actorName} may not do this: it takes the power "orders".`,
        },
      ]);
    const { account: reference = '', plan = '' } = c.req.query();
    if (reference === '') return chooseAccount(c, plan);
    const account = await accounts.showAccount(actor, reference);
    if (!account.ok) return refusalPage(c, account.faults);
    return plan === '' ? choosePlan(c, account.value) : showForm(c, account.value, plan);
  });

  app.post('/', async (c) => {
    const actor = c.get('actor');
    const sent = c.get('form');
    const reference = sent.text('account');
    const code = sent.text('plan');
    const account = await accounts.showAccount(actor, reference);
    if (!account.ok) return refusalPage(c, account.faults);
    const services = await servicesOf(c, code);
    if (!services.ok) return refusalPage(c, services.faults);
    const requestedOn = wantedOn(sent);
    const done = requestedOn.ok
      ? await orders.placeOrder(actor, {
          account: reference,
          packagePlan: code,
          requestedOn: requestedOn.value,
          services: services.value.map(({ plan }, index) => ({
            servicePlan: plan.code,
            details: filledDetails(sent, plan.serviceType, `services[${index}].details`),
          })),
          contractDocument: await documentOf(sent),
        })
      : requestedOn;
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) =>
        showForm(c, account.value, code, attempt, status),
      );
    const { number } = done.value.order;
    return redirectWithNotice(c, path('orders', number), `${number} was placed.`);
  });

  // ---- the steps

  async function chooseAccount(c: ConsoleContext, plan: string): Promise<Response> {
    const search = c.req.query('search')?.trim() ?? '';
    const listed = await accounts.listAccounts(
      c.get('actor'),
      { text: search || undefined },
      pageAsked(c, 20),
    );
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(c, {
      title: 'New order: for whom?',
      section: 'orders',
      crumbs: CRUMBS,
      actions: buttonLink('/accounts/new', 'New account'),
      body: html`<div>${filters({
        action: HERE,
        fields: [{ name: 'search', label: 'Search reference, name or email', isWhole: true }],
        values: { search },
        kept: { plan },
        submit: 'Search',
      })}${card({
        flush:
          items.length === 0
            ? empty('No accounts', 'No account fits this search.')
            : table({
                label: 'Accounts',
                rows: items,
                columns: [
                  {
                    head: 'Account',
                    kind: 'row',
                    cell: ({ reference, name }) =>
                      html`${link(withQuery(HERE, { account: reference, plan }), name)}<span class="sub">${reference}</span>`,
                  },
                  { head: 'Type', cell: ({ type }) => type },
                  { head: 'Address', cell: ({ address }) => address ?? '' },
                ],
              }),
      })}${pager(HERE, { search, plan, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  }

  async function choosePlan(c: ConsoleContext, account: KeptAccount): Promise<Response> {
    const actor = c.get('actor');
    const search = c.req.query('search')?.trim() ?? '';
    const found = await catalogue.findPackagePlans(
      actor,
      { side: 'sell', text: search || undefined },
      { limit: MOST_PLANS, cursor: null },
    );
    if (!found.ok) return refusalPage(c, found.faults);
    const today = dateIn(actor.timeZone, deps.clock.now());
    const judged = found.value.items.map((view) => ({ view, reasons: reasonsAgainst(view, today) }));
    const open = judged.filter(({ reasons }) => reasons.length === 0);
    const shut = judged.filter(({ reasons }) => reasons.length > 0);
    return showPage(c, {
      title: 'New order: which plan?',
      section: 'orders',
      crumbs: [...CRUMBS, { href: path('accounts', account.reference), name: account.name }],
      lead: `For ${account.name}, ${account.reference}.`,
      body: html`<div>${filters({
        action: HERE,
        fields: [{ name: 'search', label: 'Search name, code or key', isWhole: true }],
        values: { search },
        kept: { account: account.reference },
        submit: 'Search',
      })}${card({
        flush:
          open.length === 0
            ? empty('No plan can be ordered', 'The reasons are below.')
            : table({
                label: 'Plans that can be ordered',
                rows: open,
                columns: [
                  {
                    head: 'Plan',
                    kind: 'row',
                    cell: ({ view: { plan } }) =>
                      html`${link(withQuery(HERE, { account: account.reference, plan: plan.code }), plan.name)}<span class="sub code">${plan.code}</span>`,
                  },
                  { head: 'On invoices', cell: ({ view: { plan } }) => plan.externalName },
                  {
                    head: 'Setup fee',
                    kind: 'number',
                    cell: ({ view: { plan } }) =>
                      plan.setupFee === null ? 'by service' : money(plan.setupFee),
                  },
                  {
                    head: 'Access fee',
                    kind: 'number',
                    cell: ({ view: { plan } }) =>
                      plan.accessFee === null ? 'by service' : money(plan.accessFee),
                  },
                  { head: 'Every', cell: ({ view: { plan } }) => counted(plan.periodLengthMonths, 'month') },
                  {
                    head: 'Services',
                    cell: ({ view: { services } }) =>
                      services
                        .map(({ servicePlan, quantity }) =>
                          quantity > 1 ? `${quantity} × ${servicePlan}` : servicePlan,
                        )
                        .join(', '),
                  },
                ],
              }),
      })}</div>${
        shut.length === 0
          ? ''
          : html`<details class="fold"><summary>${counted(shut.length, 'plan')} that cannot be ordered, and why</summary>${table(
              {
                label: 'Plans that cannot be ordered',
                rows: shut,
                columns: [
                  {
                    head: 'Plan',
                    kind: 'row',
                    cell: ({ view: { plan } }) =>
                      html`${link(planPath(plan.code), plan.name)}<span class="sub code">${plan.code}</span>`,
                  },
                  {
                    head: 'Why',
                    cell: ({ reasons }) =>
                      html`<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`,
                  },
                ],
              },
            )}</details>`
      }`,
    });
  }

  async function showForm(
    c: ConsoleContext,
    account: KeptAccount,
    code: string,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> {
    const actor = c.get('actor');
    const found = await catalogue.showPackagePlan(actor, code);
    if (!found.ok) return refusalPage(c, found.faults);
    const services = await servicesOf(c, code);
    if (!services.ok) return refusalPage(c, services.faults);
    const { plan } = found.value;
    return showPage(
      c,
      {
        title: 'New order: what it needs',
        section: 'orders',
        crumbs: [...CRUMBS, { href: withQuery(HERE, { account: account.reference }), name: 'Another plan' }],
        lead: html`${plan.name} for ${account.name}.`,
        body: html`<div class="columns"><div>${card({
          body: form({
            id: 'order',
            action: HERE,
            token: c.get('formToken'),
            fields: [
              { name: 'account', label: 'Account', kind: 'hidden' },
              { name: 'plan', label: 'Plan', kind: 'hidden', paths: ['packagePlan'] },
              {
                name: 'requestedOn',
                label: 'Wanted on',
                kind: 'date',
                isOptional: true,
                help: 'Left empty: as soon as possible.',
              },
              contractField(plan),
            ],
            groups: services.value.map(({ plan: service, position }, index) =>
              detailGroup(
                services.value.length > 1 ? `${position}. ${service.name}` : service.name,
                service.serviceType,
                `services[${index}].details`,
              ),
            ),
            isColumns: true,
            submit: 'Place the order',
            aside: buttonLink(withQuery(HERE, { account: account.reference }), 'Another plan'),
            values: { ...attempt.values, account: account.reference, plan: code },
            faults: attempt.faults,
          }),
        })}</div><div class="rows">${card({ title: 'Plan', body: planFacts(plan) })}</div></div>`,
      },
      status,
    );
  }

  async function servicesOf(c: ConsoleContext, code: string): Promise<Result<OrderedService[]>> {
    const actor = c.get('actor');
    const found = await catalogue.showPackagePlan(actor, code);
    if (!found.ok) return found;
    const plans = await Promise.all(
      found.value.services.map(async ({ servicePlan, quantity }) => {
        const shown = await catalogue.showServicePlan(actor, servicePlan);
        return shown.ok ? Array.from({ length: quantity }, () => shown.value.plan) : [];
      }),
    );
    return ok(plans.flat().map((plan, index) => ({ plan, position: index + 1 })));
  }

  return app;
}

/** CAT-3 and CAT-4: every reason why a plan cannot be ordered today. */
function reasonsAgainst({ plan, prerequisites }: PackagePlanView, today: PlainDate): string[] {
  const missing = prerequisites.filter((one) => !one.ok).map(({ message }) => message);
  return isOfferedOn(plan, today, 'staff') ? missing : [whyNotOffered(plan, today), ...missing];
}

function whyNotOffered({ approvalStatus, saleableFrom, saleableTo }: PackagePlan, today: PlainDate): string {
  if (approvalStatus !== 'Saleable')
    return `It is ${approvalStatus}: only a Saleable plan can be ordered (CAT-4).`;
  return saleableFrom !== null && today < saleableFrom
    ? `It is on sale from ${spokenDate(saleableFrom)} (CAT-4).`
    : `It was on sale until ${saleableTo === null ? 'today' : spokenDate(saleableTo)} (CAT-4).`;
}

const contractField = (plan: PackagePlan): Field => ({
  name: 'contractDocument',
  label: 'Signed contract',
  kind: 'file',
  accept: Object.keys(CONTRACT_MEDIA_TYPES).join(','),
  isOptional: !plan.customerContractRequired,
  help: 'PDF, PNG or JPEG, up to 4 MB.',
});

const planFacts = (plan: PackagePlan): Html =>
  facts([
    ['Plan', link(planPath(plan.code), plan.code)],
    ['Status', badge('good', plan.approvalStatus)],
    [
      'Setup fee',
      plan.setupFee === null ? 'by service' : html`<span class="amount">${money(plan.setupFee)}</span>`,
    ],
    [
      'Access fee',
      plan.accessFee === null ? 'by service' : html`<span class="amount">${money(plan.accessFee)}</span>`,
    ],
    ['Every', counted(plan.periodLengthMonths, 'month')],
    ['Contract', plan.defaultContractType],
  ]);

function wantedOn(sent: Form): Result<PlainDate | null> {
  const text = sent.text('requestedOn');
  return text === '' ? ok(null) : parseDate(text, 'requestedOn');
}

async function documentOf(sent: Form): Promise<ContractDocument | null> {
  const [file] = sent.files('contractDocument');
  if (file === undefined) return null;
  return { name: file.name, mediaType: file.type, content: new Uint8Array(await file.arrayBuffer()) };
}
