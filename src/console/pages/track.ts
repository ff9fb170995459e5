/** The end customer's view of an order, for whoever holds the link. No signing in; no company but the seller. */
import { Hono } from 'hono';
import type { TrackingView } from '#app/orders/track-order.ts';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { stateBadge } from '../parts/badge.ts';
import { card, facts } from '../parts/blocks.ts';
import { day, moment } from '../parts/formats.ts';
import { type Html, html } from '../parts/html.ts';
import { showLonePage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { table } from '../parts/table.ts';

export function trackPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get('/:token', async (c) => {
    const found = await deps.services.orders.trackOrder(c.req.param('token'));
    if (!found.ok)
      return showLonePage(
        c,
        {
          title: 'Nothing here',
          body: card({ body: html`<p>${found.faults.map(({ message }) => message).join(' ')}</p>` }),
        },
        404,
      );
    const order = found.value;
    return showLonePage(c, {
      title: order.packagePlan,
      company: order.provider,
      isWide: true,
      mark: stateBadge(order.status),
      lead: `Your order ${order.number}`,
      body: html`${c.req.query('placed') === 'yes' ? notice('good', PLACED) : ''}${standing(order)}${card({
        title: 'Services',
        flush: table({
          label: 'Services',
          rows: order.services,
          columns: [
            { head: 'Service', kind: 'row', cell: ({ name }) => name },
            { head: 'Status', cell: ({ status }) => stateBadge(status) },
            { head: 'Active since', cell: ({ activatedOn }) => (activatedOn ? day(activatedOn) : '') },
          ],
        }),
      })}${card({
        title: 'Order',
        body: facts([
          ['Ordered', moment(order.placedAt, order.timeZone)],
          ['Wanted on', order.requestedOn ? day(order.requestedOn) : 'As soon as possible'],
        ]),
      })}${card({
        title: 'What has happened',
        body: html`<ol class="log">${order.log
          .toReversed()
          .map(
            ({ at, text }) =>
              html`<li><div class="log-text">${text}</div><div class="log-meta">${moment(at, order.timeZone)}</div></li>`,
          )}</ol>`,
      })}`,
    });
  });

  return app;
}

const PLACED = html`<h2>Thank you, your order is in</h2><p>Keep the address of this page: it shows how far your order is, at any time.</p>`;

/** How it stands, in a sentence, and what there is to do. */
function standing(order: TrackingView): Html {
  const told = order.services.filter(({ rejectionDetails }) => rejectionDetails !== null);
  if (told.length > 0)
    return html`${told.map(({ name, rejectionDetails }) =>
      notice(
        'bad',
        html`<h2>${name} could not go ahead</h2><p class="keeps-lines">${rejectionDetails}</p><p>Please get in touch with ${order.provider}: once it is put right, your order goes on.</p>`,
      ),
    )}`;
  switch (order.status) {
    case 'pending':
      return notice('wait', 'Your order is being worked on. There is nothing that you need to do.');
    case 'halted':
      return notice(
        'warn',
        `Your order is held up, and ${order.provider} is looking into it. There is nothing that you need to do for now.`,
      );
    case 'active':
      return notice('good', 'Everything that you ordered is active.');
    case 'cancelled':
      return notice(
        'wait',
        `This order was cancelled. If you did not expect that, please call ${order.provider}.`,
      );
  }
}
