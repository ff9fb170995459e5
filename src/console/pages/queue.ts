/** Manual Provisioning: the requests that wait for this company’s hands (PROV-1). */
import { Hono } from 'hono';
import type { QueueQuery } from '#app/orders/list-queue.ts';
import type { RequestView } from '#app/orders/views.ts';
import type { QueueCounts } from '#app/ports/orders.ts';
import { SERVICE_TYPES } from '#core/catalogue/rows.ts';
import { countedOfOneText, countedText } from '#core/orders/queue-counts.ts';
import { isStatus, STATUS_WORDS, STATUSES } from '#core/orders/states.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { badge, stateBadge } from '../parts/badge.ts';
import { card, link, pager, tabs } from '../parts/blocks.ts';
import { type Choice, type Field, filters } from '../parts/form.ts';
import { day } from '../parts/formats.ts';
import { type Html, html, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { ageAgainstSla } from '../parts/sla.ts';
import { type Column, empty, table } from '../parts/table.ts';
import { bulkForm, tickOf } from './activate-several.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';
import { claimButton, mayWork, requestPath } from './request-cards.ts';

/** As many as may be activated at once. */
const ROWS = 50;
/** Days after which one may want to look at what is old. */
const AGES = [1, 2, 5, 10, 20];

export function queuePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { orders } = deps.services;

  app.get('/', async (c) => {
    const asked = askedOf(c);
    const query = queryOf(asked);
    const listed = await orders.listQueue(c.get('actor'), query, pageAsked(c, ROWS));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor, counts } = listed.value;
    const here = withQuery('/queue', { ...asked, cursor: c.req.query('cursor') });
    const ticked = mayWork(c.get('actor')) ? items.filter(({ deeds }) => deeds.includes('activate')) : [];
    return showPage(c, {
      title: 'Manual Provisioning',
      section: 'queue',
      lead: 'Services that wait for our hands, the longest waiting first.',
      body: html`<div>${queueTabs(asked, counts)}${filters({
        action: '/queue',
        fields: filterFields(asked, counts),
        values: { ...asked, status: asked.status || 'pending' },
      })}${card({
        flush:
          items.length === 0
            ? empty('Nothing here', 'No request fits this view of the queue.')
            : requestTable(c, items, { here, canTick: ticked.length > 0 }),
        ...(ticked.length > 0 ? { foot: bulkForm(c, deps.clock) } : {}),
      })}${pager('/queue', { ...asked, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  return app;
}

/** What the address asks for, as text; empty where it does not. */
interface Asked {
  readonly [name: string]: string;
  readonly status: string;
  readonly assigned: string;
  readonly serviceType: string;
  readonly supplier: string;
  readonly age: string;
}

function askedOf(c: ConsoleContext): Asked {
  const { status = '', assigned = '', serviceType = '', supplier = '', age = '' } = c.req.query();
  return {
    status: status === 'open' || isStatus(status) ? status : '',
    assigned: assigned === 'mine' || assigned === 'nobody' ? assigned : '',
    serviceType: SERVICE_TYPES.some((type) => type === serviceType) ? serviceType : '',
    supplier: supplier.trim(),
    age: age === 'late' || /^\d{1,4}$/.test(age) ? age : '',
  };
}

const queryOf = ({ status, assigned, serviceType, supplier, age }: Asked): QueueQuery => ({
  status: status === 'open' || isStatus(status) ? status : undefined,
  assigned: assigned === 'mine' || assigned === 'nobody' ? assigned : undefined,
  serviceType: SERVICE_TYPES.find((type) => type === serviceType),
  supplier: supplier || undefined,
  late: age === 'late',
  olderThanDays: age === '' || age === 'late' ? undefined : Number(age),
});

/** Suppliers and service types are those that the queue holds, and one that is asked for all the same. */
function filterFields(asked: Asked, { suppliers, serviceTypes }: QueueCounts): Field[] {
  const ofQueue = (all: string, found: readonly (readonly [string, number])[], chosen: string): Choice[] => [
    { value: '', label: all },
    ...found.map(([value, number]) => ({ value, label: `${value} (${countedOfOneText(number)})` })),
    ...(chosen === '' || found.some(([value]) => value === chosen)
      ? []
      : [{ value: chosen, label: `${chosen} (0)` }]),
  ];
  return [
    {
      name: 'status',
      label: 'Status',
      kind: 'choice',
      choices: [
        ...STATUSES.map((status) => ({ value: status, label: STATUS_WORDS[status] })),
        { value: 'open', label: 'Pending or halted' },
      ],
    },
    {
      name: 'assigned',
      label: 'Assigned to',
      kind: 'choice',
      choices: [
        { value: '', label: 'Anybody' },
        { value: 'mine', label: 'Me' },
        { value: 'nobody', label: 'Nobody' },
      ],
    },
    {
      name: 'supplier',
      label: 'Supplier',
      kind: 'choice',
      choices: ofQueue(
        'All',
        suppliers.map((one) => [one.supplier, one.count]),
        asked.supplier,
      ),
    },
    {
      name: 'serviceType',
      label: 'Service type',
      kind: 'choice',
      choices: ofQueue(
        'All',
        serviceTypes.map((one) => [one.serviceType, one.count]),
        asked.serviceType,
      ),
    },
    {
      name: 'age',
      label: 'Age',
      kind: 'choice',
      choices: [
        { value: '', label: 'Any' },
        { value: 'late', label: 'Late' },
        ...[...new Set([...AGES, ...(/^\d+$/.test(asked.age) ? [Number(asked.age)] : [])])]
          .sort((a, b) => a - b)
          .map((days) => ({ value: String(days), label: `More than ${counted(days, 'day')}` })),
      ],
    },
  ];
}

function queueTabs(asked: Asked, counts: QueueCounts): Html {
  const tab = (name: string, query: Record<string, string>, number?: number) => ({
    name,
    href: withQuery('/queue', query),
    isHere:
      (query.status ?? 'pending') === (asked.status || 'pending') &&
      (query.assigned ?? '') === asked.assigned &&
      (query.age === 'late') === (asked.age === 'late'),
    ...(number === undefined ? {} : { count: countedText(number) }),
  });
  return tabs('Views of the queue', [
    tab('Pending', {}, counts.pending),
    tab('Late', { age: 'late' }, counts.late),
    tab('Halted', { status: 'halted' }, counts.halted),
    tab('Mine', { status: 'open', assigned: 'mine' }, counts.mine),
    tab('Unassigned', { status: 'open', assigned: 'nobody' }, counts.unassigned),
    tab('Active', { status: 'active' }),
  ]);
}

const requestTable = (
  c: ConsoleContext,
  items: readonly RequestView[],
  { here, canTick }: { readonly here: string; readonly canTick: boolean },
): Html =>
  table({
    label: 'Requests',
    rows: items,
    columns: [
      ...(canTick ? ([{ head: 'Ticked', kind: 'bare', cell: tickOf }] satisfies Column<RequestView>[]) : []),
      {
        head: 'Order',
        kind: 'key',
        cell: (request) => link(requestPath(request.id), request.orderNumber),
      },
      {
        head: 'For',
        cell: (request) =>
          request.account
            ? html`${request.account.name}<span class="sub">${request.account.reference}</span>`
            : html`${request.seller.name}<span class="sub">retailer</span>`,
      },
      {
        head: 'Service',
        cell: (request) =>
          html`${request.servicePlan.name}<span class="sub">${request.serviceType} from ${request.supplier}</span>`,
      },
      {
        head: 'Status',
        cell: ({ status, workflow }) =>
          html`${stateBadge(status)}${workflow ? html`<span class="sub">${workflow.stageText}</span>` : ''}${
            workflow?.isStuck ? html`<span class="sub">${badge('warn', 'Stuck')}</span>` : ''
          }`,
      },
      {
        head: 'Wanted on',
        cell: (request) => (request.requestedOn ? day(request.requestedOn) : 'As soon as possible'),
      },
      { head: 'Age', cell: ageAgainstSla },
      { head: 'Assigned to', cell: (request) => (request.isMine ? 'Me' : (request.assignee?.name ?? '')) },
      {
        head: 'Deeds',
        kind: 'bare',
        cell: (request) =>
          html`<div class="actions">${
            mayWork(c.get('actor')) && request.deeds.includes('claim') && request.assignee === null
              ? claimButton(c, request, { isSmall: true, back: here })
              : ''
          }<a class="button small" href="${requestPath(request.id)}">Details<span class="out-of-sight"> of ${request.orderNumber}</span></a></div>`,
      },
    ],
  });
