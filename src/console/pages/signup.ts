/**
 * The sign-up portal: an end user, whom nobody has signed in, picks a plan and orders it (ORD-1, CAT-4). Plain pages for a phone;
 * no cookie, no script. The form's token is its proof and the order's identity: the same form sent twice is one order.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Offer } from '#app/orders/explain-offers.ts';
import type { Price } from '#app/orders/package-fees.ts';
import type { Portal } from '#app/portal/open-portal.ts';
import type { SignUp } from '#app/portal/sign-up.ts';
import { CONTRACT_DOCUMENT_MAX_BYTES } from '#core/orders/contract-document.ts';
import type { Fault } from '#core/result.ts';
import { counted } from '#core/words.ts';

import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { type Form, formOf } from '../guards/form-guard.ts';
import { sourceAddress } from '../guards/source-address.ts';
import { buttonLink, card } from '../parts/blocks.ts';
import { contractField, readContractDocument } from '../parts/contract-document.ts';
import { type Field, FORM_TOKEN_FIELD, form } from '../parts/form.ts';
import { money } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { showLonePage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { customerGroup, customerWish } from '../parts/service-details.ts';
import { type Attempt, NO_ATTEMPT } from './refusals.ts';
import { wantedOn } from './wanted-on.ts';

/** The contract, and room for everything that is typed. */
const MAX_BODY_BYTES = CONTRACT_DOCUMENT_MAX_BYTES + 200_000;
const TRAP = 'website';

const CONTACT: readonly Field[] = [
  { name: 'newAccount.name', label: 'Name', autocomplete: 'name' },
  {
    name: 'newAccount.email',
    label: 'E-mail',
    kind: 'email',
    autocomplete: 'email',
    help: 'Such as ann@example.com.',
  },
  {
    name: 'newAccount.phone',
    label: 'Phone',
    kind: 'tel',
    autocomplete: 'tel',
    help: 'For the technician to reach you, such as 0491 570 156.',
  },
  {
    name: 'newAccount.address',
    label: 'Your address',
    autocomplete: 'street-address',
    isWhole: true,
    help: 'Street, town, state and postcode.',
  },
];
const REQUESTED_ON: Field = {
  name: 'requestedOn',
  label: 'When would you like it?',
  kind: 'date',
  isOptional: true,
  help: 'Left empty: as soon as possible.',
};

type SignUpStatus = 200 | 409 | 422 | 429;

export function signUpPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { portal } = deps.services;

  app.get('/:provider', async (c) => {
    const opened = await portal.openPortal(c.req.param('provider'));
    if (!opened.ok) return showNoPortal(c, opened.faults);
    const code = c.req.query('plan') ?? '';
    const offer = opened.value.offers.find(({ packagePlan }) => packagePlan === code);
    return offer === undefined
      ? showPlans(c, opened.value, { isGone: code !== '' })
      : showForm(c, opened.value, offer);
  });

  app.post(
    '/:provider',
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => showTooLarge(c as ConsoleContext) }),
    async (c) => {
      const opened = await portal.openPortal(c.req.param('provider'));
      if (!opened.ok) return showNoPortal(c, opened.faults);
      const sent = formOf(await c.req.formData().catch(() => new FormData()));
      const offer = opened.value.offers.find(({ packagePlan }) => packagePlan === sent.text('plan'));
      if (offer === undefined) return showPlans(c, opened.value, { isGone: true });
      const input = await readSignUp(c, sent, offer);
      const done = await portal.signUp(opened.value.provider.providerCode, input);
      if (done.ok)
        return c.redirect(withQuery(path('track', done.value.trackingToken), { placed: 'yes' }), 303);
      const isExpired = done.faults.some((fault) => fault.code === 'form_expired');
      const status = statusOf(done.faults);
      if (status === 429) c.header('retry-after', '3600');
      return showForm(
        c,
        // A form that is good stays the same form, however often it is corrected.
        isExpired ? opened.value : { ...opened.value, formToken: sent.whole(FORM_TOKEN_FIELD) },
        offer,
        { attempt: { values: sent.values, faults: done.faults }, status },
      );
    },
  );

  return app;
}

function statusOf(faults: readonly Fault[]): SignUpStatus {
  if (faults.some(({ code }) => code === 'too_many_forms' || code === 'too_many_orders')) return 429;
  return faults.some(({ kind }) => kind === 'conflict') ? 409 : 422;
}

// ---- pages

const showNoPortal = (c: ConsoleContext, faults: readonly Fault[]) =>
  showLonePage(
    c,
    {
      title: 'Nothing here',
      body: card({ body: html`<p>${faults.map(({ message }) => message).join(' ')}</p>` }),
    },
    404,
  );

const showTooLarge = (c: ConsoleContext) =>
  showLonePage(
    c,
    {
      title: 'Too large',
      body: card({
        body: html`<p>The file is too large: at most ${CONTRACT_DOCUMENT_MAX_BYTES / 1_000_000} MB are taken. Go back and choose a smaller one.</p>`,
      }),
    },
    413,
  );

const portalPath = ({ provider }: Portal, query: Readonly<Record<string, string>> = {}): string =>
  withQuery(path('signup', provider.providerCode), query);

const showPlans = (c: ConsoleContext, portal: Portal, { isGone }: { readonly isGone: boolean }) =>
  showLonePage(c, {
    title: 'Choose your plan',
    company: portal.provider.providerName,
    isWide: true,
    lead: `Order online from ${portal.provider.providerName}. It takes a few minutes.`,
    body: html`${isGone ? notice('warn', 'That plan cannot be ordered online at the moment. These can.') : ''}${
      portal.offers.length === 0
        ? card({ body: html`<p>Nothing can be ordered online at the moment. Please call us.</p>` })
        : html`<ul class="plans">${portal.offers.map(
            (offer) =>
              html`<li>${card({
                title: offer.externalName,
                body: html`<div class="stack">${prices(offer)}<p class="actions"><a class="button first" href="${portalPath(portal, { plan: offer.packagePlan })}">Choose<span class="out-of-sight"> ${offer.externalName}</span></a></p></div>`,
              })}</li>`,
          )}</ul>`
    }`,
  });

function showForm(
  c: ConsoleContext,
  portal: Portal,
  offer: Offer,
  { attempt = NO_ATTEMPT, status = 200 }: { readonly attempt?: Attempt; readonly status?: SignUpStatus } = {},
) {
  const { services } = offer;
  return showLonePage(
    c,
    {
      title: `Order ${offer.externalName}`,
      company: portal.provider.providerName,
      isWide: true,
      lead: 'Tell us who you are and where it is to be. Nothing is charged before your service is active.',
      body: html`${card({ title: 'Your plan', aside: html`<a href="${portalPath(portal)}">Another plan</a>`, body: prices(offer) })}${card(
        {
          body: form({
            id: 'order',
            action: portalPath(portal),
            token: portal.formToken,
            before: trap,
            fields: [
              { name: 'plan', label: 'Plan', kind: 'hidden', paths: ['packagePlan'] },
              ...CONTACT,
              REQUESTED_ON,
              ...(offer.contractRequired
                ? [contractField({ isRequired: true, isAgain: attempt !== NO_ATTEMPT })]
                : []),
            ],
            groups: services.flatMap(({ externalName, fields }, index) =>
              customerGroup(externalName, fields, `services[${index}].details`),
            ),
            isColumns: true,
            submit: 'Place the order',
            aside: buttonLink(portalPath(portal), 'Another plan'),
            values: { ...attempt.values, plan: offer.packagePlan },
            faults: attempt.faults,
          }),
        },
      )}`,
    },
    status,
  );
}

/** People neither see it nor come to it by keyboard; programs that fill in everything do. */
const trap: Html = html`<div class="trap" aria-hidden="true"><label for="order-${TRAP}">Leave this empty</label><input type="text" id="order-${TRAP}" name="${TRAP}" tabindex="-1" autocomplete="off"></div>`;

const dollars = (amount: Price['exTax']): string => `$${money(amount)}`;

/** What it costs, with tax and without, and what one is bound to. */
function prices(offer: Offer): Html {
  const { accessFee, setupFee, periodLengthMonths, contracts, defaultContractType } = offer;
  const every = periodLengthMonths === 1 ? 'a month' : `every ${periodLengthMonths} months`;
  const contract = contracts.find(({ contractType }) => contractType === defaultContractType);
  return html`<div class="stack"><p class="price"><strong>${dollars(accessFee.incTax)}</strong> ${every}<span class="sub">including tax; ${dollars(accessFee.exTax)} without</span></p>
<ul class="terms"><li>${
    setupFee.incTax === 0
      ? 'No setup fee'
      : html`Setup ${dollars(setupFee.incTax)} once, including tax (${dollars(setupFee.exTax)} without)`
  }</li><li>${
    contract === undefined
      ? 'No contract term'
      : html`Contract for ${counted(contract.termMonths, 'month')}${contract.breakOutFee === 0 ? '' : `; leaving early costs ${dollars(contract.breakOutFee)} without tax`}`
  }</li>${offer.contractRequired ? html`<li>A signed contract is needed: you can upload it with the order</li>` : ''}</ul></div>`;
}

// ---- what was sent

async function readSignUp(c: ConsoleContext, sent: Form, offer: Offer): Promise<SignUp> {
  const requestedOn = wantedOn(sent);
  const address = sent.text('newAccount.address');
  return {
    formToken: sent.whole(FORM_TOKEN_FIELD),
    trap: sent.text(TRAP),
    sourceAddress: sourceAddress(c),
    packagePlan: offer.packagePlan,
    name: sent.text('newAccount.name'),
    email: sent.text('newAccount.email'),
    phone: sent.text('newAccount.phone'),
    address,
    requestedOn: requestedOn.ok ? requestedOn.value : null,
    unread: requestedOn.ok ? [] : requestedOn.faults,
    services: offer.services.map(({ servicePlan, fields }, index) => ({
      servicePlan,
      details: customerWish(sent, fields, { path: `services[${index}].details`, address }),
    })),
    contractDocument: offer.contractRequired ? await readContractDocument(sent) : null,
  };
}
