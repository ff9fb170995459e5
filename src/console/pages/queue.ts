/** The provisioning queue: what waits for this company’s hands (PROV-1). */

import { Hono } from 'hono';
import type { QueueQuery } from '#app/orders/list-queue.ts';
import type { RequestView } from '#app/orders/views.ts';
import type { QueueCounts } from '#app/ports/orders.ts';
import { SERVICE_TYPES } from '#core/catalogue/rows.ts';
import { isStatus, STATUS_WORDS, STATUSES } from '#core/orders/states.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { badge, stateBadge } from '../parts/badge.ts';
import { card, link, pager, tabs } from '../parts/blocks.ts';
import { type Field, filters } from '../parts/form.ts';
import { day } from '../parts/formats.ts';
import { type Html, html, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { empty, table } from '../parts/table.ts';
import { pageAsked } from './paging.ts';
import { refusalPage } from './problem-pages.ts';

import { claimButton, mayWork, requestPath } from './request.ts';

export function queuePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { orders } = deps.services;

  app.get('/', async (c) => {
    const query = readQuery(c);
    const listed = await orders.listQueue(c.get('actor'), query, pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor, counts } = listed.value;
    const asked = {
      status: query.status,
      assigned: query.assigned,
      serviceType: query.serviceType,
      supplier: query.supplier,
    };
    return showPage(c, {
      title: 'Queue',
      section: 'queue',
      lead: 'Services that wait for our hands, the longest waiting first.',
      body: html`<div>${queueTabs(query, counts)}${filters({
        action: '/queue',
        fields: FILTERS,
        values: {
          status: query.status ?? 'pending',
          assigned: query.assigned ?? '',
          serviceType: query.serviceType ?? '',
          supplier: query.supplier ?? '',
        },
      })}${card({
        flush:
          items.length === 0
            ? empty('Nothing here', 'No request fits this view of the queue.')
            : requestTable(c, items),
      })}${pager('/queue', { ...asked, cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  return app;
}

const FILTERS: readonly Field[] = [
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
    name: 'serviceType',
    label: 'Service type',
    kind: 'choice',
    choices: [{ value: '', label: 'All' }, ...SERVICE_TYPES.map((type) => ({ value: type, label: type }))],
  },
  { name: 'supplier', label: 'Supplier' },
];

function readQuery(c: ConsoleContext): QueueQuery {
  const { status = '', assigned = '', serviceType, supplier = '' } = c.req.query();
  return {
    status: status === 'open' || isStatus(status) ? status : undefined,
    assigned: assigned === 'mine' || assigned === 'nobody' ? assigned : undefined,
    serviceType: SERVICE_TYPES.find((type) => type === serviceType),
    supplier: supplier.trim() || undefined,
  };
}

function queueTabs({ status, assigned }: QueueQuery, counts: QueueCounts): Html {
  const tab = (name: string, query: Record<string, string>, count?: number) => ({
    name,
    href: withQuery('/queue', query),
    isHere:
      (query.status ?? 'pending') === (status ?? 'pending') && (query.assigned ?? '') === (assigned ?? ''),
    ...(count === undefined ? {} : { count }),
  });
  return tabs('Views of the queue', [
    tab('Pending', {}, counts.pending),
    tab('Halted', { status: 'halted' }, counts.halted),
    tab('Mine', { status: 'open', assigned: 'mine' }, counts.mine),
    tab('Nobody’s', { status: 'open', assigned: 'nobody' }, counts.unassigned),
    tab('Active', { status: 'active' }),
  ]);
}

const requestTable = (c: ConsoleContext, items: readonly RequestView[]): Html =>
  table({
    label: 'Requests',
    rows: items,
    columns: [
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
      {
        head: 'Age',
        kind: 'number',
        cell: ({ ageDays }) => (ageDays === 0 ? 'today' : counted(ageDays, 'day')),
      },
      { head: 'Assigned to', cell: (request) => (request.isMine ? 'Me' : (request.assignee?.name ?? '')) },
      {
        head: 'Deeds',
        kind: 'bare',
        cell: (request) =>
          html`<div class="actions">${
            mayWork(c.get('actor')) && request.deeds.includes('claim') && request.assignee === null
              ? claimButton(c, request, { isSmall: true, back: '/queue' })
              : ''
          }<a class="button small" href="${requestPath(request.id)}">Details<span class="out-of-sight"> of ${request.orderNumber}</span></a></div>`,
      },
    ],
  });
