/** The orders that this company sells: list, page, corrections, resubmitting, cancelling, the customer's link. */
import { Hono } from 'hono';
import type { EditOrder } from '#app/orders/edit-order.ts';
import type { OrderView } from '#app/orders/views.ts';
import type { Actor } from '#app/ports/platform.ts';
import { formatId } from '#core/ids.ts';
import { ORDER_SOURCES } from '#core/orders/order.ts';
import { isStatus, STATUS_WORDS, STATUSES } from '#core/orders/states.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import type { Form } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { stateBadge } from '../parts/badge.ts';
import { buttonLink, card, facts, link, type Piece, pager } from '../parts/blocks.ts';
import { buttonForm, type Field, filters, form } from '../parts/form.ts';
import { day, moment, orNothing } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { logAsked, logOf } from '../parts/log.ts';
import { notice } from '../parts/notice.ts';
import { detailEntries, detailGroup, detailValues, readDetails } from '../parts/service-details.ts';
import { empty, table } from '../parts/table.ts';
import { overrideFields, workflowText } from '../parts/workflow.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';
import { wantedOn } from './wanted-on.ts';

const VERSION: Field = { name: 'version', label: 'Version', kind: 'hidden' };
const REASON: Field = {
  name: 'reason',
  label: 'Reason',
  kind: 'long',
  isOptional: true,
  help: 'For whoever was working on it.',
};

const SOURCE_WORDS: Readonly<Record<string, string>> = {
  staff: 'own staff',
  portal: 'sign-up portal',
  api: 'API',
  hook: 'webhook',
};

const FILTERS: readonly Field[] = [
  {
    name: 'status',
    label: 'Status',
    kind: 'choice',
    choices: [
      { value: '', label: 'All' },
      ...STATUSES.map((status) => ({ value: status, label: STATUS_WORDS[status] })),
    ],
  },
  {
    name: 'source',
    label: 'Came by',
    kind: 'choice',
    choices: [
      { value: '', label: 'Any way' },
      ...ORDER_SOURCES.map((source) => ({ value: source, label: SOURCE_WORDS[source] ?? source })),
    ],
  },
  { name: 'account', label: 'Account reference' },
];

export function orderPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { orders } = deps.services;

  app.get('/', async (c) => {
    const actor = c.get('actor');
    const { status = '', account = '', source = '' } = c.req.query();
    const number = c.req.query('number')?.trim();
    if (number) return c.redirect(path('orders', number), 303);
    const listed = await orders.listOrders(
      actor,
      {
        status: isStatus(status) ? status : undefined,
        accountReference: account.trim() || undefined,
        source: ORDER_SOURCES.find((one) => one === source),
      },
      pageAsked(c),
    );
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    return showPage(c, {
      title: 'Orders',
      section: 'orders',
      lead: 'What our customers asked for, the newest first.',
      actions: actor.powers.has('orders') ? buttonLink('/orders/new', 'New order', 'first') : '',
      body: html`<div>${filters({ action: '/orders', fields: FILTERS, values: { status, account, source } })}${card(
        {
          flush:
            items.length === 0
              ? empty('No orders', 'No order fits this view.')
              : table({
                  label: 'Orders',
                  rows: items,
                  columns: [
                    {
                      head: 'Order',
                      kind: 'key',
                      cell: (order) => link(path('orders', order.number), order.number),
                    },
                    {
                      head: 'Account',
                      cell: ({ account: { name, reference } }) =>
                        html`${link(path('accounts', reference), name)}<span class="sub">${reference}</span>`,
                    },
                    {
                      head: 'Plan',
                      cell: ({ packagePlan }) =>
                        html`${packagePlan.name}<span class="sub">${packagePlan.code}</span>`,
                    },
                    { head: 'Status', cell: (order) => stateBadge(order.status) },
                    { head: 'Worked on by', cell: (order) => workers(order) },
                    { head: 'Placed', cell: (order) => moment(order.createdAt, actor.timeZone) },
                  ],
                }),
        },
      )}${pager('/orders', { status, account, source, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  const show = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
    customerLink?: string,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const number = c.req.param('number') ?? '';
    const [found, log] = await Promise.all([
      orders.getOrder(actor, number),
      orders.orderLog(actor, number, logAsked(c)),
    ]);
    if (!found.ok) return refusalPage(c, found.faults);
    if (!log.ok) return refusalPage(c, log.faults);
    const order = found.value;
    const here = path('orders', order.number);
    const mayChange = actor.powers.has('orders');
    const token = c.get('formToken');
    const override = ownOverride(order, actor);
    return showPage(
      c,
      {
        title: order.number,
        mark: stateBadge(order.status),
        section: 'orders',
        crumbs: [
          { href: '/orders', name: 'Orders' },
          { href: path('accounts', order.account.reference), name: order.account.name },
        ],
        lead: `${order.packagePlan.name} for ${order.account.name}.`,
        actions: mayChange
          ? html`${order.deeds.includes('edit') ? buttonLink(`${here}/edit`, 'Edit') : ''}${
              order.deeds.includes('resubmit') ? buttonLink(`${here}/resubmit`, 'Resubmit', 'first') : ''
            }`
          : '',
        body: html`${
          customerLink
            ? notice(
                'good',
                html`<h2>A link for the customer</h2><p>Whoever has it sees how far the order is. It is not shown again; a link made before leads nowhere any more.</p><pre>${customerLink}</pre>`,
              )
            : ''
        }<div class="columns"><div class="rows">${order.services.map((service) => serviceCard(order, service, actor.timeZone))}${
          mayChange && (order.deeds.includes('cancel') || override.length > 0)
            ? card({
                title: 'Cancel',
                body: html`<div class="stack"><p class="soft">Takes back every service that is not active yet. What is active stays, as a subscription.</p>${form(
                  {
                    id: 'cancel',
                    action: `${here}/cancel`,
                    token,
                    fields: [REASON, ...override, VERSION],
                    submit: 'Cancel the order',
                    tone: 'danger',
                    values: { ...attempt.values, version: String(order.version) },
                    faults: attempt.faults,
                  },
                )}</div>`,
              })
            : ''
        }</div><div class="rows">${card({ title: 'Order', body: orderFacts(order, actor.timeZone) })}${
          mayChange
            ? card({
                title: 'The customer’s view',
                body: html`<div class="stack"><p class="soft">A page without signing in that says how far the order is.</p>${buttonForm(
                  { action: `${here}/customer-link`, token, submit: 'Make a new link' },
                )}</div>`,
              })
            : ''
        }${card({ title: 'Provisioning log', body: logOf(log.value, actor.timeZone, here) })}</div></div>`,
      },
      status,
    );
  };

  // ---- corrections, and resubmitting with them

  const showEdit = async (
    c: ConsoleContext,
    deed: 'edit' | 'resubmit',
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const found = await orders.getOrder(c.get('actor'), c.req.param('number') ?? '');
    if (!found.ok) return refusalPage(c, found.faults);
    const order = found.value;
    const here = path('orders', order.number);
    const open = openServices(order);
    const halted = order.services.filter(({ rejectionDetails }) => rejectionDetails !== null);
    return showPage(
      c,
      {
        title: deed === 'edit' ? `Edit ${order.number}` : `Resubmit ${order.number}`,
        section: 'orders',
        mark: stateBadge(order.status),
        crumbs: [
          { href: '/orders', name: 'Orders' },
          { href: here, name: order.number },
        ],
        lead:
          deed === 'edit'
            ? 'What is changed is told to whoever works on it.'
            : 'Put right what was wrong; the order then goes back to the queue.',
        body: html`${halted.map((service) =>
          notice(
            'bad',
            html`<h2>${service.servicePlan.name}: Provisioning Halted</h2><p class="keeps-lines">${service.rejectionDetails}</p>`,
          ),
        )}${card({
          body: form({
            id: 'edit',
            action: `${here}/${deed}`,
            token: c.get('formToken'),
            fields: [
              {
                name: 'requestedOn',
                label: 'Wanted on',
                kind: 'date',
                isOptional: true,
                isWhole: true,
                help: 'Left empty: as soon as possible.',
              },
              ...ownOverride(order, c.get('actor')),
              VERSION,
            ],
            groups: open.map((service, index) =>
              detailGroup(
                order.services.length > 1
                  ? `${service.position}. ${service.servicePlan.name}`
                  : service.servicePlan.name,
                service.serviceType,
                `services[${index}].details`,
              ),
            ),
            isColumns: true,
            submit: deed === 'edit' ? 'Save' : 'Resubmit',
            aside: buttonLink(here, 'Leave it'),
            values: {
              ...(attempt === NO_ATTEMPT ? editValues(order, open) : attempt.values),
              version: String(order.version),
            },
            faults: attempt.faults,
          }),
        })}`,
      },
      status,
    );
  };

  const correct =
    (deed: 'edit' | 'resubmit') =>
    async (c: ConsoleContext): Promise<Response> => {
      const actor = c.get('actor');
      const number = c.req.param('number') ?? '';
      const found = await orders.getOrder(actor, number);
      if (!found.ok) return refusalPage(c, found.faults);
      const edits = readEdits(c.get('form'), found.value);
      const done = await (deed === 'edit' ? orders.editOrder : orders.resubmitOrder)(actor, edits);
      if (!done.ok)
        return answerRefusal(c, done.faults, (attempt, status) => showEdit(c, deed, attempt, status));
      return redirectWithNotice(
        c,
        path('orders', done.value.number),
        deed === 'edit' ? 'The order was saved.' : `${done.value.number} is back in the queue.`,
      );
    };

  app.get('/:number', (c) => show(c));
  app.get('/:number/edit', (c) => showEdit(c, 'edit'));
  app.post('/:number/edit', correct('edit'));
  app.get('/:number/resubmit', (c) => showEdit(c, 'resubmit'));
  app.post('/:number/resubmit', correct('resubmit'));

  app.post('/:number/cancel', async (c) => {
    const sent = c.get('form');
    const done = await orders.cancelOrder(c.get('actor'), {
      order: c.req.param('number'),
      reason: sent.optional('reason'),
      overrideReason: sent.optional('overrideReason'),
      version: versionOf(sent),
    });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, attempt, status));
    return redirectWithNotice(c, path('orders', done.value.number), `${done.value.number} was cancelled.`);
  });

  app.post('/:number/customer-link', async (c) => {
    const done = await orders.renewTracking(c.get('actor'), c.req.param('number'));
    if (!done.ok) return refusalPage(c, done.faults);
    // No redirect: the link must not travel through a cookie or an address.
    return show(c, NO_ATTEMPT, 200, trackingLink(deps, done.value.trackingToken));
  });

  app.get('/:number/contract', async (c) => {
    const found = await orders.getContractDocument(c.get('actor'), c.req.param('number'));
    if (!found.ok) return refusalPage(c, found.faults);
    const { name, mediaType, content } = found.value;
    return c.body(content as Uint8Array<ArrayBuffer>, 200, {
      'content-type': mediaType,
      // Saved, never shown in our pages: a customer's file is a stranger's.
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    });
  });

  return app;
}

const trackingLink = ({ url }: Pick<ConsoleDeps, 'url'>, token: string): string =>
  new URL(path('track', token), url).href;

type Service = OrderView['services'][number];

/** Where a carrier works on one of its services for this company itself: elsewhere nobody here may override it (WF-2). */
const ownOverride = (order: OrderView, actor: Actor): readonly Field[] => {
  const held = order.services.find(({ workflow, request }) => workflow?.isUnderWay && request !== null);
  return overrideFields(held?.workflow ?? null, actor);
};

const workers = (order: {
  readonly services: readonly { readonly provisionedBy: { readonly name: string } | null }[];
}) =>
  orNothing(
    [
      ...new Set(order.services.flatMap(({ provisionedBy }) => (provisionedBy ? [provisionedBy.name] : []))),
    ].join(', '),
  );

const openServices = (order: OrderView): Service[] =>
  order.services.filter(({ status }) => status === 'pending' || status === 'halted');

function serviceCard(order: OrderView, service: Service, timeZone: string): Html {
  const { request } = service;
  return card({
    title:
      order.services.length === 1
        ? service.servicePlan.name
        : `${service.position}. ${service.servicePlan.name}`,
    aside: stateBadge(service.status),
    body: html`<div class="stack">${
      service.rejectionDetails === null
        ? ''
        : notice(
            'bad',
            html`<h2>${service.provisionedBy?.name ?? order.account.name} halted it</h2><p class="keeps-lines">${service.rejectionDetails}</p>`,
          )
    }${facts([
      ['At the carrier', service.workflow ? workflowText(service.workflow, timeZone) : null],
      ['Service plan', html`<span class="code">${service.servicePlan.code}</span>`],
      ['Worked on by', service.provisionedBy?.name ?? 'Nobody needs to: it becomes active with the order'],
      ['Assigned to', request ? orNothing(request.assignee?.name) : null],
      ['Active since', service.activatedOn ? day(service.activatedOn) : null],
      ...detailEntries(service.serviceType, service.details),
    ])}</div>`,
    foot:
      request && (service.status === 'pending' || service.status === 'halted')
        ? link(path('queue', formatId('request', request.id)), 'Work on it in our queue')
        : '',
  });
}

const orderFacts = (order: OrderView, timeZone: string): Html =>
  facts([
    [
      'Account',
      html`${link(path('accounts', order.account.reference), order.account.name)}<span class="sub">${order.account.reference}</span>`,
    ],
    ['Plan', link(path('catalogue', 'package-plans', order.packagePlan.code), order.packagePlan.name)],
    ['Wanted on', order.requestedOn ? day(order.requestedOn) : 'As soon as possible'],
    ['Contract', orNothing(order.contractType)],
    ['Signed contract', document(order)],
    [
      'Subscription',
      order.subscription
        ? html`${link(path('subscriptions', formatId('subscription', order.subscription.id)), formatId('subscription', order.subscription.id))} since ${day(order.subscription.start)}`
        : null,
    ],
    ['Placed', html`${moment(order.createdAt, timeZone)} by ${SOURCE_WORDS[order.source] ?? order.source}`],
    ['Last changed', moment(order.updatedAt, timeZone)],
  ]);

const document = ({ number, contractDocument }: OrderView): Piece =>
  contractDocument &&
  html`${link(path('orders', number, 'contract'), contractDocument.name)}${
    contractDocument.hash === null
      ? ''
      : html`<span class="sub">SHA-256 <code>${contractDocument.hash}</code></span>`
  }`;

const editValues = (order: OrderView, open: readonly Service[]): Record<string, string> => ({
  requestedOn: order.requestedOn ?? '',
  ...Object.assign(
    {},
    ...open.map((service, index) => detailValues(service.details, `services[${index}].details`)),
  ),
});

function readEdits(sent: Form, order: OrderView): EditOrder {
  const requestedOn = wantedOn(sent);
  return {
    order: order.number,
    version: versionOf(sent),
    overrideReason: sent.optional('overrideReason'),
    ...(requestedOn.ok ? { requestedOn: requestedOn.value } : { unread: requestedOn.faults }),
    services: openServices(order).map((service, index) => ({
      position: service.position,
      details: readDetails(sent, service.serviceType, `services[${index}].details`),
    })),
  };
}

const versionOf = (sent: Form): number | undefined =>
  /^\d{1,9}$/.test(sent.text('version')) ? Number(sent.text('version')) : undefined;
