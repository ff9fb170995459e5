/**
 * A new order (ORD-1), in steps that are addresses: for which account, which plan, and what its services need. Plans that
 * cannot be ordered are shown with every reason (CAT-3, CAT-4).
 */
import { Hono } from 'hono';
import type { Offer, RefusedPlan } from '#app/orders/explain-offers.ts';
import type { KeptAccount } from '#app/ports/accounts.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { buttonLink, card, facts, link, pager } from '../parts/blocks.ts';
import { contractField, readContractDocument } from '../parts/contract-document.ts';
import { type Field, filters, form } from '../parts/form.ts';
import { money } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { detailGroup, filledDetails } from '../parts/service-details.ts';
import { empty, table } from '../parts/table.ts';
import { planPath } from './catalogue.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';
import { wantedOn } from './wanted-on.ts';

const HERE = '/orders/new';
const CRUMBS = [{ href: '/orders', name: 'Orders' }];

export function newOrderPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { accounts, orders } = deps.services;

  app.get('/', async (c) => {
    const explained = await orders.explainOffers(c.get('actor'));
    if (!explained.ok) return refusalPage(c, explained.faults);
    const { account: reference = '', plan = '' } = c.req.query();
    if (reference === '') return chooseAccount(c, plan);
    const account = await accounts.showAccount(c.get('actor'), reference);
    if (!account.ok) return refusalPage(c, account.faults);
    return plan === ''
      ? choosePlan(c, account.value, explained.value)
      : showForm(c, account.value, plan, explained.value);
  });

  app.post('/', async (c) => {
    const actor = c.get('actor');
    const sent = c.get('form');
    const reference = sent.text('account');
    const code = sent.text('plan');
    const [account, explained] = await Promise.all([
      accounts.showAccount(actor, reference),
      orders.explainOffers(actor),
    ]);
    if (!account.ok) return refusalPage(c, account.faults);
    if (!explained.ok) return refusalPage(c, explained.faults);
    const offer = explained.value.offers.find(({ packagePlan }) => packagePlan === code);
    if (offer === undefined) return showForm(c, account.value, code, explained.value, NO_ATTEMPT, 422);
    const requestedOn = wantedOn(sent);
    const done = await orders.placeOrder(actor, {
      account: reference,
      packagePlan: code,
      requestedOn: requestedOn.ok ? requestedOn.value : null,
      unread: requestedOn.ok ? [] : requestedOn.faults,
      services: offer.services.map(({ servicePlan, serviceType }, index) => ({
        servicePlan,
        details: filledDetails(sent, serviceType, `services[${index}].details`),
      })),
      contractType: offer.contracts.length === 0 ? undefined : sent.optional('contractType'),
      contractDocument: await readContractDocument(sent),
    });
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) =>
        showForm(c, account.value, code, explained.value, attempt, status),
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

  return app;
}

interface Explained {
  readonly offers: readonly Offer[];
  readonly refused: readonly RefusedPlan[];
}

function choosePlan(c: ConsoleContext, account: KeptAccount, { offers, refused }: Explained) {
  const search = c.req.query('search')?.trim() ?? '';
  const fits = (plan: {
    readonly packagePlan: string;
    readonly name: string;
    readonly externalName: string;
  }) =>
    [plan.packagePlan, plan.name, plan.externalName].some((text) =>
      text.toLowerCase().includes(search.toLowerCase()),
    );
  const [open, shut] = [offers.filter(fits), refused.filter(fits)];
  return showPage(c, {
    title: 'New order: which plan?',
    section: 'orders',
    crumbs: [...CRUMBS, { href: path('accounts', account.reference), name: account.name }],
    lead: `For ${account.name}, ${account.reference}.`,
    body: html`<div>${filters({
      action: HERE,
      fields: [{ name: 'search', label: 'Search name or code', isWhole: true }],
      values: { search },
      kept: { account: account.reference },
      submit: 'Search',
    })}${card({
      flush:
        open.length === 0
          ? empty('No plan can be ordered', shut.length === 0 ? 'No plan fits.' : 'The reasons are below.')
          : table({
              label: 'Plans that can be ordered',
              rows: open,
              columns: [
                {
                  head: 'Plan',
                  kind: 'row',
                  cell: ({ packagePlan, name }) =>
                    html`${link(withQuery(HERE, { account: account.reference, plan: packagePlan }), name)}<span class="sub code">${packagePlan}</span>`,
                },
                { head: 'On invoices', cell: ({ externalName }) => externalName },
                { head: 'Setup fee', kind: 'number', cell: ({ setupFee }) => money(setupFee.exTax) },
                { head: 'Access fee', kind: 'number', cell: ({ accessFee }) => money(accessFee.exTax) },
                { head: 'Every', cell: ({ periodLengthMonths }) => counted(periodLengthMonths, 'month') },
                { head: 'Services', cell: ({ services }) => servicesText(services) },
                { head: 'Contract', cell: ({ contractTypes }) => contractTypes.join(', ') },
              ],
            }),
    })}</div>${
      shut.length === 0
        ? ''
        : html`<details class="fold"${open.length === 0 ? ' open' : ''}><summary>${counted(shut.length, 'plan')} that cannot be ordered, and why</summary>${table(
            {
              label: 'Plans that cannot be ordered',
              rows: shut,
              columns: [
                {
                  head: 'Plan',
                  kind: 'row',
                  cell: ({ packagePlan, name }) =>
                    html`${link(planPath(packagePlan), name)}<span class="sub code">${packagePlan}</span>`,
                },
                { head: 'Why', cell: reasonList },
              ],
            },
          )}</details>`
    }`,
  });
}

function showForm(
  c: ConsoleContext,
  account: KeptAccount,
  code: string,
  { offers, refused }: Explained,
  attempt: Attempt = NO_ATTEMPT,
  status: 200 | 409 | 422 = 200,
) {
  const offer = offers.find(({ packagePlan }) => packagePlan === code);
  const other = refused.find(({ packagePlan }) => packagePlan === code);
  const plans = withQuery(HERE, { account: account.reference });
  if (offer === undefined)
    return other === undefined
      ? notFoundPage(c, `There is no plan ${code} that could be ordered.`)
      : showReasons(c, other, { plans, status });
  const { services, contracts, contractRequired } = offer;
  return showPage(
    c,
    {
      title: 'New order: what it needs',
      section: 'orders',
      crumbs: [...CRUMBS, { href: plans, name: 'Another plan' }],
      lead: html`${offer.name} for ${account.name}.`,
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
            ...(contracts.length === 0 ? [] : [contractTypeField(offer)]),
            contractField({ isRequired: contractRequired, isAgain: attempt !== NO_ATTEMPT }),
          ],
          groups: services.map(({ name, serviceType }, index) =>
            detailGroup(
              services.length > 1 ? `${index + 1}. ${name}` : name,
              serviceType,
              `services[${index}].details`,
            ),
          ),
          isColumns: true,
          submit: 'Place the order',
          aside: buttonLink(plans, 'Another plan'),
          values: {
            contractType: offer.defaultContractType ?? '',
            ...attempt.values,
            account: account.reference,
            plan: code,
          },
          faults: attempt.faults,
        }),
      })}</div><div class="rows">${card({ title: 'Plan', body: offerFacts(offer) })}</div></div>`,
    },
    status,
  );
}

/** Somebody has followed an old link, or the plan was taken off sale meanwhile. */
const showReasons = (
  c: ConsoleContext,
  plan: RefusedPlan,
  { plans, status }: { readonly plans: string; readonly status: 200 | 409 | 422 },
) =>
  showPage(
    c,
    {
      title: `${plan.name} cannot be ordered`,
      section: 'orders',
      crumbs: [...CRUMBS, { href: plans, name: 'Another plan' }],
      body: html`${notice('bad', reasonList(plan))}<p class="actions">${buttonLink(plans, 'Another plan', 'first')}</p>`,
    },
    status,
  );

const reasonList = ({ reasons }: RefusedPlan): Html =>
  html`<ul>${reasons.map(({ message }) => html`<li>${message}</li>`)}</ul>`;

const contractTypeField = ({ contracts }: Offer): Field => ({
  name: 'contractType',
  label: 'Contract',
  kind: 'choice',
  choices: [
    { value: '', label: 'None' },
    ...contracts.map(({ contractType, termMonths, breakOutFee }) => ({
      value: contractType,
      label: `${contractType}: ${counted(termMonths, 'month')}, leaving early ${money(breakOutFee)}`,
    })),
  ],
});

const offerFacts = (offer: Offer): Html =>
  facts([
    ['Plan', link(planPath(offer.packagePlan), offer.packagePlan)],
    ['On invoices', offer.externalName],
    ['Setup fee', html`<span class="amount">${money(offer.setupFee.exTax)}</span> ex tax`],
    ['Access fee', html`<span class="amount">${money(offer.accessFee.exTax)}</span> ex tax`],
    ['Every', counted(offer.periodLengthMonths, 'month')],
    ['Services', servicesText(offer.services)],
  ]);

function servicesText(services: Offer['services']): string {
  const counts = new Map<string, number>();
  for (const { servicePlan } of services) counts.set(servicePlan, (counts.get(servicePlan) ?? 0) + 1);
  return [...counts].map(([code, number]) => (number > 1 ? `${number} × ${code}` : code)).join(', ');
}
